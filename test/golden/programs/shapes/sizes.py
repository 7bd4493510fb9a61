import torch

x = torch.zeros(2, 3, 8)
B, T, C = x.size()
nh = 4
a = torch.full((B, nh, T, C // nh), 1.0)
b = torch.tensor(x.shape)
c = torch.tensor([x.dim(), x.ndim, x.numel(), len(x), x.shape[-1], x.size(0)])
d = torch.zeros(x.shape[:2])
e = torch.zeros(*x.shape[:-1], 5)
f = torch.ones(x.size()[1:])
g = x.view(B * T, -1)
h = torch.tensor(x.shape == (2, 3, 8))
i = torch.zeros(x.shape[:-1] + (nh, C // nh))
j = torch.tensor(tuple(x.shape) + (1,))
k = torch.tensor(torch.Size([2, 3]).numel())
l = x.new_zeros(x.size(0), T)
shape = list(x.shape)
shape[-1] *= 2
m = torch.zeros(shape)
n = torch.empty(B, T).fill_(x.nelement())
o = torch.tensor(x.stride())
p = torch.zeros((T,) * 2)
*lead, last = x.shape
q = torch.ones(last, *lead)
