import torch
import torch.nn as nn

torch.manual_seed(3)
a = nn.MultiheadAttention(8, 2, add_bias_kv=True, batch_first=True)
x = torch.randn(2, 3, 8)
out, w = a(x, x, x)
b = nn.MultiheadAttention(8, 2, add_zero_attn=True, bias=False)
y = torch.randn(4, 2, 8)
causal = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
out2, w2 = b(y, y, y, attn_mask=causal)
c = nn.MultiheadAttention(8, 4, kdim=6, add_bias_kv=True, add_zero_attn=True, batch_first=True)
m = torch.randn(2, 5, 6)
v = torch.randn(2, 5, 8)
pad = torch.tensor([[False] * 5, [False, False, False, True, True]])
out3, w3 = c(x, m, v, key_padding_mask=pad, average_attn_weights=False)
fm = torch.zeros(3, 5).masked_fill(torch.ones(3, 5).triu(3).bool(), float('-inf'))
out4, w4 = c(x, m, v, attn_mask=fm, need_weights=True)
single, ws = c(x[0], m[0], v[0])
bk = c.bias_k
qw = c.q_proj_weight
