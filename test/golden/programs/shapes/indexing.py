import torch

x = torch.arange(60.0).view(3, 4, 5)
a = x[1]
b = x[:, 1:3, ::2]
c = x[..., -1]
d = x[:, None, :, 0]
e = x[torch.tensor([2, 0])]
f = x[[0, 1], [1, 2]]
g = x[:, [0, 3], :]
h = x[torch.arange(3), torch.tensor([1, 0, 2]), :]
i = x[x > 55]
j = x[0, :, torch.tensor([0, 4])]
k = x[:, torch.tensor([True, False, True, False])]
l = x[-1, -2:]
m = x[:2].sum(0)[1:, 3:]
n = x[None, ..., None].shape
o = torch.tensor(n)
p = x[1, 2, 3]
q = x[torch.tensor([[0, 1], [1, 2]]), 0]
r = x[(x > 10) & (x < 13)]
s = x[::2, 1]
t = x[slice(0, 2), 0]
u = x[:, -1, :][:, :2]
tokens = torch.tensor([[1, 2], [0, 3]])
emb = torch.arange(8.0).view(4, 2)
v = emb[tokens]
w = emb[tokens[:, -1]]
y = x[0].T[1]
z = x[1:, :, :].mean(dim=(0, 1))
