import torch

a = torch.zeros(2, 3)
b = a
b[0] = 1
c = a.view(-1)
c[5] = 9
d = a.clone()
d += 100
row = a[1]
row += 2
e = a + 0
f = a.T
f[0, 0] = -4
g = a * 1
x = [a]
x[0] += 1
h = a.sum()
