import math

import torch

a = torch.tensor(math.sqrt(16) + math.pi)
b = torch.tensor([math.exp(1), math.log(10), math.log2(8), math.log10(100), math.log(8, 2)])
c = torch.tensor([math.sin(0.5), math.cos(0.5), math.tanh(0.5), math.atan2(1, 2)])
d = torch.tensor([math.floor(2.7), math.ceil(2.1), math.trunc(-2.5), math.gcd(12, 18)])
e = torch.tensor([math.pow(2, 10), math.fabs(-1.5), math.hypot(3, 4)])
f = torch.tensor([math.prod([2, 3, 4]), math.factorial(5), math.comb(5, 2)])
g = torch.tensor([math.isinf(float('inf')), math.isnan(float('nan')), math.isclose(0.1 + 0.2, 0.3)])
h = torch.tensor(7 // 2 + 7 % 3 - -7 // 2)
i = torch.tensor([1e-3, 2.5e2, 0x1F, 0b101, 1_000])
j = torch.tensor([5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, 256 >> 2])
