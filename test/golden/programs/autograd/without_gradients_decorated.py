import torch
import torch.nn as nn


@torch.no_grad()
def double(t):
    y = t * 2
    return y


@torch.inference_mode()
def plain(t):
    return t + 1


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([1.0, -2.0]))

    def forward(self, x):
        return self.w * x

    @torch.no_grad()
    def predict(self, x):
        return self(x) * 3


x = torch.tensor([2.0, 3.0], requires_grad=True)
y = double(x)
z = (y * x).sum()
z.backward()
g = x.grad
m = Model()
p = m.predict(x)
q = m(x)
(p * q).sum().backward()
gw = m.w.grad
gx = x.grad
flags = torch.tensor([y.requires_grad, z.requires_grad, p.requires_grad, q.requires_grad, plain(x).requires_grad])
