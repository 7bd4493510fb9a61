import torch
import torch.nn as nn


def repeat_kv(x, n_rep):
    bs, slen, n_kv_heads, head_dim = x.shape
    if n_rep == 1:
        return x
    return x[:, :, :, None, :].expand(bs, slen, n_kv_heads, n_rep, head_dim).reshape(bs, slen, n_kv_heads * n_rep, head_dim)


torch.manual_seed(5)
bs, n, heads, kv_heads, d = 1, 3, 4, 2, 2
x = torch.randn(bs, n, heads * d)
wq = nn.Linear(heads * d, heads * d, bias=False)
wk = nn.Linear(heads * d, kv_heads * d, bias=False)
wv = nn.Linear(heads * d, kv_heads * d, bias=False)
q = wq(x).view(bs, n, heads, d)
k = repeat_kv(wk(x).view(bs, n, kv_heads, d), heads // kv_heads)
v = repeat_kv(wv(x).view(bs, n, kv_heads, d), heads // kv_heads)
q, k, v = map(lambda t: t.transpose(1, 2), (q, k, v))
scores = torch.matmul(q, k.transpose(2, 3)) / d**0.5
mask = torch.full((n, n), float('-inf'))
mask = torch.triu(mask, diagonal=1)
scores = scores + mask
weights = torch.softmax(scores.float(), dim=-1).type_as(q)
out = torch.matmul(weights, v).transpose(1, 2).contiguous().view(bs, n, -1)
alt = torch.repeat_interleave(k[:, ::2], 2, dim=1) - k
