import torch
import torch.nn.functional as F

torch.manual_seed(14)
q = torch.randn(2, 2, 3, 4)
k = torch.randn(2, 2, 5, 4)
v = torch.randn(2, 2, 5, 6)
a = F.scaled_dot_product_attention(q, k, v)
b = F.scaled_dot_product_attention(q, q, q, is_causal=True)
mask = torch.ones(3, 5, dtype=torch.bool).tril(diagonal=2)
c = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
bias = torch.zeros(3, 5).masked_fill(~mask, float('-inf'))
d = F.scaled_dot_product_attention(q, k, v, bias, 0.0)
e = F.scaled_dot_product_attention(q, k, v, scale=0.25)
w = (q @ k.transpose(-2, -1) / q.size(-1) ** 0.5).softmax(-1)
f = torch.tensor(torch.allclose(w @ v, a, atol=1e-5))
