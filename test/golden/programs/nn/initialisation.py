import torch
import torch.nn as nn
from torch.nn import init

torch.manual_seed(13)
a = init.xavier_uniform_(torch.empty(3, 5))
b = nn.init.xavier_normal_(torch.empty(3, 5), gain=2.0)
c = nn.init.kaiming_uniform_(torch.empty(4, 6), nonlinearity='relu')
d = nn.init.kaiming_normal_(torch.empty(4, 6), mode='fan_out', nonlinearity='relu')
e = nn.init.normal_(torch.empty(2, 3), mean=0.0, std=0.02)
f = nn.init.uniform_(torch.empty(4), -0.1, 0.1)
g = nn.init.trunc_normal_(torch.empty(3, 4), std=0.02)
h = nn.init.constant_(torch.empty(2), 0.3)
i = nn.init.eye_(torch.empty(2, 3))
j = nn.init.zeros_(torch.empty(2)) + nn.init.ones_(torch.empty(2))
k = torch.empty(3).normal_(1.0, 2.0)
l = torch.empty(3).uniform_(-1, 1)
m = nn.init.trunc_normal_(torch.empty(6), mean=1.0, std=2.0, a=0.0, b=2.0)
n = nn.init.kaiming_uniform_(torch.empty(3, 2), a=5**0.5)
o = nn.init.xavier_uniform_(torch.empty(2, 3, 4), gain=nn.init.calculate_gain('tanh'))
lin = nn.Linear(3, 2)
nn.init.normal_(lin.weight, std=0.1)
nn.init.zeros_(lin.bias)
p = lin(torch.ones(1, 3))
