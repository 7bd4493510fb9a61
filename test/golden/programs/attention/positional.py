import math

import torch
import torch.nn as nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, dropout=0.1, max_len=20):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer('pe', pe)

    def forward(self, x):
        x = x + self.pe[: x.size(0)]
        return self.dropout(x)


enc = PositionalEncoding(6)
enc.eval()
y = enc(torch.zeros(4, 2, 6))
pe = enc.pe[:5].squeeze(1)
dots = pe @ pe.T
inv = 1.0 / (10000 ** (torch.arange(0, 4, 2).float() / 4))
angles = torch.outer(torch.arange(3).float(), inv)
table = torch.cat([angles.sin(), angles.cos()], dim=-1)
