import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)
with torch.no_grad():
    y = x * 2
    n = torch.tensor([y.requires_grad, x.requires_grad])
z = (y * x).sum()
z.backward()
g = x.grad
flags = torch.tensor([x.requires_grad, y.requires_grad, z.requires_grad, x.is_leaf, z.is_leaf])
d = x.detach()
flag = torch.tensor([d.requires_grad, (d * x).requires_grad, (x > 0).requires_grad])
J = torch.autograd.functional.jacobian(lambda t: torch.stack([t.sum(), (t**2).sum()]), x)
H = torch.autograd.functional.jacobian(lambda t: t.outer(t), x.detach())
