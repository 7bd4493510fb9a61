import numpy as np
import torch

x = torch.ones(2, 3)
x += 2
x *= torch.tensor([1.0, 2.0, 3.0])
x -= 1
x /= 2
x **= 2
n = 7
n //= 2
n %= 2
k = 5
k <<= 2
a = np.arange(4)
a *= 3
a //= 2
m = torch.tensor([True, False, True])
m &= torch.tensor([True, True, False])
parts = [x]
parts += [x + 1]
p = torch.cat(parts)
w = torch.eye(2)
w @= torch.tensor([[2.0, 1.0], [0.0, 1.0]])
text = 'ij'
text += ',jk->ik'
e = torch.einsum(text, w, w)
