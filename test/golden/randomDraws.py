"""Writes randomDraws.json: what PyTorch (CPU) and NumPy really draw, for test/unit/engine/random.

The name is not random.py because that would hide the standard module from every script in this folder.

Run with PyTorch 1.13 and NumPy 1.24 on an x86 processor with AVX2:  python3 test/golden/randomDraws.py

A scenario is a seed and the draws made after it, in order, on one generator. Float32 results are written as the
hexadecimal digits of their bits (8 each), float64 as 16 each, integers as numbers. Of a long result only the CRC-32 of
its little-endian bytes and the last elements are kept.
"""

import json
import pathlib
import zlib

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LONG = 400
KEPT = 20


def record(draw, arguments, result):
    step = {"draw": draw, "arguments": arguments}
    if isinstance(result, torch.Tensor):
        result = result.detach().numpy()
    result = np.ascontiguousarray(result).reshape(-1)
    if result.size > LONG:
        step["size"] = int(result.size)
        step["crc32"] = zlib.crc32(result.astype(result.dtype.newbyteorder("<")).tobytes())
        result = result[-KEPT:]
    if result.dtype.kind == "f":
        step["bits"] = result.astype(result.dtype.newbyteorder(">")).tobytes().hex()
    else:
        step["integers"] = result.tolist()
    return step


TORCH = {
    "rand": lambda n: torch.rand(n),
    "randn": lambda n: torch.randn(n),
    "rand64": lambda n: torch.rand(n, dtype=torch.float64),
    "randn64": lambda n: torch.randn(n, dtype=torch.float64),
    "normal": lambda mean, std, n: torch.normal(mean, std, (n,)),
    "uniform": lambda a, b, n: torch.empty(n).uniform_(a, b),
    "randint": lambda low, high, n: torch.randint(low, high, (n,)),
    "randperm": lambda n: torch.randperm(n),
    "bernoulli": lambda p, n: torch.empty(n).bernoulli_(p),
    "bernoulliEach": lambda p: torch.bernoulli(torch.tensor(p)),
    "exponential": lambda rate, n: torch.empty(n).exponential_(rate),
    "linear": lambda i, o, bias: flat(nn.Linear(i, o, bias=bias)),
    "conv": lambda shape, bias: flat(nn.Conv2d(shape[1], shape[0], tuple(shape[2:]), bias=bias)),
    "embedding": lambda n, d, padding: nn.Embedding(n, d, padding_idx=padding).weight,
    "multihead": lambda d, options: multihead(d, **options),
    "xavierUniform": lambda shape, gain: nn.init.xavier_uniform_(torch.empty(shape), gain),
    "xavierNormal": lambda shape, gain: nn.init.xavier_normal_(torch.empty(shape), gain),
    "kaimingUniform": lambda shape, o: nn.init.kaiming_uniform_(torch.empty(shape), **o),
    "kaimingNormal": lambda shape, o: nn.init.kaiming_normal_(torch.empty(shape), **o),
    "dropout": lambda p, n: F.dropout(torch.ones(n), p),
    "multinomial": lambda w, rows, n, r: torch.multinomial(torch.tensor(w).view(rows, -1), n, replacement=r),
}


def flat(module):
    return torch.cat([p.flatten() for p in module.parameters()])


def multihead(dim, bias=True, addBiasKv=False, kdim=None, vdim=None):
    m = nn.MultiheadAttention(dim, 1, bias=bias, add_bias_kv=addBiasKv, kdim=kdim, vdim=vdim)
    parts = [m.in_proj_weight, m.q_proj_weight, m.k_proj_weight, m.v_proj_weight]
    parts += [m.in_proj_bias, m.out_proj.weight, m.out_proj.bias, m.bias_k, m.bias_v]
    return torch.cat([p.flatten() for p in parts if p is not None])


def torch_scenario(seed, *draws):
    torch.manual_seed(seed)
    steps = [record(name, list(arguments), TORCH[name](*arguments)) for name, *arguments in draws]
    return {"library": "torch", "seed": str(seed), "steps": steps}


