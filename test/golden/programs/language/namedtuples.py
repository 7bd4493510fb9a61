from collections import OrderedDict, defaultdict, deque, namedtuple
from typing import NamedTuple, Optional

import torch

Output = namedtuple('Output', ['logits', 'weights'])


class Cache(NamedTuple):
    k: torch.Tensor
    v: Optional[torch.Tensor] = None


x = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
out = Output(x @ x, weights=x.softmax(-1))
a = out.logits + out.weights
logits, weights = out
b = out[0] - logits
cache = Cache(k=x)
c = cache.k if cache.v is None else cache.v
od = OrderedDict()
od['first'] = x
od['second'] = x * 2
d = torch.cat(list(od.values()))
groups = defaultdict(list)
for i in range(4):
    groups[i % 2].append(i)
e = torch.tensor([groups[0], groups[1]])
window = deque(maxlen=2)
for i in range(4):
    window.append(i)
f = torch.tensor(list(window))
