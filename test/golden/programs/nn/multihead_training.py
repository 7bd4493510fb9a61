import torch
import torch.nn as nn
import torch.nn.functional as F

# Dropout while training leaves weights out, from the seeded stream.
torch.manual_seed(5)
a = nn.MultiheadAttention(8, 2, dropout=0.25, batch_first=True)
x = torch.randn(2, 3, 8)
out, w = a(x, x, x)
causal = torch.triu(torch.ones(3, 3, dtype=torch.bool), 1)
out2, w2 = a(x, x, x, attn_mask=causal, average_attn_weights=False)
a.eval()
out3, w3 = a(x, x, x)

# Keys and values of other sizes; no joint weight.
b = nn.MultiheadAttention(8, 2, dropout=0.1, kdim=6, vdim=4)
q = torch.randn(3, 2, 8)
k = torch.randn(5, 2, 6)
v = torch.randn(5, 2, 4)
out4, w4 = b(q, k, v)
out5, nothing = b(q, k, v, need_weights=False)
joint = b.in_proj_weight is None
after = torch.rand(2)

# The function, with projections apart behind an empty joint weight, and with a joint one.
wq = torch.randn(8, 8)
wk = torch.randn(8, 6)
wv = torch.randn(8, 4)
bias = torch.randn(24)
wo = torch.randn(8, 8)
bo = torch.randn(8)
pad = torch.tensor([[False, False, False, False, True], [False, False, True, True, True]])
out6, w6 = F.multi_head_attention_forward(
    q, k, v, 8, 2, torch.empty([0]), bias, None, None, False, 0.0, wo, bo,
    training=False, key_padding_mask=pad, use_separate_proj_weight=True,
    q_proj_weight=wq, k_proj_weight=wk, v_proj_weight=wv)
win = torch.randn(24, 8)
out7, w7 = F.multi_head_attention_forward(
    q, q, q, 8, 2, win, None, torch.randn(1, 1, 8), torch.randn(1, 1, 8), True, 0.5, wo, None)
