import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w = torch.tensor([1.0, -1.0], requires_grad=True)
y = torch.tanh(x @ w)
(gx,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
gx2, gw = torch.autograd.grad(y, (x, w), grad_outputs=torch.tensor([1.0, 2.0]))
z = (w**3).sum()
g1 = torch.autograd.grad(z, w, create_graph=True)[0]
g2 = torch.autograd.grad(g1.sum(), w)[0]
