import math

import torch


def get_slopes(n):
    start = 2 ** (-(2 ** -(math.log2(n) - 3)))
    return [start * start**i for i in range(n)]


n_heads, T = 4, 5
slopes = torch.Tensor(get_slopes(n_heads))
distance = torch.arange(T)[None, :] - torch.arange(T)[:, None]
alibi = slopes[:, None, None] * distance.clamp(max=0)
scores = torch.zeros(n_heads, T, T) + alibi
causal = torch.ones(T, T, dtype=torch.bool).triu(1)
weights = scores.masked_fill(causal, float('-inf')).softmax(-1)
table = torch.arange(2 * T - 1).float() * 0.1
index = distance + T - 1
rel = table[index]
window = (distance.abs() <= 1) & (distance <= 0)
local = torch.where(window, torch.zeros(T, T), torch.tensor(float('-inf'))).softmax(-1)
buckets = torch.where(distance.abs() < 2, distance.abs(), 2 + (distance.abs().float() / 2).log().long())
