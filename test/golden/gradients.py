"""Golden gradients of whole blocks, computed by PyTorch's autograd.

Run `python3 test/golden/gradients.py` to write gradients.json beside this file. A case is a program, line
by line as `src/program/operation.ts` spells it, with the gradient of its last line for every line before
it that has one. Made with PyTorch 1.13; what that version lacks (rms_norm,
scaled_dot_product_attention) is written out from its definition.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20240811)
inf, nan = math.inf, math.nan
cases = []


def number(x, digits=9):
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else ("Infinity" if x > 0 else "-Infinity")
    if isinstance(x, float):
        short = float(f"{x:.{digits}g}")
        return int(short) if short.is_integer() and abs(short) < 1e9 else short
    return x


KINDS = {torch.float32: "float32", torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}


def stored(t):
    digits = 17 if t.dtype == torch.float64 else 9
    return {
        "shape": list(t.shape),
        "dtype": KINDS[t.dtype],
        "data": [number(x, digits) for x in t.detach().reshape(-1).tolist()],
    }


class Block:
    """Lines of a program beside the tensors PyTorch computes for them."""

    def __init__(self, name, seed=None):
        self.name, self.seed, self.lines, self.tensors = name, seed, [], []

    def leaf(self, name, t):
        if t.dtype.is_floating_point:
            t = t.clone().requires_grad_()
        self.lines.append({"name": name, "tensor": stored(t)})
        self.tensors.append(t)
        return t

    def step(self, name, kind, value, inputs, /, **attributes):
        if value.requires_grad:
            value.retain_grad()
        places = [next(i for i, t in enumerate(self.tensors) if t is x) for x in inputs]
        self.lines.append(
            {"name": name, "operation": {"kind": kind, **attributes}, "inputs": places, "dtype": KINDS[value.dtype]}
        )
        self.tensors.append(value)
        return value

    def finish(self):
        last = self.tensors[-1]
        last.backward(None if self.seed is None else self.seed)
        cases.append(
            {
                "name": self.name,
                "lines": self.lines,
                **({} if self.seed is None else {"seed": stored(self.seed)}),
                "gradients": [
                    stored(t.grad) if t.requires_grad and t.grad is not None else None for t in self.tensors
                ],
            }
        )


def r(*shape, dtype=torch.float32):
    """Normal numbers with few digits, so that the file stays small."""
    return ((torch.randn(*shape) * 8).round() / 8).to(dtype)


def self_attention(dtype):
    n, d, dk = 4, 6, 3
    b = Block(f"causal self-attention, step by step, {KINDS[dtype]}", r(n, dk, dtype=dtype))
    x = b.leaf("x", r(n, d, dtype=dtype))
    weights = [b.leaf(f"W_{c}", r(d, dk, dtype=dtype) / 2) for c in "QKV"]
    mask = b.leaf("mask", torch.ones(n, n).triu(1).bool())
    root = b.leaf("root", torch.tensor(math.sqrt(dk), dtype=dtype))
    q, k, v = [b.step(c, "matmul", x @ w, [x, w]) for c, w in zip("QKV", weights)]
    kt = b.step("K^T", "transpose", k.transpose(0, 1), [k], axis0=0, axis1=1)
    raw = b.step("raw", "matmul", q @ kt, [q, kt])
    scores = b.step("scores", "div", raw / root, [raw, root])
    masked = b.step("masked", "maskedFill", scores.masked_fill(mask, -inf), [scores, mask], value="-Infinity")
    w = b.step("weights", "softmax", masked.softmax(-1), [masked], axis=-1)
    b.step("output", "matmul", w @ v, [w, v])
    b.finish()


def multi_head():
    batch, n, d, heads = 2, 3, 8, 2
    b = Block("multi-head attention, step by step", r(batch, n, d))
    x = b.leaf("x", r(batch, n, d))
    parts = []
    for c in "QKV":
        w, bias = b.leaf(f"W_{c}", r(d, d) / 4), b.leaf(f"b_{c}", r(d))
        p = b.step(c.lower(), "linear", F.linear(x, w, bias), [x, w, bias])
        split = b.step(c, "reshape", p.reshape(batch, n, heads, d // heads), [p], shape=[batch, n, heads, d // heads])
        parts.append(b.step(f"{c}_h", "transpose", split.transpose(1, 2), [split], axis0=1, axis1=2))
    q, k, v = parts
    scale = b.leaf("scale", torch.tensor(math.sqrt(d / heads)))
    raw = b.step("raw", "einsum", torch.einsum("bhqd,bhkd->bhqk", q, k), [q, k], equation="bhqd,bhkd->bhqk")
    scores = b.step("scores", "div", raw / scale, [raw, scale])
    w = b.step("weights", "softmax", scores.softmax(-1), [scores], axis=-1)
    heads_out = b.step("heads", "matmul", w @ v, [w, v])
    back = b.step("back", "permute", heads_out.permute(0, 2, 1, 3), [heads_out], axes=[0, 2, 1, 3])
    joined = b.step("joined", "reshape", back.reshape(batch, n, d), [back], shape=[batch, n, -1])
    wo, bo = b.leaf("W_O", r(d, d) / 4), b.leaf("b_O", r(d))
    b.step("output", "linear", F.linear(joined, wo, bo), [joined, wo, bo])
    b.finish()


def multi_head_module():
    batch, n, d, heads = 2, 3, 8, 4
    b = Block("nn.MultiheadAttention as one operation", r(batch, n, d))
    q, k, v = b.leaf("query", r(batch, n, d)), b.leaf("key", r(batch, 4, d)), b.leaf("value", r(batch, 4, d))
    wi, bi = b.leaf("in_proj_weight", r(3 * d, d) / 4), b.leaf("in_proj_bias", r(3 * d))
    wo, bo = b.leaf("out_proj.weight", r(d, d) / 4), b.leaf("out_proj.bias", r(d))
    mask = b.leaf("attn_mask", torch.tensor([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 1, 0]]).bool())
    out, _ = F.multi_head_attention_forward(
        q.transpose(0, 1), k.transpose(0, 1), v.transpose(0, 1), d, heads, wi, bi, None, None, False, 0.0, wo, bo,
        attn_mask=mask,
    )
    b.step("output", "multiHeadAttention", out.transpose(0, 1), [q, k, v, wi, bi, wo, bo, mask], heads=heads)
    b.finish()


def attend(q, k, v, keep, causal):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    allowed = torch.ones(scores.shape, dtype=torch.bool) if keep is None else keep.expand(scores.shape)
    if causal:
        allowed = allowed & torch.ones(scores.shape[-2:]).tril().bool()
    filled = scores.masked_fill(~allowed, -inf)
    # A row with nothing to attend to gives 0 and so has gradient 0.
    dead = ~allowed.any(-1, keepdim=True)
    weights = filled.masked_fill(dead, 0).softmax(-1).masked_fill(dead, 0)
    return weights @ v


def attention_operation():
    b = Block("scaledDotProductAttention, grouped heads, causal", r(2, 4, 3, 5))
    q, k, v = b.leaf("q", r(2, 4, 3, 4)), b.leaf("k", r(2, 2, 3, 4)), b.leaf("v", r(2, 2, 3, 5))
    kk, vv = k.repeat_interleave(2, 1), v.repeat_interleave(2, 1)
    b.step("output", "scaledDotProductAttention", attend(q, kk, vv, None, True), [q, k, v], causal=True)
    b.finish()
    b = Block("scaledDotProductAttention with rows that are masked as a whole", r(2, 3, 4))
    q, k, v = b.leaf("q", r(2, 3, 4)), b.leaf("k", r(2, 3, 4)), b.leaf("v", r(2, 3, 4))
    keep = b.leaf("mask", torch.tensor([[[1, 0, 1], [0, 0, 0], [1, 1, 1]], [[0, 0, 0], [0, 1, 0], [0, 0, 1]]]).bool())
    b.step("output", "scaledDotProductAttention", attend(q, k, v, keep, False), [q, k, v, keep], causal=False)
    b.finish()
    b = Block("scaledDotProductAttention with scores of ±10⁴", r(3, 2))
    q, k, v = b.leaf("q", r(3, 2) * 150), b.leaf("k", r(4, 2) * 150), b.leaf("v", r(4, 2))
    b.step("output", "scaledDotProductAttention", attend(q, k, v, None, False), [q, k, v], causal=False)
    b.finish()


def transformer_block():
    batch, n, d, heads, ff = 2, 4, 8, 2, 16
    b = Block("pre-norm transformer block")
    x = b.leaf("x", r(batch, n, d))

    def norm(name, t):
        g, s = b.leaf(f"{name}.weight", 1 + r(d) / 4), b.leaf(f"{name}.bias", r(d) / 4)
        return b.step(name, "layerNorm", F.layer_norm(t, [d], g, s), [t, g, s], axes=1, eps=1e-5)

    def linear(name, t, width):
        w, s = b.leaf(f"{name}.weight", r(width, t.shape[-1]) / 4), b.leaf(f"{name}.bias", r(width) / 4)
        return b.step(name, "linear", F.linear(t, w, s), [t, w, s])

    h = norm("ln1", x)
    qkv = linear("qkv", h, 3 * d)
    parts = []
    for i, part in enumerate(qkv.chunk(3, -1)):
        p = b.step("qkv"[i], "chunk", part, [qkv], axis=-1, parts=3, part=i)
        s = b.step("qkv"[i] + "_s", "reshape", p.reshape(batch, n, heads, -1), [p], shape=[batch, n, heads, d // heads])
        parts.append(b.step("qkv"[i] + "_h", "transpose", s.transpose(1, 2), [s], axis0=1, axis1=2))
    a = b.step("attended", "scaledDotProductAttention", attend(*parts, None, True), parts, causal=True)
    t = b.step("merged", "transpose", a.transpose(1, 2), [a], axis0=1, axis1=2)
    m = b.step("joined", "reshape", t.reshape(batch, n, d), [t], shape=[batch, n, d])
    o = linear("proj", m, d)
    x1 = b.step("x1", "add", x + o, [x, o])
    h2 = norm("ln2", x1)
    f1 = linear("ff1", h2, ff)
    act = b.step("gelu", "gelu", F.gelu(f1), [f1], approximate="none")
    f2 = linear("ff2", act, d)
    x2 = b.step("x2", "add", x1 + f2, [x1, f2])
    target = b.leaf("target", r(batch, n, d))
    b.step("loss", "loss", F.mse_loss(x2, target), [x2, target], loss="meanSquaredError")
    b.finish()


def classifier():
    b = Block("embedding, mean over tokens, linear, cross-entropy")
    table = b.leaf("table", r(7, 4))
    tokens = b.leaf("tokens", torch.tensor([[1, 3, 3], [0, 1, 6]]))
    e = b.step("embedded", "embedding", F.embedding(tokens, table), [tokens, table])
    m = b.step("pooled", "mean", e.mean(1), [e], axes=[1])
    w, s = b.leaf("weight", r(5, 4)), b.leaf("bias", r(5))
    z = b.step("logits", "linear", F.linear(m, w, s), [m, w, s])
    t = b.leaf("target", torch.tensor([4, 0]))
    b.step("loss", "loss", F.cross_entropy(z, t), [z, t], loss="crossEntropy")
    b.finish()
    b = Block("cross-entropy of logits of ±10⁴, one left out")
    z = b.leaf("logits", torch.tensor([[1e4, -1e4, 0], [-1e4, -1e4, -1e4], [3, 1e4, 1e4], [1, 2, 3]]))
    t = b.leaf("target", torch.tensor([1, 0, 2, -100]))
    b.step("loss", "loss", F.cross_entropy(z, t), [z, t], loss="crossEntropy")
    b.finish()


def one(name, kind, function, tensors, seed=None, **attributes):
    """One operation on leaves."""
    b = Block(name)
    leaves = [b.leaf(f"x{i}", t) for i, t in enumerate(tensors)]
    value = function(*leaves)
    b.seed = (r(*value.shape, dtype=value.dtype) if seed is None else seed) if value.numel() != 1 else None
    b.step("y", kind, value, leaves, **attributes)
    b.finish()


def extremes():
    f = torch.tensor
    row = f([[1e4, -1e4, 9999.0], [-inf, -inf, -inf], [-inf, 2.0, 2.0]])
    one("softmax of a row of −∞", "softmax", lambda x: x.softmax(-1), [row], axis=-1)
    one("logSoftmax of ±10⁴", "logSoftmax", lambda x: x.log_softmax(-1), [row[:1]], axis=-1)
    one("amax with ties", "max", lambda x: x.amax(-1), [f([[1.0, 3, 3], [2, 2, 2]])], axes=[-1])
    one("max of everything with ties", "max", lambda x: x.max(), [f([[1.0, 3], [3, 3]])])
    one("amin with ties", "min", lambda x: x.amin(0), [f([[1.0, 3], [1, 2]])], axes=[0])
    one("maximum with ties", "max", torch.maximum, [f([1.0, 2, 3]), f([1.0, 3, 2])])
    one("minimum with ties, broadcast", "min", torch.minimum, [f([[1.0], [2]]), f([1.0, 2, 3])])
    one("relu at 0", "relu", F.relu, [f([-1.0, 0, -0.0, 2])])
    one("abs at 0", "abs", torch.abs, [f([-1.0, 0, 2])])
    one("clamp at its ends", "clamp", lambda x: x.clamp(-1, 1), [f([-1.0, 1, 0, 2, -3])], min=-1, max=1)
    one("elu at 0", "elu", F.elu, [f([-1.0, 0, 2])], alpha=1)
    one("sqrt at 0", "sqrt", torch.sqrt, [f([0.0, 4, inf])])
    one("norm of a zero vector", "norm", lambda x: x.norm(dim=-1), [f([[0.0, 0], [3, 4]])], p=2, axes=[-1])
    one("norm 1 with zeros", "norm", lambda x: x.norm(p=1, dim=-1), [f([[0.0, 0], [0, -4]])], p=1, axes=[-1])
    one("norm 3", "norm", lambda x: x.norm(p=3, dim=-1), [f([[0.0, 0, 0], [1, -2, 0]])], p=3, axes=[-1])
    one("norm ∞ with ties", "norm", lambda x: x.norm(p=inf, dim=-1), [f([[2.0, -2, 1], [0, 0, 0]])], p="Infinity", axes=[-1])
    one("pow at base 0 and power 0", "pow", torch.pow, [f([0.0, 0, 2, 0, 3]), f([2.0, 0, 0, 1, 2])])
    one("pow of a negative base", "pow", lambda x, y: x**y, [f([-2.0, -3])[:2], f([2.0, 3])])
    one("remainder", "remainder", torch.remainder, [f([5.5, -5.5, 3]), f([2.0, 2, -2])])
    one("var of one element, correction 0", "var", lambda x: x.var(-1, unbiased=False), [f([[2.0]])], correction=0, axes=[-1])
    one("sum over an empty axis", "sum", lambda x: x.sum(1), [torch.zeros(2, 0)], axes=[1])
    one("mean of many rows of none", "mean", lambda x: x.mean(0), [torch.zeros(3, 0)], axes=[0])
    one("matmul with an inner axis of 0", "matmul", torch.matmul, [torch.zeros(2, 0), torch.zeros(0, 3)])
    one("matmul with no rows", "matmul", torch.matmul, [torch.zeros(0, 2), r(2, 3)])
    one("softmax over an empty axis", "softmax", lambda x: x.softmax(-1), [torch.zeros(2, 0)], axis=-1)
    one("layerNorm of equal elements", "layerNorm", lambda x, w: F.layer_norm(x, [3], w), [f([[2.0, 2, 2], [1e4, -1e4, 0]]), f([1.0, 2, 3])], axes=1, eps=1e-5)
    one("rmsNorm of zeros", "rmsNorm", lambda x, w: x * (x.pow(2).mean(-1, keepdim=True) + 1e-6).rsqrt() * w, [f([[0.0, 0], [3, 4]]), f([1.0, 2])], axes=1, eps=1e-6)
    one("gelu far out", "gelu", F.gelu, [f([-1e4, -20.0, 0, 20, 1e4])], approximate="none")
    one("tanh gelu far out", "gelu", lambda x: F.gelu(x, approximate="tanh"), [f([-1e4, -20.0, 0, 20, 1e4])], approximate="tanh")
    one("sigmoid far out", "sigmoid", torch.sigmoid, [f([-1e4, -90.0, 0, 12, 1e4])])
    one("tanh far out", "tanh", torch.tanh, [f([-1e4, -8.0, 0, 4, 1e4])])
    one("where keeps what is not finite out", "where", lambda c, a, b: torch.where(c, a, b), [f([True, False]), f([1.0, inf]), f([nan, 2.0])])
    one("gather with repeats", "gather", lambda x, i: x.gather(1, i), [r(2, 3), f([[0, 0, 1, 0], [2, 2, 2, 2]])], axis=1)
    one("topk", "topk", lambda x: x.topk(2, 0).values, [r(4, 3)], axis=0, k=2, part="values")
    one("a product of float32 and float64", "mul", torch.mul, [r(3), r(3, dtype=torch.float64)])
    one("cast to float32", "cast", lambda x: x.float(), [r(3, dtype=torch.float64)], dtype="float32")
    one("prod of all", "prod", lambda x: x.prod(), [f([[1.0, 2, -3], [0.5, 4, 0.25]])])
    one("prod with zeros", "prod", lambda x: x.prod(-1), [f([[2.0, 0, 3], [0, 0, 3], [-1, 2, 4], [0, 0, 0]])], axes=[-1])
    one("prod of columns with zeros", "prod", lambda x: x.prod(0, keepdim=True), [f([[2.0, 0], [0, 5], [-1, 2]])], axes=[0], keepDim=True)
    one("prod of what is not finite", "prod", lambda x: x.prod(-1), [f([[inf, 3, 2], [nan, 1, 2], [inf, -inf, 2], [3, 2, 1]])], axes=[-1])
    one("prod of what is not finite with zeros", "prod", lambda x: x.prod(-1), [f([[nan, 0, 2], [inf, 0, 2], [inf, inf, 0], [0, 0, nan]])], axes=[-1])
    one("prod of nothing", "prod", lambda x: x.prod(0), [torch.zeros(0, 3)], axes=[0])


for dtype in (torch.float32, torch.float64):
    self_attention(dtype)
multi_head()
multi_head_module()
attention_operation()
transformer_block()
classifier()
extremes()

path = pathlib.Path(__file__).with_suffix(".json")
text = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases)
path.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{text}\n]}}\n', encoding="utf-8")
print(len(cases), "cases,", path.stat().st_size, "bytes")
