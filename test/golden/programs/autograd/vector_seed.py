import torch

x = torch.arange(4.0, requires_grad=True)
y = x**2
y.backward(torch.tensor([1.0, 0.5, 0.25, 0.0]))
g = x.grad
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = a * b + b**2
c.backward()
ga = a.grad
gb = b.grad
d = torch.tensor(a.grad.item() + 1)
