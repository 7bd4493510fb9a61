import torch
import torch.nn as nn
import torch.nn.functional as F

lengths = torch.tensor([3, 1, 2])
longest = int(lengths.max())
pad = torch.zeros(len(lengths), longest)
for i, n in enumerate(lengths):
    pad[i, :n] = 1
total = 0
for n in lengths.tolist():
    total = total + n
t = torch.tensor(total)
x = torch.tensor([0.5, -1.0])
y = x * 2 if (x > 0).any() else x * 3
if x[0] == 0.5 and not (x < -2).all():
    z = torch.ones(2)
else:
    z = torch.zeros(3)
n = torch.zeros(lengths[0], lengths.sum().item())
w = torch.tensor(3.0 if torch.tensor(0.1) == 0.1 else 4.0)
pairs = torch.tensor(sum(a * b for a, b in zip([1, 2], [3, 4])))
same = torch.tensor(bool((x == x).all()))


class Block(nn.Module):
    def __init__(self, dim, flash):
        super().__init__()
        self.proj = nn.Linear(dim, dim)
        if hasattr(torch, 'some_name_of_another_version') and flash:
            self.scale = 2.0
        else:
            self.register_buffer('bias', torch.ones(1, dim))

    def forward(self, x, targets=None, use_cache=False):
        if self.training:
            x = x + 1
        out = self.proj(x) + self.bias
        loss = None
        if targets is not None:
            loss = F.mse_loss(out, targets)
        if use_cache:
            return out, loss, x
        return out, loss


torch.manual_seed(2)
block = Block(2, False)
out, loss = block(x[None], targets=torch.zeros(1, 2))
block.eval()
o2, none, cache = block(x[None], use_cache=True)
