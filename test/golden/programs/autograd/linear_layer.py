import torch
import torch.nn as nn

torch.manual_seed(1)
layer = nn.Linear(3, 2)
x = torch.randn(4, 3)
target = torch.randn(4, 2)
loss = nn.MSELoss()(layer(x), target)
loss.backward()
gw = layer.weight.grad.clone()
gb = layer.bias.grad.clone()
layer.zero_grad()
(layer(x) ** 2).sum().backward()
gw2 = layer.weight.grad
