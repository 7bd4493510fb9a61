import torch


def attention(q, k, v, *, scale=None, mask=None, **extra):
    scale = scale if scale is not None else q.size(-1) ** -0.5
    scores = q @ k.transpose(-2, -1) * scale
    if mask is not None:
        scores = scores.masked_fill(~mask, extra.get('fill', float('-inf')))
    return scores.softmax(dim=-1) @ v


torch.manual_seed(11)
qkv = [torch.randn(2, 4) for _ in range(3)]
a = attention(*qkv)
b = attention(*qkv, scale=1.0)
options = {'mask': torch.tensor([[True, False], [True, True]]), 'fill': -1e9}
c = attention(*qkv, **options)
d = attention(q=qkv[0], k=qkv[1], v=qkv[2], scale=0.5)


def count(*args, **kwargs):
    return len(args) * 10 + len(kwargs)


n = torch.tensor(count(1, 2, x=3))
