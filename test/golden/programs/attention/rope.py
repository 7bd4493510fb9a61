import torch


def rotate_half(x):
    x1, x2 = x.chunk(2, dim=-1)
    return torch.cat((-x2, x1), dim=-1)


def apply_rotary(q, k, cos, sin):
    return q * cos + rotate_half(q) * sin, k * cos + rotate_half(k) * sin


torch.manual_seed(3)
d, n = 4, 5
inv_freq = 1.0 / (10000 ** (torch.arange(0, d, 2).float() / d))
t = torch.arange(n).type_as(inv_freq)
freqs = torch.einsum('i,j->ij', t, inv_freq)
emb = torch.cat((freqs, freqs), dim=-1)
cos, sin = emb.cos(), emb.sin()
q = torch.randn(1, 2, n, d)
k = torch.randn(1, 2, n, d)
qr, kr = apply_rotary(q, k, cos, sin)
scores = qr @ kr.transpose(-1, -2)
pairs = q.float().reshape(*q.shape[:-1], -1, 2)
a, b = pairs[..., 0], pairs[..., 1]
interleaved = torch.stack([a * freqs.cos() - b * freqs.sin(), a * freqs.sin() + b * freqs.cos()], dim=-1).flatten(-2)
