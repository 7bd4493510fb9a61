import math

import torch


class Scores:
    count = 0

    def __init__(self, q, k):
        self.q, self.k = q, k
        Scores.count += 1

    @property
    def dim(self):
        return self.q.shape[-1]

    @property
    def values(self):
        return self.q @ self.k.T / math.sqrt(self.dim)

    @staticmethod
    def mask(n):
        return torch.triu(torch.full((n, n), -1e9), diagonal=1)

    @classmethod
    def same(cls, x):
        return cls(x, x)

    def __call__(self):
        return (self.values + self.mask(len(self))).softmax(-1)

    def __len__(self):
        return self.q.shape[0]

    def __getitem__(self, i):
        return self.values[i]


x = torch.tensor([[1.0, 0.0], [0.5, 0.5], [0.0, 2.0]])
s = Scores.same(x)
v = s.values
w = s()
r = s[1]
n = torch.tensor([len(s), Scores.count])
