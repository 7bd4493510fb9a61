from collections import OrderedDict

import torch
import torch.nn as nn

torch.manual_seed(3)
x = torch.randn(2, 4)
seq = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
a = seq(x)
named = nn.Sequential(OrderedDict([('fc', nn.Linear(4, 3)), ('act', nn.Tanh())]))
b = named(x)
c = named.fc.weight
layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
h = x
for layer in layers:
    h = torch.relu(layer(h))
layers.append(nn.Linear(4, 1))
d = layers[-1](h)
n = torch.tensor(len(layers))
heads = nn.ModuleDict({'q': nn.Linear(4, 2), 'k': nn.Linear(4, 2)})
e = heads['q'](x) @ heads['k'](x).T
f = sum(m(x).sum() for m in heads.values())
g = seq[0].weight[0]
stack = nn.Sequential(*[nn.Linear(4, 4, bias=False) for _ in range(2)])
i = stack(x)
params = nn.ParameterList([nn.Parameter(torch.ones(2) * k) for k in range(2)])
j = params[1] + params[0]
seq.add_module('last', nn.Linear(2, 1))
k = seq(x)
total = torch.tensor(sum(p.numel() for p in named.parameters()))
