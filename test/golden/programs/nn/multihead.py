import torch
import torch.nn as nn

torch.manual_seed(7)
mha = nn.MultiheadAttention(8, 2, batch_first=True)
x = torch.randn(2, 3, 8)
out, weights = mha(x, x, x)
causal = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)
out2, w2 = mha(x, x, x, attn_mask=causal)
pad = torch.tensor([[False, False, True], [False, False, False]])
out3, w3 = mha(x, x, x, key_padding_mask=pad)
out4, none = mha(x, x, x, need_weights=False)
out5, w5 = mha(x, x, x, average_attn_weights=False)
mem = torch.randn(2, 5, 8)
cross = mha(x, mem, mem)[0]
seq_first = nn.MultiheadAttention(4, 1, dropout=0.0, bias=False)
y = torch.randn(3, 1, 4)
out6, w6 = seq_first(y, y, y)
kd = nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True)
out7, w7 = kd(torch.randn(1, 2, 4), torch.randn(1, 3, 3), torch.randn(1, 3, 5))
iw = mha.in_proj_weight.sum()
ow = mha.out_proj.weight
