import math

import torch


def split_heads(x, n_head):
    B, T, C = x.shape
    assert C % n_head == 0, f'{C} is not divisible by {n_head}'
    head = C // n_head
    assert x.dim() == 3 and head * n_head == C
    return x.view(B, T, n_head, head).permute(0, 2, 1, 3)


torch.manual_seed(9)
x = torch.rand(2, 3, 6)
h = split_heads(x, 3)
assert h.shape == (2, 3, 3, 2)
assert h.size() == torch.Size([2, 3, 3, 2])
w = torch.softmax(h @ h.mT / math.sqrt(h.size(-1)), dim=-1)
assert torch.allclose(w.sum(-1), torch.ones(2, 3, 3))
total = w.sum()
