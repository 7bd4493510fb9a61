import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.ln = nn.LayerNorm(dim)
        self.fc = nn.Linear(dim, 2 * dim)
        self.out = nn.Linear(2 * dim, dim)
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            torch.nn.init.normal_(module.weight, mean=0.0, std=0.02)
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)
        elif isinstance(module, nn.LayerNorm):
            nn.init.ones_(module.weight)

    def forward(self, x):
        return x + self.out(torch.relu(self.fc(self.ln(x))))


torch.manual_seed(14)
block = Block(3)
x = torch.randn(2, 3)
y = block(x)
w = block.fc.weight
for p in block.parameters():
    if p.dim() > 1:
        nn.init.xavier_uniform_(p)
z = block(x)
for name, p in block.named_parameters():
    if 'bias' in name:
        nn.init.constant_(p, 0.1)
u = block(x)
