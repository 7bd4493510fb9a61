from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor] = None) -> Tuple[Tensor, Tensor]:
    # q, k, v: [batch, heads, n, d]
    scores: Tensor = torch.matmul(q, k.transpose(-2, -1)) / (q.size(-1) ** 0.5)  # [batch, heads, n, n]
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    p_attn = scores.softmax(dim=-1)
    return torch.matmul(p_attn, v), p_attn


torch.manual_seed(21)
n: int = 3
x: Tensor = torch.randn(1, 2, n, 4)
mask = torch.tril(torch.ones(1, 1, n, n))
out, weights = attend(x, x, x, mask)
shapes: List[int] = list(out.shape)
lookup: Dict[str, Tensor] = {'out': out}
s = torch.tensor(shapes)
u = lookup['out'].mean((0, 1))
