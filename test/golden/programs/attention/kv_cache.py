import torch
import torch.nn as nn


class CachedAttention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q = nn.Linear(d, d)
        self.k = nn.Linear(d, d)
        self.v = nn.Linear(d, d)
        self.cache_k = None
        self.cache_v = None

    def forward(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
        if self.cache_k is not None:
            k = torch.cat([self.cache_k, k], dim=1)
            v = torch.cat([self.cache_v, v], dim=1)
        self.cache_k, self.cache_v = k, v
        att = torch.softmax(q @ k.transpose(1, 2) / k.shape[-1] ** 0.5, dim=-1)
        return att @ v


torch.manual_seed(6)
attn = CachedAttention(4)
tokens = torch.randn(1, 3, 4)
outs = []
for t in range(tokens.size(1)):
    outs.append(attn(tokens[:, t : t + 1]))
y = torch.cat(outs, dim=1)
k = attn.cache_k
past = torch.zeros(2, 5, 4)
start = 0
for chunk in (torch.ones(2, 2, 4), torch.full((2, 3, 4), 2.0)):
    n = chunk.shape[1]
    past[:, start : start + n] = chunk
    start += n
