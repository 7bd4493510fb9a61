import random

import numpy as np
import torch
import torch.nn as nn


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


class Net(nn.Module):
    def __init__(self, d, h=2):
        super().__init__()
        self.emb = nn.Embedding(6, d)
        self.attn = nn.MultiheadAttention(d, h, batch_first=True)
        self.norm = nn.LayerNorm(d)
        self.conv = nn.Conv1d(d, d, 3, padding=1)
        self.head = nn.Linear(d, 6, bias=False)

    def forward(self, ids):
        x = self.emb(ids)
        a, w = self.attn(x, x, x)
        x = self.norm(x + a)
        x = x + self.conv(x.transpose(1, 2)).transpose(1, 2)
        return self.head(x), w


set_seed(123)
net = Net(4)
ids = torch.tensor([[1, 4, 2]])
logits, w = net(ids)
probs = logits.softmax(-1)
pred = probs.argmax(-1)
noise = np.random.rand(2)
