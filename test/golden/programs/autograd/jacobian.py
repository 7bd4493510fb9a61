import torch

torch.manual_seed(6)
s = torch.randn(3, requires_grad=True)
p = torch.softmax(s, dim=0)
rows = []
for i in range(3):
    (r,) = torch.autograd.grad(p[i], s, retain_graph=True)
    rows.append(r)
J = torch.stack(rows)
expected = torch.diag(p) - torch.outer(p, p)
error = (J - expected).abs().max()
Jf = torch.autograd.functional.jacobian(lambda t: torch.softmax(t, 0), s)
