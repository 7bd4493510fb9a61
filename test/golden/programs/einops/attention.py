import torch
import torch.nn as nn
from einops import rearrange, repeat


class Attention(nn.Module):
    def __init__(self, dim, heads=2, dim_head=3):
        super().__init__()
        inner = dim_head * heads
        self.heads = heads
        self.scale = dim_head**-0.5
        self.to_qkv = nn.Linear(dim, inner * 3, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner, dim), nn.Dropout(0.0))

    def forward(self, x):
        qkv = self.to_qkv(x).chunk(3, dim=-1)
        q, k, v = map(lambda t: rearrange(t, 'b n (h d) -> b h n d', h=self.heads), qkv)
        dots = torch.matmul(q, k.transpose(-1, -2)) * self.scale
        attn = dots.softmax(dim=-1)
        out = torch.matmul(attn, v)
        out = rearrange(out, 'b h n d -> b n (h d)')
        return self.to_out(out)


torch.manual_seed(1)
x = torch.randn(2, 3, 4)
attn = Attention(4)
y = attn(x)
cls = repeat(torch.ones(1, 1, 4), '1 1 d -> b 1 d', b=2)
z = torch.cat((cls, x), dim=1)
q, k, v = rearrange(attn.to_qkv(x), 'b n (three h d) -> three b h n d', three=3, h=2)
s = torch.einsum('b h i d, b h j d -> b h i j', q, k)
