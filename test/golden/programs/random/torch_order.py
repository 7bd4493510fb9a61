import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(2, 3)
torch.manual_seed(0)
y = torch.randn(2, 3)
same = torch.tensor(bool((x == y).all()))
gen = torch.Generator().manual_seed(1)
a = torch.rand(2, generator=gen)
b = torch.rand(2)
c = torch.randn(17)
d = torch.randn(3)
e = nn.Linear(2, 2)(torch.ones(2))
state = torch.get_rng_state()
f = torch.rand(2)
torch.set_rng_state(state)
g = torch.rand(2)
h = torch.randn(16)
for seed in (1, 2):
    torch.manual_seed(seed)
    i = torch.rand(1)
shuffled = torch.arange(5)[torch.randperm(5)]
