import torch

x = torch.arange(12.0).view(3, 4)
a = torch.cat([x, x], dim=0)
b = torch.cat((x, x[:, :1]), dim=-1)
c = torch.stack([x, x + 1], dim=1)
d, e = torch.chunk(x, 2, dim=1)
f, g, h = x.split([1, 2, 1], dim=1)
i, j, k = torch.unbind(x)
l = torch.split(x, 2)[1]
m = torch.hstack([x, x])
n = torch.vstack([x, x])
o = torch.column_stack([x[:, 0], x[:, 1]])
p = torch.tensor_split(x, 3, dim=1)[0]
q = torch.concat([x[0], x[1]])
r = torch.dstack([x, x])
s = torch.roll(x, shifts=1, dims=1)
t = torch.flip(x, dims=[0, 1])
u = torch.rot90(x)
v = x.chunk(3, dim=-1)
w = v[-1]
y = torch.concatenate([x, x]) if hasattr(torch, 'concatenate') else torch.cat([x, x])
z = torch.stack(torch.unbind(x, dim=1))
aa = torch.hsplit(x, 2)[0]
bb = x.tile((2, 1)) + torch.tile(x, (2, 1))
cc = torch.fliplr(x) + torch.flipud(x)
dd = torch.roll(x, 2)
