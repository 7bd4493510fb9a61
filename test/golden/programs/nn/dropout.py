import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(5)
x = torch.ones(3, 4)
drop = nn.Dropout(0.5)
a = drop(x)
b = F.dropout(x, p=0.1)
drop.eval()
c = drop(x)
d = F.dropout(x, 0.3, training=False)
e = nn.Dropout(0.0)(x)
f = torch.randn(4)
model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.2))
g = model(x)
model.eval()
h = model(x)
i = torch.bernoulli(torch.full((5,), 0.5))
j = nn.Dropout(p=1.0)(x)
