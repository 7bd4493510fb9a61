import torch

torch.manual_seed(2)
use_bias = True
mode = 'scaled'
n = 3
x = torch.randn(n, 4)
if mode == 'plain':
    s = x @ x.T
elif mode == 'scaled' and n > 2:
    s = x @ x.T / 4**0.5
else:
    s = None
b = torch.full((n,), 0.1) if use_bias else None
y = s + b if b is not None else s
if not isinstance(b, torch.Tensor):
    y = y * 100
try:
    z = y * 2
except RuntimeError:
    z = None
finally:
    w = y + 1
ok = 0 < n <= 3 and mode in ('scaled', 'cosine')
v = torch.tensor(ok)
u = (None or x)[0]
kind = type(x).__name__
t = torch.tensor(len(kind))
