"""Runs small programs with PyTorch and NumPy and keeps what every tensor variable holds at the end.

    python3 test/golden/pythonSnippets.py
"""

import json
import math
import pathlib

import numpy as np
import torch

SNIPPETS = {
    "attention by hand": """
import torch
import torch.nn.functional as F
import math
torch.manual_seed(0)
d_k = 4
Q = torch.randn(3, d_k)
K = torch.randn(5, d_k)
V = torch.randn(5, 2)
scores = Q @ K.T / math.sqrt(d_k)
weights = F.softmax(scores, dim=-1)
out = weights @ V
""",
    "numpy attention with a causal mask": """
import numpy as np
np.random.seed(3)
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
X = np.random.randn(4, 3)
W = np.random.rand(3, 3)
scores = (X @ W) @ (X @ W).T / np.sqrt(W.shape[1])
mask = np.triu(np.ones((4, 4)), k=1).astype(bool)
masked = np.where(mask, -np.inf, scores)
scores[mask] = -1e9
A = softmax(scores)
B = softmax(masked)
A /= A.sum(axis=1, keepdims=True)
mean, std, var = A.mean(axis=0), A.std(), A.var(axis=1)
""",
    "integers and booleans": """
import torch
a = torch.tensor([[1, 2, 3], [4, 5, 6]])
b = a * 2 - 1
c = a / 2
d = a // 2
e = a % 4
f = (a > 2) & (a < 6)
g = ~f
h = a.float() ** 2
i = a.sum(dim=0)
j = a.max()
k, l = a.max(dim=1)
m = a.argmax(dim=-1)
n = -a
""",
    "heads by view and transpose": """
import torch
torch.manual_seed(7)
B, T, C, H = 2, 3, 8, 2
x = torch.randn(B, T, C)
q, k, v = torch.randn(B, T, 3 * C).chunk(3, dim=-1)
q = q.view(B, T, H, C // H).transpose(1, 2)
k = k.reshape(B, T, H, -1).permute(0, 2, 1, 3)
v = v.view(B, T, H, C // H).transpose(1, 2)
att = (q @ k.transpose(-2, -1)) * (C // H) ** -0.5
mask = torch.tril(torch.ones(T, T)).view(1, 1, T, T)
att = att.masked_fill(mask == 0, float('-inf'))
att = att.softmax(-1)
y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
z = y + x
norm = (z - z.mean(-1, keepdim=True)) / (z.std(-1, keepdim=True) + 1e-5)
""",
    "layers with a seed": """
import torch
import torch.nn as nn
torch.manual_seed(42)
x = torch.randn(2, 4)
lin = nn.Linear(4, 3)
y = lin(x)
emb = nn.Embedding(10, 4)
tokens = torch.tensor([1, 5, 2])
e = emb(tokens)
ln = nn.LayerNorm(4)
n = ln(e)
ffn = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4))
f = ffn(n)
r = torch.rand(3)
s = torch.nn.functional.gelu(f)
drop = nn.Dropout(0.5)
drop.eval()
d = drop(f)
""",
    "a module called from the top level": """
import torch
import torch.nn as nn
import torch.nn.functional as F
class Head(nn.Module):
    def __init__(self, d_model, d_head, causal=False):
        super().__init__()
        self.q = nn.Linear(d_model, d_head, bias=False)
        self.k = nn.Linear(d_model, d_head, bias=False)
        self.v = nn.Linear(d_model, d_head, bias=False)
        self.causal = causal
    def forward(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
        w = q @ k.transpose(-2, -1) / k.size(-1) ** 0.5
        if self.causal:
            t = x.shape[1]
            w = w.masked_fill(torch.triu(torch.ones(t, t), diagonal=1).bool(), float('-inf'))
        return F.softmax(w, dim=-1) @ v
class Heads(nn.Module):
    def __init__(self, n, d_model):
        super().__init__()
        self.heads = nn.ModuleList([Head(d_model, d_model // n, causal=True) for _ in range(n)])
        self.proj = nn.Linear(d_model, d_model)
    def forward(self, x):
        return self.proj(torch.cat([h(x) for h in self.heads], dim=-1))
torch.manual_seed(1)
model = Heads(2, 6)
x = torch.randn(2, 4, 6)
y = model(x)
""",
    "loops and lists": """
import torch
torch.manual_seed(5)
inputs = torch.rand(4, 3)
attn = torch.empty(4, 4)
for i, x_i in enumerate(inputs):
    for j, x_j in enumerate(inputs):
        attn[i, j] = torch.dot(x_i, x_j)
rows = []
for i in range(4):
    rows.append(attn[i] / attn[i].sum())
w = torch.stack(rows)
ctx = torch.zeros(inputs.shape)
for i in range(inputs.shape[0]):
    ctx[i] += w[i] @ inputs
total = 0
for row in w:
    total = total + row
acc = sum(row.sum() for row in w)
""",
    "changes in place": """
import torch
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
y = x
y += 10
w = x.clone()
w[0] = 0
w[:, 1] *= 2
z = torch.zeros(2, 2)
z[0, 1] = 5.0
u = torch.ones(2, 3).mul_(4).sub_(1)
m = torch.arange(6).reshape(2, 3)
m[m > 3] = -1
s = x.masked_fill(x > 12, 0.0)
s.masked_fill_(s == 0, -2.0)
""",
    "numpy kinds": """
import numpy as np
a = np.array([1, 2, 3])
b = a / 2
c = a * 1.5
d = np.sqrt(a)
e = np.array([[1.0, 2.0], [3.0, 4.0]])
f = np.dot(e, e)
g = e.T @ a[:2]
h = np.concatenate([e, e], axis=1)
i = e.reshape(-1)
j = np.exp(e) / np.exp(e).sum(axis=-1, keepdims=True)
k = np.einsum('ij,kj->ik', e, e)
l = np.stack((e, e)).transpose(1, 0, 2)
m = e[:, None, :] + e[None, :, :]
n = np.linspace(0, 1, 5)
o = np.maximum(e, 2.5)
p = np.linalg.norm(e, axis=1)
q = np.repeat(a, 2, axis=0)
r = np.tile(a, 2)
s = np.outer(a, a)
t = np.tri(3)
u = np.clip(e, 1.5, 3.5)
v = e.max(axis=0)
""",
    "positional encoding": """
import math
import torch
max_len, d_model = 6, 8
pe = torch.zeros(max_len, d_model)
position = torch.arange(0, max_len).unsqueeze(1)
div_term = torch.exp(torch.arange(0, d_model, 2) * -(math.log(10000.0) / d_model))
pe[:, 0::2] = torch.sin(position * div_term)
pe[:, 1::2] = torch.cos(position * div_term)
pe = pe.unsqueeze(0)
""",
    "generators": """
import numpy as np
import torch
rng = np.random.default_rng(11)
a = rng.normal(size=(2, 3))
b = rng.standard_normal((3,))
c = rng.random(4)
np.random.seed(0)
d = np.random.normal(2.0, 0.5, size=(2, 2))
e = np.random.uniform(-1, 1, (3,))
torch.manual_seed(9)
f = torch.randint(0, 10, (2, 4))
g = torch.randperm(6)
gen = torch.Generator().manual_seed(3)
i = torch.randn(3, generator=gen)
j = torch.randn(20)
k = torch.rand_like(j)
""",
    "shapes of every kind": """
import torch
x = torch.arange(24).view(2, 3, 4).float()
a = x[0, :, -1]
b = x[..., 1:3]
c = x[:, ::2]
d = x.flatten(1)
e = x.unsqueeze(-1).squeeze(-1)
f = x.mean(dim=(1, 2))
g, h = x.split(2, dim=-1)
i = x.split([1, 3], dim=2)[1]
j = torch.stack([x, x], dim=1)
k = x.expand(2, 2, 3, 4)
l = x[:1].repeat(2, 1, 2)
m = x.unbind(1)[2]
n = x.swapaxes(0, 2)
o = torch.einsum('bij,bkj->bik', x, x)
p = torch.bmm(x, x.transpose(1, 2))
q = torch.where(x > 10, x, torch.zeros_like(x))
r = torch.full((2, 2), 3.0) + torch.eye(2)
s = x.repeat_interleave(2, dim=1)
t = torch.topk(x, 2, dim=-1)[0]
u = torch.cumsum(x, dim=1)
v = torch.tril(x[0])
w = x.transpose(0, 1).reshape(3, -1)
y = torch.linspace(-1, 1, 7)
z = torch.outer(x[0, 0], x[0, 1])
""",
    "attention in one call": """
import torch
import torch.nn as nn
torch.manual_seed(2)
mha = nn.MultiheadAttention(8, 2, batch_first=True)
x = torch.randn(2, 3, 8)
out, weights = mha(x, x, x)
""",
}


def plain(value):
    tensor = torch.as_tensor(value).detach()
    flat = tensor.flatten().tolist()
    names = {math.inf: "Infinity", -math.inf: "-Infinity"}
    numbers = [
        ("NaN" if isinstance(x, float) and math.isnan(x) else names.get(x, x if not isinstance(x, bool) else int(x)))
        for x in flat
    ]
    return {"shape": list(tensor.shape), "dtype": str(tensor.dtype).split(".")[1], "data": numbers}


def main():
    result = []
    for name, code in SNIPPETS.items():
        scope = {"__name__": "__main__"}
        exec(code, scope)
        values = {
            key: plain(value)
            for key, value in scope.items()
            if isinstance(value, (torch.Tensor, np.ndarray)) and not key.startswith("_")
        }
        result.append({"name": name, "code": code, "values": values})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result, indent=1) + "\n")


main()
