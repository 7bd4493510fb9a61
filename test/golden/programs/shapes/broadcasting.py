import torch

a = torch.arange(3).view(3, 1)
b = torch.arange(4)
c = a + b
d = (a - b).abs()
e = a * b.view(1, 1, 4)
pos = torch.arange(5)
rel = pos[None, :] - pos[:, None]
bias = -rel.abs().float() * 0.5
scores = torch.zeros(2, 5, 5) + bias
pad = torch.tensor([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]])
mask = pad[:, None, None, :].bool()
masked = scores.unsqueeze(1).masked_fill(~mask, float('-inf'))
w = masked.softmax(-1)
x, y = torch.broadcast_tensors(a, b)
f = torch.tensor(torch.broadcast_shapes((3, 1), (4,)))
g = torch.ones(2, 1, 3) @ torch.ones(3, 4)
h = torch.ones(5, 1, 2, 3) @ torch.ones(4, 3, 2)
