import torch
import torch.nn as nn

torch.manual_seed(6)
conv = nn.Conv1d(3, 4, kernel_size=3, padding=1)
x = torch.randn(2, 3, 5)
a = conv(x)
w = conv.weight
b = nn.Conv1d(4, 4, 3, groups=4, bias=False)(a)
patch = nn.Conv2d(3, 8, kernel_size=4, stride=4)
img = torch.randn(1, 3, 8, 8)
c = patch(img).flatten(2).transpose(1, 2)
d = nn.MaxPool1d(2)(x)
e = nn.AvgPool2d(2)(torch.arange(16.0).view(1, 1, 4, 4))
f = nn.AdaptiveAvgPool1d(1)(x).squeeze(-1)
g = nn.ConvTranspose1d(3, 2, 2, stride=2)(x)
h = nn.ZeroPad2d(1)(torch.ones(1, 1, 2, 2))
