"""Stands in for what Debian's PyTorch 1.13 lacks: newer functions, einops, jax.numpy, by their documented formulas."""

import math
import re
import sys
import types

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None):
    factor = 1 / math.sqrt(query.size(-1)) if scale is None else scale
    scores = query @ key.transpose(-2, -1) * factor
    if is_causal:
        keep = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
        scores = scores.masked_fill(~keep, float("-inf"))
    if attn_mask is not None:
        if attn_mask.dtype == torch.bool:
            scores = scores.masked_fill(~attn_mask, float("-inf"))
        else:
            scores = scores + attn_mask
    return torch.dropout(scores.softmax(-1), dropout_p, True) @ value


def rms_norm(input, normalized_shape, weight=None, eps=None):
    axes = tuple(range(-len(normalized_shape), 0))
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    x = input * torch.rsqrt(input.pow(2).mean(axes, keepdim=True) + eps)
    return x if weight is None else x * weight


class RMSNorm(nn.Module):
    def __init__(self, normalized_shape, eps=None, elementwise_affine=True):
        super().__init__()
        shape = normalized_shape if isinstance(normalized_shape, (list, tuple)) else (normalized_shape,)
        self.shape, self.eps = tuple(shape), eps
        self.weight = nn.Parameter(torch.ones(self.shape)) if elementwise_affine else None

    def forward(self, x):
        return rms_norm(x, self.shape, self.weight, self.eps)


def groups_of(side):
    return [t[1:-1].split() if t.startswith("(") else [t] for t in re.findall(r"\([^)]*\)|\S+", side)]


def einops_apply(x, pattern, sizes, reduction=None):
    if isinstance(x, (list, tuple)):
        x = torch.stack(list(x))
    left, right = (groups_of(s) for s in pattern.split("->"))
    if ["..."] in left:
        extra = [[f"_{i}"] for i in range(x.ndim - len(left) + 1)]
        spread = lambda side: [g for t in side for g in (extra if t == ["..."] else [t])]
        left, right = spread(left), spread(right)
    sizes = {**sizes, "1": 1}
    for total, group in zip(x.shape, left):
        known = math.prod(sizes[n] for n in group if n in sizes)
        for n in group:
            sizes.setdefault(n, total // known)
    names = [n for g in left for n in g if n != "1"]
    wanted = [n for g in right for n in g if n != "1"]
    x = x.reshape([sizes[n] for n in names])
    if reduction is not None:
        for i in reversed([i for i, n in enumerate(names) if n not in wanted]):
            x = getattr(x, {"max": "amax", "min": "amin"}.get(reduction, reduction))(i)
        names = [n for n in names if n in wanted]
    order = [n for n in wanted if n in names]
    x = x.permute([names.index(n) for n in order]) if len(order) > 0 else x
    for i, n in enumerate(wanted):
        if n not in names:
            x = x.unsqueeze(i)
    x = x.expand([sizes[n] for n in wanted]) if len(wanted) > 0 else x
    return x.reshape([math.prod(sizes[n] for n in g) for g in right])


def install():
    F.scaled_dot_product_attention = scaled_dot_product_attention
    F.rms_norm = rms_norm
    nn.RMSNorm = RMSNorm

    einops = types.ModuleType("einops")
    einops.rearrange = lambda x, pattern, **sizes: einops_apply(x, pattern, sizes)
    einops.reduce = lambda x, pattern, reduction, **sizes: einops_apply(x, pattern, sizes, reduction)
    einops.repeat = lambda x, pattern, **sizes: einops_apply(x, pattern, sizes)
    sys.modules["einops"] = einops

    jax, jnp, jnn = (types.ModuleType(n) for n in ("jax", "jax.numpy", "jax.nn"))

    class At:
        def __init__(self, x):
            self.x = x

        def __getitem__(self, index):
            def change(f):
                def result(value):
                    y = self.x.copy()
                    y[index] = f(y[index], value)
                    return y.view(Array)

                return result

            ops = {"set": lambda _, v: v, "add": np.add, "multiply": np.multiply, "max": np.maximum}
            return types.SimpleNamespace(**{k: change(f) for k, f in ops.items()})

    class Array(np.ndarray):
        at = property(lambda self: At(self))

    def single(x):
        x = np.asarray(x)
        x = x.astype(np.float32) if x.dtype == np.float64 else x
        return x.astype(np.int32).view(Array) if x.dtype == np.int64 else x.view(Array)

    def wrap(f):
        return lambda *a, **k: single(f(*a, **k))

    for name in dir(np):
        f = getattr(np, name)
        if callable(f) and not isinstance(f, type):
            setattr(jnp, name, wrap(f))
    jnp.float32, jnp.pi, jnp.inf, jnp.newaxis = np.float32, np.pi, np.inf, None

    def softmax(x, axis=-1):
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return single(e / e.sum(axis=axis, keepdims=True))

    jnn.softmax = softmax
    jnn.relu = lambda x: single(np.maximum(x, 0))
    jnn.sigmoid = lambda x: single(1 / (1 + np.exp(-x)))
    jnn.one_hot = lambda x, n: single(np.eye(n, dtype=np.float32)[x])
    jax.numpy, jax.nn, jax.jit = jnp, jnn, lambda f: f
    sys.modules.update({"jax": jax, "jax.numpy": jnp, "jax.nn": jnn})
