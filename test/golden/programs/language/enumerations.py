import itertools
from enum import Enum
from functools import partial, reduce

import torch
import torch.nn.functional as F


class Mode(Enum):
    SUM = 'sum'
    MEAN = 'mean'


def pool(x, mode=Mode.MEAN):
    if mode is Mode.SUM:
        return x.sum(0)
    return x.mean(0)


x = torch.arange(6.0).view(3, 2)
a = pool(x)
b = pool(x, Mode.SUM)
last = partial(F.softmax, dim=-1)
c = last(x)
d = reduce(lambda p, q: p @ q, [torch.eye(2) * (i + 1) for i in range(3)])
e = torch.tensor(list(itertools.product([0, 1], [2, 3])))
f = torch.tensor(list(itertools.chain([1], [2, 3])))
g = torch.tensor(list(itertools.accumulate([1, 2, 3])))
h = torch.tensor([list(p) for p in itertools.combinations(range(3), 2)])
act = {'relu': F.relu, 'tanh': torch.tanh}
i = act['relu'](x - 2)
