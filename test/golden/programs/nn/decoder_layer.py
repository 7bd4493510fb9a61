import torch
import torch.nn as nn

torch.manual_seed(10)
layer = nn.TransformerDecoderLayer(8, 2, dim_feedforward=12, dropout=0.0, batch_first=True)
tgt = torch.randn(2, 3, 8)
memory = torch.randn(2, 4, 8)
y = layer(tgt, memory)
mask = nn.Transformer.generate_square_subsequent_mask(3)
z = layer(tgt, memory, tgt_mask=mask)
decoder = nn.TransformerDecoder(layer, 1)
u = decoder(tgt, memory)
