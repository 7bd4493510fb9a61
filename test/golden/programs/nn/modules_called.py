import copy

import torch
import torch.nn as nn


def clones(module, n):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(n)])


class Residual(nn.Module):
    def __init__(self, fn, dim):
        super().__init__()
        self.fn = fn
        self.norm = nn.LayerNorm(dim)

    def forward(self, x, **kwargs):
        return x + self.fn(self.norm(x), **kwargs)


torch.manual_seed(15)
layers = clones(nn.Linear(4, 4), 3)
x = torch.randn(2, 4)
a = layers[0](x) - layers[2](x)
with torch.no_grad():
    layers[1].weight.mul_(2)
b = layers[0](x) - layers[1](x)
r = Residual(nn.Linear(4, 4), 4)
c = r(x)
d = r.forward(x) - r(x)
model = nn.Sequential(r, nn.Linear(4, 2)).to('cpu').train()
e = model(x)
n = torch.tensor(len(list(model.children())))
k = torch.tensor(len(model.state_dict()))
g = model[1].weight.shape[0] * torch.ones(1)
model.requires_grad_(False)
