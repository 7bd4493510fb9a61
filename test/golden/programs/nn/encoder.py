import torch
import torch.nn as nn

torch.manual_seed(9)
layer = nn.TransformerEncoderLayer(d_model=4, nhead=2, dim_feedforward=8, dropout=0.1, batch_first=True)
encoder = nn.TransformerEncoder(layer, num_layers=2)
encoder.eval()
x = torch.randn(1, 3, 4)
with torch.no_grad():
    y = encoder(x)
pad = torch.tensor([[False, False, True]])
z = encoder(x, src_key_padding_mask=pad).detach()[:, :2]
