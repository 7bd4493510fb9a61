"""Element types of PyTorch's operators. Writes promotion.json beside this file."""

import itertools
import json
import os
import warnings

import torch

warnings.filterwarnings("ignore")

TYPES = [torch.bool, torch.int64, torch.float32, torch.float64]
OPERANDS = {f"{str(t)[6:]}[2]": torch.ones(2, dtype=t) for t in TYPES}
OPERANDS |= {f"{str(t)[6:]}[]": torch.ones((), dtype=t) for t in TYPES}
OPERANDS |= {"True": True, "2": 2, "2.5": 2.5}

BINARY = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "compare": lambda a, b: a < b,
    "where": lambda a, b: torch.where(torch.tensor([True, False]), a, b),
    "concat": lambda a, b: torch.cat([a, b]),
}
UNARY = {
    "exp": torch.exp,
    "sqrt": torch.sqrt,
    "neg": torch.neg,
    "sum": torch.sum,
    "cumsum": lambda x: torch.cumsum(x, 0),
    "mean": torch.mean,
    "max": torch.max,
    "softmax": lambda x: torch.softmax(x, -1),
    "argmax": torch.argmax,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
}


def name(result):
    return str(result.dtype)[6:]


cases = []
for (left, a), (right, b) in itertools.product(OPERANDS.items(), OPERANDS.items()):
    for operation, run in BINARY.items():
        if not torch.is_tensor(a) and not torch.is_tensor(b):
            continue
        try:
            result = run(a, b)
        except (RuntimeError, TypeError):
            continue
        cases.append([operation, [left, right], name(result)])
for (operand, x), (operation, run) in itertools.product(OPERANDS.items(), UNARY.items()):
    try:
        cases.append([operation, [operand], name(run(x))])
    except (RuntimeError, TypeError):
        continue

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "promotion.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join("  " + json.dumps(c) for c in cases) + "\n]\n")
