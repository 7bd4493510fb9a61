import torch
import torch.nn as nn


class Pool(nn.Module):
    def __init__(self, dim, n=3):
        super().__init__()
        self.query = nn.Parameter(torch.randn(1, dim))
        self.bias = nn.Parameter(torch.zeros(n))
        self.register_buffer('mask', torch.tril(torch.ones(n, n)))
        self.register_parameter('none', None)
        self.register_buffer('scale', torch.tensor(dim**-0.5), persistent=False)

    def forward(self, x):
        s = (self.query @ x.transpose(-2, -1)) * self.scale + self.bias
        s = s.masked_fill(self.mask[-1:] == 0, float('-inf'))
        return s.softmax(-1) @ x


torch.manual_seed(4)
pool = Pool(4)
x = torch.randn(2, 3, 4)
y = pool(x)
q = pool.query
m = pool.mask
n = torch.tensor(sum(p.numel() for p in pool.parameters()))
names = sorted(name for name, _ in pool.named_parameters())
k = torch.tensor(len(names))
