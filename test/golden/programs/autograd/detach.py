import torch

x = torch.ones(2, requires_grad=True)
y = x * 2
z = (y * y.detach()).sum()
z.backward()
a = x.grad
with torch.no_grad():
    u = x * 5
v = torch.tensor([u.requires_grad, y.requires_grad, y.detach().requires_grad])
x2 = torch.ones(2, requires_grad=True)
w = (x2 * 3 + (x2 * 4).detach()).sum()
w.backward()
b = x2.grad
c = x2.detach().numpy() + 1
x3 = torch.zeros(2).requires_grad_()
(x3.exp() * 2).sum().backward()
d = x3.grad