def numpy_scenario(library, make, table, seed, draws):
    generator = make(seed)
    steps = [record(name, list(a), table[name](generator, *a)) for name, *a in draws]
    return {"library": library, "seed": json.dumps(seed), "steps": steps}


LEGACY = {
    "rand": lambda g, n: g.rand(n),
    "randn": lambda g, n: g.randn(n),
    "normal": lambda g, mean, std, n: g.normal(mean, std, n),
    "uniform": lambda g, a, b, n: g.uniform(a, b, n),
    "exponential": lambda g, scale, n: g.exponential(scale, n),
    "randint": lambda g, low, high, n: g.randint(low, high, n),
    "permutation": lambda g, n: g.permutation(n),
    "choice": lambda g, n, count, o: g.choice(n, count, **o),
}

MODERN = {
    "random": lambda g, n: g.random(n),
    "standardNormal": lambda g, n: g.standard_normal(n),
    "normal": lambda g, mean, std, n: g.normal(mean, std, n),
    "uniform": lambda g, a, b, n: g.uniform(a, b, n),
    "integers": lambda g, low, high, n, endpoint: g.integers(low, high, n, endpoint=endpoint),
    "permutation": lambda g, n: g.permutation(n),
    "choice": lambda g, n, count, o: g.choice(n, count, **o),
}


def legacy(seed, *draws):
    return numpy_scenario("numpy.random.RandomState", np.random.RandomState, LEGACY, seed, draws)


def modern(seed, *draws):
    return numpy_scenario("numpy.random.default_rng", np.random.default_rng, MODERN, seed, draws)


