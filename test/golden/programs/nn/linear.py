import torch
import torch.nn as nn

torch.manual_seed(0)
lin = nn.Linear(4, 3)
no_bias = nn.Linear(3, 2, bias=False)
x = torch.randn(2, 4)
y = no_bias(lin(x))
w = lin.weight
b = lin.bias
z = x @ lin.weight.T + lin.bias
shape = torch.tensor(lin.weight.shape)
n = torch.tensor([lin.in_features, lin.out_features])
with torch.no_grad():
    lin.weight.fill_(0.5)
    lin.bias.zero_()
    u = lin(x)
no_bias.weight.data = torch.ones(2, 3)
v = no_bias(u)
