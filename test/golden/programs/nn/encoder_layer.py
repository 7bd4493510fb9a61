import torch
import torch.nn as nn

torch.manual_seed(8)
layer = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, dropout=0.0, batch_first=True)
x = torch.randn(2, 3, 8)
y = layer(x)
mask = nn.Transformer.generate_square_subsequent_mask(3)
z = layer(x, src_mask=mask)
norm_first = nn.TransformerEncoderLayer(4, 1, 8, dropout=0.0, activation='gelu', norm_first=True)
s = torch.randn(3, 1, 4)
u = norm_first(s)
w = layer.linear1.weight.sum()
v = layer.self_attn.in_proj_weight.mean()
