import torch

torch.manual_seed(8)
x = torch.randn(2, 3, 4)
a = x.sum()
b = x.mean(dim=-1, keepdim=True)
c = x.var(dim=1) + x.std(1)
d = x.var(unbiased=False)
e = torch.prod(x, dim=2)
f = x.max(dim=1).values
g = x.min(dim=-1).indices
h = torch.amax(x, dim=(0, 2)) - torch.amin(x, dim=(0, 2))
i = torch.logsumexp(x, dim=-1)
j = torch.median(x, dim=-1).values
k = x.argmin(dim=1)
l = torch.any(x > 2) | torch.all(x < 5)
m = (x > 0).all(dim=-1)
n = torch.norm(x, dim=-1)
o = torch.norm(x, p=1)
p = torch.linalg.norm(x, dim=(1, 2))
q = torch.cumsum(x, 1)
r = torch.cumprod(x, dim=-1)
s = torch.count_nonzero(x > 0)
t, u = torch.std_mean(x, dim=0)
v, w = torch.sort(x, dim=-1, descending=True)
y = torch.argsort(x, dim=1)
z, zi = torch.kthvalue(x, 2, dim=-1)
aa = torch.cummax(x, dim=-1).values
bb = x.nansum(-1) + x.nanmean(-1)
cc = torch.unique(torch.tensor([3, 1, 3, 2]))
dd = torch.bincount(torch.tensor([0, 2, 2, 5]))
ee = x.diff(dim=-1)
ff = torch.aminmax(x).max
gg = torch.mode(torch.tensor([[1, 2, 2], [3, 3, 1]])).values
hh = torch.quantile(x[0, 0], 0.5)
ii = torch.trace(x[0, :, :3])
