from dataclasses import dataclass, field

import torch
import torch.nn as nn


@dataclass
class Config:
    vocab_size: int = 12
    n_head: int = 2
    n_embd: int = 8
    dropout: float = 0.0
    names: list = field(default_factory=list)

    @property
    def head_dim(self):
        return self.n_embd // self.n_head

    def __post_init__(self):
        self.scale = self.head_dim**-0.5


config = Config(vocab_size=10, n_head=4)
torch.manual_seed(0)
emb = nn.Embedding(config.vocab_size, config.n_embd)
x = emb(torch.tensor([[1, 2, 3]]))
B, T, C = x.shape
q = x.view(B, T, config.n_head, config.head_dim).transpose(1, 2)
att = (q @ q.transpose(-2, -1)) * config.scale
n = torch.tensor(len(config.names))