def scenarios():
    # Every size around the block of 16, one fresh generator each.
    for n in [1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 20, 24, 31, 32, 33, 35, 47, 48, 49, 63, 64, 100]:
        yield torch_scenario(n * 7 + 1, ("randn", n), ("rand", n))
    for seed in [0, 1, 42, 123, 1337, 2023, 2**31, 2**32 - 1, 2**32 + 42, 2**53 + 12345, 2**63, 2**64 - 1, -1, -42]:
        yield torch_scenario(seed, ("randn", 12), ("randn", 16), ("randn", 35), ("rand", 7), ("randn", 3))
    # The second number of a pair is held back across calls, whatever is drawn in between.
    yield torch_scenario(5, ("randn", 1), ("randn", 1), ("randn", 3), ("rand", 2), ("randn", 20), ("randn", 4))
    for seed, n in [(9, 1000), (10, 999), (11, 4096), (12, 65537), (13, 250000)]:
        yield torch_scenario(seed, ("randn", n), ("rand", n), ("randn", 5))
    yield torch_scenario(3, ("normal", 0.5, 0.02, 9), ("normal", -1.3, 2.5, 33), ("normal", 3.7, 0.1, 1000))
    yield torch_scenario(4, ("uniform", -0.1, 0.3, 9), ("uniform", -1.7, 2.9, 100), ("uniform", 5, 5.001, 1000))
    yield torch_scenario(6, ("randint", 0, 10, 20), ("randint", -5, 5, 9), ("randint", 0, 2**31 + 12345, 9),
                         ("randint", 7, 2**32 + 12, 6), ("randint", 0, 2**45 + 3, 6), ("randn", 3))
    yield torch_scenario(7, ("randperm", 1), ("randperm", 10), ("randperm", 100), ("randperm", 5000), ("rand", 2))
    yield torch_scenario(8, ("bernoulli", 0.3, 40), ("bernoulliEach", [0.1, 0.5, 0.9] * 9), ("exponential", 1, 20),
                         ("exponential", 0.25, 7), ("rand", 3))
    yield torch_scenario(14, ("rand64", 5), ("randn64", 7), ("rand64", 30), ("randn64", 40), ("randn", 2))
    for seed in [0, 42, 123]:
        yield torch_scenario(seed, ("linear", 4, 3, True), ("linear", 3, 5, False), ("embedding", 6, 4, None),
                             ("embedding", 3, 3, 1), ("linear", 1, 1, True), ("conv", [2, 3, 2, 2], True))
        yield torch_scenario(seed, ("multihead", 8, {}), ("multihead", 4, {"bias": False, "addBiasKv": True}),
                             ("multihead", 4, {"kdim": 3, "vdim": 5}), ("rand", 2))
    yield torch_scenario(15, ("linear", 512, 64, True), ("multihead", 64, {}), ("embedding", 100, 32, 0))
    yield torch_scenario(16, ("xavierUniform", [5, 3], 1), ("xavierNormal", [5, 3], 1.7), ("xavierNormal", [6, 7], 1),
                         ("kaimingUniform", [4, 6], {}), ("kaimingNormal", [4, 6], {"nonlinearity": "relu"}),
                         ("kaimingUniform", [4, 6], {"mode": "fan_out", "nonlinearity": "tanh"}),
                         ("kaimingNormal", [2, 3, 3], {"a": 0.2}))
    yield torch_scenario(123, ("dropout", 0.5, 36), ("dropout", 0.1, 20), ("dropout", 0.0, 3), ("dropout", 1.0, 3))
    weights = [0.1, 0.4, 0.0, 0.2, 0.3, 0.7, 0.6, 0.5, 0.05, 0.9]
    yield torch_scenario(17, ("multinomial", weights, 1, 1, False), ("multinomial", weights, 2, 1, False),
                         ("multinomial", weights, 2, 3, False), ("multinomial", weights, 2, 8, True), ("rand", 2))

    for seed in [0, 1, 42, 123, 2**32 - 1, [1], [1, 2, 3], [2**32 - 1] * 7]:
        yield legacy(seed, ("rand", 5), ("randn", 7), ("randn", 4), ("rand", 2))
    yield legacy(2, ("rand", 5000), ("randn", 5000), ("normal", -1.5, 0.1, 21), ("uniform", -3, 2.5, 21),
                 ("exponential", 2, 21))
    yield legacy(3, ("randint", 0, 10, 30), ("randint", -4, 5, 9), ("randint", 0, 1, 3), ("randint", 0, 2**32, 5),
                 ("randint", 0, 2**32 + 5, 5), ("randint", 5, 2**45, 5), ("permutation", 30), ("permutation", 2000))
    choices = [("choice", 10, 8, {}), ("choice", 10, 6, {"replace": False}), ("choice", 20000, 500, {"replace": False}),
               ("choice", 5, 9, {"p": [0.1, 0.2, 0.3, 0.15, 0.25]}),
               ("choice", 5, 4, {"p": [0.1, 0.0, 0.4, 0.25, 0.25], "replace": False})]
    yield legacy(4, *choices, ("rand", 2))

    for seed in [0, 1, 42, 123, 2**32, 2**53 - 1, [1, 2, 3], [7, 2**40, 0, 5, 9, 11]]:
        yield modern(seed, ("random", 5), ("standardNormal", 9), ("integers", 0, 10, 3, False), ("random", 1))
    yield modern(2, ("random", 5000), ("standardNormal", 60000), ("normal", -1.5, 0.1, 21), ("uniform", -3, 2.5, 21))
    yield modern(3, ("integers", 0, 10, 31, False), ("integers", -4, 5, 9, True), ("integers", 0, 1, 3, False),
                 ("integers", 0, 3 * 2**30, 9, False), ("integers", 0, 2**32, 5, False),
                 ("integers", 0, 2**32 + 5, 5, False), ("integers", 5, 2**45, 5, False),
                 ("permutation", 30), ("permutation", 2000))
    yield modern(4, *choices, ("choice", 20000, 10, {"replace": False}), ("random", 2))


def main():
    target = pathlib.Path(__file__).with_suffix(".json")
    document = {
        "torch": torch.__version__,
        "numpy": np.__version__,
        "scenarios": list(scenarios()),
    }
    lines = ",\n".join("  " + json.dumps(s, separators=(",", ":")) for s in document.pop("scenarios"))
    head = json.dumps(document)[:-1]
    target.write_text(f'{head}, "scenarios": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
