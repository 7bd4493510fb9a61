import torch
import torch.nn as nn


class BahdanauAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.Wa = nn.Linear(hidden, hidden)
        self.Ua = nn.Linear(hidden, hidden)
        self.Va = nn.Linear(hidden, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        scores = scores.squeeze(2).unsqueeze(1)
        weights = torch.softmax(scores, dim=-1)
        context = torch.bmm(weights, keys)
        return context, weights


torch.manual_seed(7)
attention = BahdanauAttention(4)
query = torch.randn(2, 1, 4)
keys = torch.randn(2, 5, 4)
context, weights = attention(query, keys)
luong = torch.bmm(query, keys.transpose(1, 2)).squeeze(1)
general = query.squeeze(1) @ torch.eye(4) @ keys[0].T
valid = torch.tensor([3, 2])
mask = torch.arange(5)[None, :] < valid[:, None]
masked = torch.softmax(luong.masked_fill(~mask, -1e6), dim=-1)
