/** Ten files as people write them, for reading them at every keystroke. */
export const typedFiles: Readonly<Record<string, string>> = {
  attention: `import torch
import torch.nn.functional as F

torch.manual_seed(0)
q, k, v = (torch.randn(2, 3, 4) for _ in range(3))
scores = q @ k.transpose(-2, -1) / k.size(-1) ** 0.5
mask = torch.tril(torch.ones(3, 3)) == 0
weights = F.softmax(scores.masked_fill(mask, float('-inf')), dim=-1)
out = weights @ v
print(f"{out.shape} {weights.sum(-1)[0]:}")
`,
  module: `class Head(nn.Module):
    """One head."""

    def __init__(self, n_embd, head_size, dropout=0.1):
        super().__init__()
        self.key = nn.Linear(n_embd, head_size, bias=False)
        self.register_buffer('tril', torch.tril(torch.ones(8, 8)))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        B, T, C = x.shape  # (B, T, C)
        k = self.key(x)
        wei = (k @ k.transpose(-2, -1) * C**-0.5).softmax(-1)
        return self.dropout(wei) @ k
`,
  numpy: `import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(4, 6))
W = {n: rng.normal(size=(6, 6)) for n in ('q', 'k', 'v')}
Q, K, V = [X @ W[n] for n in 'qkv']
S = np.einsum('id,jd->ij', Q, K) / np.sqrt(Q.shape[-1])
S -= S.max(axis=-1, keepdims=True)
A = np.exp(S); A /= A.sum(-1, keepdims=True)
for i, row in enumerate(A): print(i, row[:2], sep='\\t')
`,
  training: `w = torch.zeros(3, requires_grad=True)
opt = torch.optim.Adam([w], lr=0.1)
for step in range(5):
    opt.zero_grad()
    loss = ((w - torch.tensor([1., 2., 3.])) ** 2).mean()
    loss.backward()
    opt.step()
    if step % 2 == 0 and loss.item() < 1e-3:
        break
else:
    print('done', w.grad)
`,
  dataclass: `from dataclasses import dataclass, field

@dataclass
class Config:
    n_head: int = 2
    dims: list = field(default_factory=lambda: [4, 8])

    @property
    def width(self) -> int:
        return self.n_head * max(self.dims)

cfg = Config(n_head=3)
x = torch.ones(cfg.width, *cfg.dims)
y = {**{'a': x}, 'b': [x[i] for i in range(2) if i]}
`,
  rope: `def rope(x, theta=10_000.0):
    *lead, T, d = x.shape
    inv = theta ** (-torch.arange(0, d, 2).float() / d)
    z = torch.polar(torch.ones(T, d // 2), torch.outer(torch.arange(T), inv))
    xc = torch.view_as_complex(x.reshape(*lead, T, -1, 2))
    return torch.view_as_real(xc * z).flatten(-2)

a = rope(torch.arange(24.).view(1, 3, 8))
`,
  recurrent: `torch.manual_seed(1)
rnn = nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)
x = torch.randn(2, 5, 4)
out, (h, c) = rnn(x)
energy = torch.tanh(nn.Linear(6, 5)(out))
a = (energy @ torch.randn(5)).softmax(dim=1)
context = (a.unsqueeze(-1) * out).sum(1)
`,
  generation: `@torch.no_grad()
def generate(model, idx, n, temperature=1.0, top_k=None):
    for _ in range(n):
        logits = model(idx[:, -8:])[:, -1, :] / temperature
        if top_k is not None:
            v, _ = torch.topk(logits, min(top_k, logits.size(-1)))
            logits[logits < v[:, [-1]]] = -float('Inf')
        idx = torch.cat((idx, logits.argmax(-1, keepdim=True)), dim=1)
    return idx

emb = nn.Embedding(5, 5)
print(generate(lambda i: emb(i), torch.tensor([[1]]), 3, top_k=2))
`,
  einops: `from einops import rearrange, repeat
q, kv = torch.randn(2, 6, 8), torch.randn(2, 6, 16)
q = rearrange(q, 'b n (h d) -> b h n d', h=2)
k, v = map(lambda t: rearrange(t, 'b n (h d) -> b h n d', h=2), kv.chunk(2, dim=-1))
try:
    s = torch.einsum('b h i d, b h j d -> b h i j', q, k)
except RuntimeError as e:
    raise ValueError(f'bad {e!r}') from e
finally:
    o = rearrange(s.softmax(-1) @ v, 'b h n d -> b n (h d)')
`,
  language: `import math, functools as ft
def deco(f):
    @ft.wraps(f)
    def inner(*args, scale: float = 2.0, **kw):
        return f(*args, **kw) * scale
    return inner

@deco
def area(r, /, *, n=1): return math.pi * r ** 2 if r > 0 else None
xs = sorted({3, 1, 2}, key=lambda t: -t)
(a, *b), c = xs, (y := area(1.5, n=2))
s = f"{a!r:>4}{c:.2f}" + "%d" % len(b)
while xs and (p := xs.pop()): assert p, 'no'
`,
};
