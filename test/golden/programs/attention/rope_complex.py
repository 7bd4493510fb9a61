import torch


def precompute_freqs_cis(dim, end, theta=10000.0):
    freqs = 1.0 / (theta ** (torch.arange(0, dim, 2)[: (dim // 2)].float() / dim))
    t = torch.arange(end)
    freqs = torch.outer(t, freqs).float()
    return torch.polar(torch.ones_like(freqs), freqs)


torch.manual_seed(4)
x = torch.randn(1, 3, 2, 4)
freqs_cis = precompute_freqs_cis(4, 3)
xc = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
rotated = torch.view_as_real(xc * freqs_cis.view(1, 3, 1, 2)).flatten(3)
out = rotated.type_as(x)
norms = out.norm(dim=-1) - x.norm(dim=-1)
