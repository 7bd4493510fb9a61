import torch
import torch.nn as nn

torch.manual_seed(17)
a = nn.init.orthogonal_(torch.empty(3, 3))
b = nn.init.orthogonal_(torch.empty(2, 4), gain=2.0)
c = nn.init.orthogonal_(torch.empty(5, 3))
d = a @ a.T
