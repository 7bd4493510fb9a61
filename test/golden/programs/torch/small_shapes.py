import torch

torch.manual_seed(4)
x = torch.arange(12.0).view(3, 4)
v = torch.tensor([1.0, 2.0, 3.0])
a = torch.diag(v, 1)
b = torch.diag(x, -1)
c = torch.diag_embed(x[:, :2], offset=-1)
d = torch.repeat_interleave(x, torch.tensor([2, 0, 1]), dim=0)
e = x.repeat_interleave(2)
f = torch.tensor_split(torch.arange(7), (2, 5))
f1 = f[1]
g = torch.hsplit(x, [1, 3])[1] + torch.vsplit(x, 3)[0][:, :2]
h = torch.block_diag(v, x[:2, :2])
i = torch.cartesian_prod(torch.arange(2), torch.arange(2), torch.arange(2))
j = torch.tensordot(x, x, dims=([0, 1], [0, 1]))
k = torch.tensordot(torch.ones(2, 3, 4), torch.ones(3, 4, 5), dims=2)
l = torch.linalg.cross(torch.eye(3), v.expand(3, 3))
m = torch.addmm(torch.ones(3, 3), x, x.T, beta=2)
n = torch.baddbmm(torch.ones(1, 3, 3), x[None], x.T[None], alpha=0.5)
o = torch.zeros(2, 3, 4)[torch.tensor([0, 1]), :, torch.tensor([1, 2])]
p = torch.zeros(3, 4)
p[torch.tensor([0, 2]), torch.tensor([1, 3])] = torch.tensor([5.0, 6.0])
q = torch.zeros(3, 4)
q[:, [0, 2]] = torch.ones(3, 2) * 2
q[q > 1] += 1
r = torch.zeros(2, 4)
r.view(-1)[::3] = 7
s = torch.zeros(4)
s.view(2, 2).t()[0, 1] = 3
u = torch.zeros(3, 4)
u[1:].diagonal().copy_(torch.ones(2)) if hasattr(u, 'not_there') else u[1:, 1].fill_(2)
w = torch.zeros(2, 2, 2)
w[..., -1] = torch.tensor([1.0, 2.0])
w[0][1] = 9
t = torch.tensor([x.stride(0), x[1:].stride(1), x.dim()])
