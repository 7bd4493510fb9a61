import torch
import torch.nn as nn


class Base(nn.Module):
    def __init__(self, dim, bias=True):
        super().__init__()
        self.dim = dim
        self.proj = nn.Linear(dim, dim, bias=bias)

    def score(self, x):
        raise NotImplementedError

    def forward(self, x):
        return torch.softmax(self.score(self.proj(x)), dim=-1) @ x


class Dot(Base):
    def score(self, x):
        return x @ x.transpose(-2, -1)


class Scaled(Dot):
    def __init__(self, dim):
        super().__init__(dim, bias=False)
        self.factor = dim**-0.5

    def score(self, x):
        return super().score(x) * self.factor


torch.manual_seed(4)
x = torch.randn(2, 3, 4)
a = Dot(4)(x)
b = Scaled(4)(x)
same = isinstance(Scaled(4), Dot)
c = torch.ones(2) * same
