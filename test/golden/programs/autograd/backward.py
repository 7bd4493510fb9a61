import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x**2).sum()
y.backward()
g = x.grad
z = (x * 3).sum()
z.backward()
accumulated = x.grad.clone()
x.grad.zero_()
(x**3).sum().backward()
h = x.grad
w = torch.ones(3, requires_grad=False)
flag = torch.tensor([x.requires_grad, w.requires_grad, y.requires_grad])
