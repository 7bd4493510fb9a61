import torch
import torch.nn as nn
import torch.nn.functional as F


class FeedForward(nn.Module):
    def __init__(self, d_model, d_ff=None, activation='relu'):
        super(FeedForward, self).__init__()
        d_ff = d_ff or 4 * d_model
        self.w_1 = nn.Linear(d_model, d_ff)
        self.w_2 = nn.Linear(d_ff, d_model)
        self.activation = getattr(F, activation)

    def forward(self, x):
        return self.w_2(self.activation(self.w_1(x)))


class Gated(FeedForward):
    def __init__(self, d_model):
        super(Gated, self).__init__(d_model, 6, activation='silu')
        self.gate = nn.Linear(d_model, 1)

    def forward(self, x):
        return torch.sigmoid(self.gate(x)) * super(Gated, self).forward(x)


torch.manual_seed(5)
x = torch.randn(3, 4)
ff = FeedForward(4)
y = ff(x)
gated = Gated(4)
z = gated(x)
