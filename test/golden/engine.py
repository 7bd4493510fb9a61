"""Golden values of the engine's operations, computed by PyTorch.

Run `python3 test/golden/engine.py` to write engine.json beside this file. A case is an operation as
`src/program/operation.ts` spells it, its inputs, the element type of its result, and the result.
Made with PyTorch 1.13; what that version lacks (rms_norm, scaled_dot_product_attention) is written out
from its definition.
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

torch.manual_seed(20240607)
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


def tensor(t):
    kinds = {torch.float32: "float32", torch.float64: "float64", torch.int64: "int64", torch.bool: "bool"}
    return {
        "shape": list(t.shape),
        "dtype": kinds[t.dtype],
        "data": [number(x, 17 if t.dtype == torch.float64 else 9) for x in t.reshape(-1).tolist()],
    }


def case(name, operation, inputs, expected, **more):
    cases.append(
        {
            "name": name,
            "operation": operation,
            "inputs": [tensor(t) for t in inputs],
            "expected": tensor(expected),
            **more,
        }
    )


def r(*shape):
    """Normal numbers with few digits, so that the file stays small."""
    return (torch.randn(*shape) * 8).round() / 8


def op(kind, **attributes):
    return {"kind": kind, **attributes}


# Elementwise
a, b, row, column = r(3, 4), r(3, 4), r(4), r(3, 1)
special = torch.tensor([0.0, 1.0, -1.5, inf, -inf, nan])
for kind, f in {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
}.items():
    case(f"{kind} of equal shapes", op(kind), [a, b], f(a, b))
    case(f"{kind} broadcasting a row", op(kind), [a, row], f(a, row))
    case(f"{kind} broadcasting both", op(kind), [row, column], f(row, column))
    case(f"{kind} of a scalar", op(kind), [a, torch.tensor(3.0)], f(a, 3.0))
case("true division of integers", op("div"), [torch.tensor([1, 2, 7]), torch.tensor([2, 3, 0])],
     torch.tensor([1, 2, 7]) / torch.tensor([2, 3, 0]))
case("pow", op("pow"), [a.abs(), b], a.abs() ** b)
case("pow 2", op("pow"), [a, torch.tensor(2.0)], a ** 2)
case("pow 0.5 of negatives", op("pow"), [a, torch.tensor(0.5)], a ** 0.5)
case("pow of integers", op("pow"), [torch.tensor([2, 3, -4]), torch.tensor(3)], torch.tensor([2, 3, -4]) ** 3)
case("add of integers", op("add"), [torch.tensor([1, 2]), torch.tensor(5)], torch.tensor([6, 7]))
case("add of booleans", op("add"), [torch.tensor([True, False]), torch.tensor([True, False])],
     torch.tensor([True, False]) + torch.tensor([True, False]))
case("mul of integers by 0", op("mul"), [torch.tensor([-1, 2]), torch.tensor(0)], torch.tensor([0, 0]))
left, right = torch.tensor([7, -7, 7, -7]), torch.tensor([2, 2, -2, -2])
case("floorDiv of integers", op("floorDiv"), [left, right], left // right)
case("remainder of integers", op("remainder"), [left, right], left % right)
case("floorDiv of floats", op("floorDiv"), [a, b], a // b)
case("remainder of floats", op("remainder"), [a, b], a % b)
case("floorDiv rounds the true quotient", op("floorDiv"), [torch.tensor([1.0, -1.0]), torch.tensor(0.1)],
     torch.tensor([1.0, -1.0]) // torch.tensor(0.1))
for relation in ["eq", "ne", "lt", "le", "gt", "ge"]:
    x, y = torch.tensor([1.0, 2.0, 3.0, nan]), torch.tensor([2.0, 2.0, 2.0, nan])
    case(f"compare {relation}", op("compare", relation=relation), [x, y], getattr(torch, relation)(x, y))
yes, no = torch.tensor([[True], [False]]), torch.tensor([True, False])
case("logical and", op("logical", relation="and"), [yes, no], yes & no)
case("logical or", op("logical", relation="or"), [yes, no], yes | no)
case("logical xor", op("logical", relation="xor"), [yes, no], yes ^ no)
case("logical not", op("logical", relation="not"), [yes], ~yes)
case("logical not of numbers", op("logical", relation="not"), [torch.tensor([0.0, 2.0, nan])],
     torch.logical_not(torch.tensor([0.0, 2.0, nan])))

# Unary
wide = torch.cat([torch.linspace(-6, 6, 41), special])
for kind, f in {
    "neg": torch.neg, "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
    "abs": torch.abs, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "silu": F.silu,
    "erf": torch.erf, "sin": torch.sin, "cos": torch.cos,
}.items():
    case(kind, op(kind), [wide], f(wide))
case("neg of integers", op("neg"), [torch.tensor([0, 3])], torch.tensor([0, -3]))
case("sqrt of an integer", op("sqrt"), [torch.tensor(64)], torch.sqrt(torch.tensor(64)))
case("erf in double precision", op("erf"), [torch.linspace(-5, 5, 31, dtype=torch.float64)],
     torch.erf(torch.linspace(-5, 5, 31, dtype=torch.float64)))
case("gelu", op("gelu", approximate="none"), [wide], F.gelu(wide))
tanhs = wide[torch.isfinite(wide)]
case("gelu by tanh", op("gelu", approximate="tanh"), [tanhs], F.gelu(tanhs, approximate="tanh"))
case("elu", op("elu", alpha=1.5), [wide], F.elu(wide, 1.5))
case("clamp", op("clamp", min=-1, max=2), [wide], wide.clamp(-1, 2))
case("clamp from below", op("clamp", min=0.5), [wide], wide.clamp(min=0.5))
case("clamp with crossed bounds", op("clamp", min=2, max=1), [wide], wide.clamp(2, 1))
case("cast to integers", op("cast", dtype="int64"), [torch.tensor([1.7, -1.7, -0.2])],
     torch.tensor([1.7, -1.7, -0.2]).to(torch.int64))
case("cast to booleans", op("cast", dtype="bool"), [torch.tensor([0.0, -0.2, nan])],
     torch.tensor([0.0, -0.2, nan]).to(torch.bool))
case("cast to float64", op("cast", dtype="float64"), [row], row.to(torch.float64))

# Selection
flags = r(3, 4) > 0
case("where", op("where"), [flags, a, b], torch.where(flags, a, b))
case("where with broadcasting", op("where"), [flags, a, torch.tensor(0.0)], torch.where(flags, a, torch.tensor(0.0)))
case("maskedFill", op("maskedFill", value="-Infinity"), [a, flags], a.masked_fill(flags, -inf))
case("maskedFill broadcasting the mask", op("maskedFill", value=-1e9), [a, flags[0]], a.masked_fill(flags[0], -1e9))
for diagonal in [-1, 0, 2]:
    case(f"tril {diagonal}", op("tril", diagonal=diagonal), [a], a.tril(diagonal))
    case(f"triu {diagonal}", op("triu", diagonal=diagonal), [a], a.triu(diagonal))
batch = r(2, 3, 3)
case("tril of a batch", op("tril", diagonal=0), [batch], batch.tril())
case("triu of booleans", op("triu", diagonal=1), [torch.ones(3, 3, dtype=torch.bool)],
     torch.ones(3, 3, dtype=torch.bool).triu(1))

# Reductions
x = r(2, 3, 4)
for kind, f in {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin}.items():
    case(f"{kind} of all", op(kind), [x], f(x) if kind in ("sum", "mean") else f(x, dim=(0, 1, 2)))
    for axis in [0, 1, -1]:
        for keep in [False, True]:
            case(f"{kind} over {axis}{' keeping it' if keep else ''}", op(kind, axes=[axis], keepDim=keep), [x],
                 f(x, dim=axis, keepdim=keep))
    case(f"{kind} over two axes", op(kind, axes=[0, -1]), [x], f(x, dim=(0, -1)))
case("sum of integers", op("sum"), [torch.arange(5)], torch.arange(5).sum())
case("sum of booleans", op("sum", axes=[0]), [flags], flags.sum(0))
case("sum of nothing", op("sum", axes=[0]), [torch.zeros(0, 3)], torch.zeros(0, 3).sum(0))
case("mean of nothing", op("mean"), [torch.zeros(0)], torch.zeros(0).mean())
case("sum of a scalar", op("sum", axes=[-1]), [torch.tensor(2.5)], torch.tensor(2.5).sum(-1), rule=False)
case("max passes NaN on", op("max"), [special], special.max())
case("min passes NaN on", op("min"), [special], special.min())
case("elementwise max", op("max"), [special, torch.tensor(0.5)], torch.maximum(special, torch.tensor(0.5)))
case("elementwise min", op("min"), [a, row], torch.minimum(a, row))
for correction in [0, 1]:
    case(f"var with correction {correction}", op("var", axes=[-1], correction=correction, keepDim=True), [x],
         x.var(-1, correction=correction, keepdim=True))
case("var of all", op("var", correction=1), [x], x.var())
case("var of one element", op("var", correction=1), [torch.tensor([3.0])], torch.tensor([3.0]).var())
case("var of nearly equal large numbers", op("var", correction=0), [torch.tensor([10000.0, 10001.0, 10002.0])],
     torch.tensor([10000.0, 10001.0, 10002.0]).var(0, correction=0))
for p in [0, 1, 2, 3, inf, -inf]:
    case(f"norm {p}", op("norm", p=number(float(p)), axes=[-1]), [x], torch.linalg.vector_norm(x, p, dim=-1))
case("norm of all", op("norm", p=2), [x], x.norm())

# Order
ties = torch.tensor([[3.0, 1.0, 3.0, nan], [2.0, 2.0, -inf, 1.0]])
case("argmax of all", op("argmax"), [x], x.argmax())
case("argmax along the last axis", op("argmax", axis=-1), [ties], ties.argmax(-1))
case("argmax along the first axis", op("argmax", axis=0, keepDim=True), [x], x.argmax(0, keepdim=True))
for part in ["values", "indices"]:
    for descending in [False, True]:
        case(f"sort {part}{' descending' if descending else ''}",
             op("sort", axis=-1, descending=descending, part=part), [ties],
             getattr(ties.sort(dim=-1, descending=descending, stable=True), part))
    case(f"sort {part} along the first axis", op("sort", axis=0, descending=False, part=part), [x],
         getattr(x.sort(dim=0, stable=True), part))
    distinct = torch.tensor([[0.5, -2.0, 7.0, 1.0], [4.0, 3.0, 2.0, 9.0]])
    case(f"topk {part}", op("topk", axis=-1, k=2, part=part), [distinct], getattr(distinct.topk(2), part))
    case(f"topk {part} along the first axis", op("topk", axis=0, k=1, part=part), [distinct],
         getattr(distinct.topk(1, dim=0), part))
case("cumsum", op("cumsum", axis=1), [x], x.cumsum(1))
case("floor", op("library", name="floor", settings={}), [x], x.floor())
case("expm1", op("library", name="expm1", settings={}), [x], x.expm1())
case("cumsum of booleans", op("cumsum", axis=0), [flags], flags.cumsum(0))

# Softmax
for axis in [0, 1, -1]:
    case(f"softmax along {axis}", op("softmax", axis=axis), [x], x.softmax(axis))
    case(f"logSoftmax along {axis}", op("logSoftmax", axis=axis), [x], x.log_softmax(axis))
large = torch.tensor([[1000.0, 1001.0, -1000.0], [-1e30, -1e30, -1e30], [3e38, -3e38, 0.0]])
case("softmax of large numbers", op("softmax", axis=-1), [large], large.softmax(-1))
case("logSoftmax of large numbers", op("logSoftmax", axis=-1), [large], large.log_softmax(-1))
masked = torch.tensor([[0.5, -inf, 1.5], [-inf, -inf, -inf], [inf, 0.0, 1.0], [nan, 0.0, 1.0]])
case("softmax of masked rows", op("softmax", axis=-1), [masked], masked.softmax(-1))
case("softmax of a scalar", op("softmax", axis=0), [torch.tensor(3.0)], torch.tensor(3.0).softmax(0))
case("softmax of nothing", op("softmax", axis=-1), [torch.zeros(2, 0)], torch.zeros(2, 0).softmax(-1))

# Products
for left_shape, right_shape in [
    [(3, 4), (4, 5)], [(4,), (4,)], [(3, 4), (4,)], [(4,), (4, 2)], [(2, 3, 4), (4, 5)], [(2, 3, 4), (2, 4, 5)],
    [(2, 1, 3, 4), (2, 4, 5)], [(3, 4), (2, 4, 2)], [(4,), (2, 4, 2)], [(2, 3, 4), (4,)], [(0, 4), (4, 2)],
    [(3, 0), (0, 2)], [(9, 7), (7, 10)],
]:
    x0, y0 = r(*left_shape), r(*right_shape)
    case(f"matmul {list(left_shape)} {list(right_shape)}", op("matmul"), [x0, y0], x0 @ y0)
i0, i1 = torch.randint(-5, 5, (3, 4)), torch.randint(-5, 5, (4, 2))
case("matmul of integers", op("matmul"), [i0, i1], i0 @ i1)
d0, d1 = torch.randn(3, 4, dtype=torch.float64), torch.randn(4, 2, dtype=torch.float64)
case("matmul in double precision", op("matmul"), [d0, d1], d0 @ d1)
xs, weight, bias = r(2, 3, 4), r(5, 4), r(5)
case("linear", op("linear"), [xs, weight, bias], F.linear(xs, weight, bias))
case("linear without bias", op("linear"), [xs, weight], F.linear(xs, weight))
case("linear of a vector", op("linear"), [xs[0, 0], weight, bias], F.linear(xs[0, 0], weight, bias))
for equation, shapes in [
    ["ij,jk->ik", [(2, 3), (3, 4)]], ["ij,jk", [(2, 3), (3, 4)]], ["ji,jk->ki", [(3, 2), (3, 4)]],
    ["bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]], ["b h q k , b h k d -> b h q d", [(2, 2, 3, 5), (2, 2, 5, 4)]],
    ["bqhd,bkhd->bhqk", [(2, 3, 2, 4), (2, 5, 2, 4)]], ["i,j->ij", [(2,), (3,)]], ["i,i", [(3,), (3,)]],
    ["ii->i", [(3, 3)]], ["ii", [(3, 3)]], ["iij->ji", [(3, 3, 2)]], ["ij->ji", [(2, 3)]], ["ij->", [(2, 3)]],
    ["ijk->j", [(2, 3, 4)]], ["...ij,...jk->...ik", [(2, 2, 3), (3, 4)]], ["...d,...d->...", [(2, 3, 4), (1, 3, 4)]],
    ["i...,j...->ij...", [(2, 3), (4, 3)]], ["...ij->...ji", [(2, 3, 4)]], ["ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]],
    ["i,j,k->kji", [(2,), (3,), (2,)]], ["bi,ij,bj->b", [(2, 3), (3, 4), (2, 4)]], ["ij,ij->ij", [(2, 3), (2, 3)]],
    ["aB,Bc->ac", [(2, 3), (3, 2)]], ["ij,kl->", [(2, 3), (2, 2)]], ["bij,jk->bik", [(1, 2, 3), (3, 2)]],
    ["...ij,...kj->ik", [(2, 2, 3), (2, 4, 3)]],
]:
    operands = [r(*s) for s in shapes]
    case(f"einsum {equation}", op("einsum", equation=equation), operands, torch.einsum(equation, *operands))

# Layout
x = r(2, 3, 4)
case("transpose", op("transpose", axis0=-1, axis1=-2), [x], x.transpose(-1, -2))
case("transpose of outer axes", op("transpose", axis0=0, axis1=2), [x], x.transpose(0, 2))
case("permute", op("permute", axes=[2, 0, 1]), [x], x.permute(2, 0, 1))
case("permute with negative axes", op("permute", axes=[-1, 0, -2]), [x], x.permute(-1, 0, -2))
case("reshape", op("reshape", shape=[4, 6]), [x], x.reshape(4, 6))
case("reshape with a hole", op("reshape", shape=[2, -1]), [x], x.reshape(2, -1))
case("reshape of an empty tensor", op("reshape", shape=[0, 3]), [torch.zeros(3, 0)], torch.zeros(0, 3))
case("expand", op("expand", shape=[2, 3, 4]), [r(3, 1)], torch.zeros(2, 3, 4))
cases[-1]["expected"] = tensor(torch.tensor([number(v) for v in cases[-1]["inputs"][0]["data"]], dtype=torch.float32)
                              .reshape(3, 1).expand(2, 3, 4))
case("expand keeping sizes", op("expand", shape=[5, -1, -1]), [a], a.expand(5, -1, -1))
case("repeat", op("repeat", counts=[2, 3]), [r(2, 2)], torch.zeros(1))
cases[-1]["expected"] = tensor(torch.tensor(cases[-1]["inputs"][0]["data"], dtype=torch.float32).reshape(2, 2).repeat(2, 3))
case("repeat with a new axis", op("repeat", counts=[2, 1, 2]), [a], a.repeat(2, 1, 2))
q = r(2, 3, 8)
case("rearrange heads", op("rearrange", pattern="b n (h d) -> b h n d", sizes={"h": 2}), [q],
     q.reshape(2, 3, 2, 4).permute(0, 2, 1, 3))
case("rearrange heads back", op("rearrange", pattern="b h n d -> b n (h d)", sizes={}), [q.reshape(2, 3, 2, 4)],
     q.reshape(2, 3, 2, 4).permute(0, 2, 1, 3).reshape(2, 2, 12))
case("rearrange with 1", op("rearrange", pattern="b n d -> b 1 d n", sizes={}), [q], q.permute(0, 2, 1)[:, None])
case("rearrange with an ellipsis", op("rearrange", pattern="... d -> d ...", sizes={}), [q], q.permute(2, 0, 1),
     rule=False)
case("rearrange qkv", op("rearrange", pattern="b n (three h d) -> three b h n d", sizes={"three": 2, "h": 2}), [q],
     q.reshape(2, 3, 2, 2, 2).permute(2, 0, 3, 1, 4))
case("concat", op("concat", axis=1), [a, b, column], torch.cat([a, b, column], 1))
case("concat along the first axis", op("concat", axis=0), [a, b], torch.cat([a, b], 0))
case("concat with an empty tensor", op("concat", axis=0), [torch.zeros(0), row], torch.cat([torch.zeros(0), row]))
case("stack", op("stack", axis=0), [a, b], torch.stack([a, b]))
case("stack along the last axis", op("stack", axis=-1), [a, b], torch.stack([a, b], -1))
case("concat of integers and floats", op("concat", axis=0), [torch.arange(2), row], torch.cat([torch.arange(2), row]))
for part in range(3):
    case(f"chunk {part}", op("chunk", axis=-1, part=part, parts=3), [r(2, 7)], torch.zeros(1))
    source = torch.tensor(cases[-1]["inputs"][0]["data"], dtype=torch.float32).reshape(2, 7)
    cases[-1]["expected"] = tensor(source.chunk(3, -1)[part])
    case(f"split {part}", op("split", axis=1, part=part, sizes=[2, 4, 1]), [source], source.split([2, 4, 1], 1)[part])
    case(f"unbind {part}", op("unbind", axis=1, part=part), [x], x.unbind(1)[part])

# Indexing
at = lambda i: {"kind": "at", "index": i}
new, dots = {"kind": "newAxis"}, {"kind": "ellipsis"}
tens = lambda i: {"kind": "tensor", "input": i}


def sl(start=None, stop=None, step=None):
    given = {"start": start, "stop": stop, "step": step}
    return {"kind": "slice", **{k: v for k, v in given.items() if v is not None}}


n = x.numpy()
i2, i3 = torch.tensor([1, 0, -1]), torch.tensor([[0, 2], [1, 1]])
for name, items, result in [
    ["x[0]", [at(0)], x[0]], ["x[-1, 1]", [at(-1), at(1)], x[-1, 1]], ["x[:, 1]", [sl(), at(1)], x[:, 1]],
    ["x[..., -1]", [dots, at(-1)], x[..., -1]], ["x[:, None]", [sl(), new], x[:, None]],
    ["x[..., None]", [dots, new], x[..., None]], ["x[:, 1:, ::2]", [sl(), sl(1), sl(None, None, 2)], x[:, 1:, ::2]],
    ["x[:, -2:, :-1]", [sl(), sl(-2), sl(None, -1)], x[:, -2:, :-1]], ["x[0:1]", [sl(0, 1)], x[0:1]],
    ["x[5:]", [sl(5)], x[5:]], ["x[1, ..., 0:9]", [at(1), dots, sl(0, 9)], x[1, ..., 0:9]],
    ["x[:, ::-1]", [sl(), sl(None, None, -1)], torch.from_numpy(n[:, ::-1].copy())],
    ["x[:, 2:0:-1]", [sl(), sl(2, 0, -1)], torch.from_numpy(n[:, 2:0:-1].copy())],
    ["x[:, -9:9:1]", [sl(), sl(-9, 9, 1)], x[:, -9:9:1]],
]:
    case(f"index {name}", op("index", items=items), [x], result.contiguous())
for name, items, extra, result in [
    ["x[:, i]", [sl(), tens(1)], [i2], x[:, i2]], ["x[:, i] of rank 2", [sl(), tens(1)], [i3], x[:, i3]],
    ["x[0, :, i]", [at(0), sl(), tens(1)], [i2], x[0, :, i2]], ["x[..., i]", [dots, tens(1)], [i2], x[..., i2]],
    ["x[:, i, i]", [sl(), tens(1), tens(2)], [i2, i2], x[:, i2, i2]],
]:
    case(f"index {name}", op("index", items=items), [x, *extra], result)
ones = torch.tensor([0, 1, 0])
case("index x[i, :, j]", op("index", items=[tens(1), sl(), tens(2)]), [x, ones, i2], x[ones, :, i2])
case("index x[:, i, None, j]", op("index", items=[sl(), tens(1), new, tens(2)]), [x, i2, i2], x[:, i2, None, i2], rule=False)
case("index of a scalar subscript", op("index", items=[tens(1)]), [x, torch.tensor(1)], x[torch.tensor(1)])
case("index by a mask", op("index", items=[tens(1)]), [x, x > 0], x[x > 0], rule=False)
case("index by a mask of rows", op("index", items=[sl(), tens(1)]), [x, torch.tensor([True, False, True])],
     x[:, torch.tensor([True, False, True])], rule=False)


def put(name, items, value, extra=(), **more):
    y = x.clone()
    key = []
    for item in items:
        kind = item["kind"]
        key.append({
            "at": lambda: item["index"], "newAxis": lambda: None, "ellipsis": lambda: Ellipsis,
            "slice": lambda: slice(item.get("start"), item.get("stop"), item.get("step")),
            "tensor": lambda: extra[item["input"] - 2],
        }[kind]())
    y[tuple(key)] = value
    case(f"indexPut {name}", op("indexPut", items=items), [x, value, *extra], y, **more)


put("x[0] = scalar", [at(0)], torch.tensor(9.0))
put("x[:, 1] = row", [sl(), at(1)], row)
put("x[..., ::2] = block", [dots, sl(None, None, 2)], r(2, 3, 2))
put("x[mask] = scalar", [tens(2)], torch.tensor(0.0), [x < 0])
put("x[:, i] = column", [sl(), tens(2)], r(2, 2, 1), [torch.tensor([2, 0])])
put("x[0] = value with a leading 1", [at(0)], r(1, 3, 4))
g = torch.tensor([[0, 1, 2], [2, 1, 0]])
case("gather along 1", op("gather", axis=1), [a, torch.tensor([[0, 3], [1, 1]])], a.gather(1, torch.tensor([[0, 3], [1, 1]])))
case("gather along 0", op("gather", axis=0), [a, g], a.gather(0, g))
case("embedding", op("embedding"), [torch.tensor([[0, 2], [1, 2]]), a], F.embedding(torch.tensor([[0, 2], [1, 2]]), a))

# Networks
x, gain, shift = r(2, 3, 4), r(4), r(4)
case("layerNorm", op("layerNorm", axes=1, eps=1e-5), [x], F.layer_norm(x, (4,)))
case("layerNorm with parameters", op("layerNorm", axes=1, eps=1e-5), [x, gain, shift], F.layer_norm(x, (4,), gain, shift))
case("layerNorm over two axes", op("layerNorm", axes=2, eps=1e-5), [x], F.layer_norm(x, (3, 4)))
case("layerNorm of equal numbers", op("layerNorm", axes=1, eps=1e-5), [torch.full((2, 3), 7.0)],
     F.layer_norm(torch.full((2, 3), 7.0), (3,)))
rms = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
case("rmsNorm", op("rmsNorm", axes=1, eps=1e-6), [x], rms)
case("rmsNorm with a weight", op("rmsNorm", axes=1, eps=1e-6), [x, gain], rms * gain)
xb, gb, sb = r(4, 3), r(3), r(3)
case("batchNorm", op("batchNorm", eps=1e-5), [xb], F.batch_norm(xb, None, None, training=True))
case("batchNorm with parameters", op("batchNorm", eps=1e-5), [xb, gb, sb], F.batch_norm(xb, None, None, gb, sb, training=True))
case("batchNorm of sequences", op("batchNorm", eps=1e-5), [x, gb, sb], F.batch_norm(x, None, None, gb, sb, training=True))
case("dropout outside training", op("dropout", p=0.5, training=False), [a], a)


def sdpa(q, k, v, mask=None, causal=False, scale=None):
    scores = q @ k.transpose(-2, -1) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if mask is not None:
        scores = scores.masked_fill(~mask, -inf) if mask.dtype == torch.bool else scores + mask
    if causal:
        scores = scores.masked_fill(~torch.ones(scores.shape[-2:], dtype=torch.bool).tril(), -inf)
    # A row with nothing to attend to gives 0, as PyTorch from 2.5 on.
    return torch.nan_to_num(scores.softmax(-1)) @ v


def attend(name, q, k, v, mask=None, causal=False, scale=None, expected=None, **more):
    o = op("scaledDotProductAttention", causal=causal, **({} if scale is None else {"scale": scale}))
    case(f"attention {name}", o, [t for t in (q, k, v, mask) if t is not None],
         sdpa(q, k, v, mask, causal, scale) if expected is None else expected, **more)


q, k, v = r(3, 4), r(5, 4), r(5, 2)
keep = torch.tensor([[True, False, True, True, False], [False] * 5, [True] * 5])
attend("of matrices", q, k, v)
attend("with a scale", q, k, v, scale=0.3)
attend("causal", q, k, v, causal=True)
attend("with a boolean mask", q, k, v, keep)
attend("with an additive mask", q, k, v, r(3, 5))
attend("with a mask for the keys alone", q, k, v, keep[0])
q, k, v = r(2, 2, 3, 4), r(2, 2, 5, 4), r(2, 2, 5, 4)
attend("of heads", q, k, v)
attend("of heads with a mask for each batch", q, k, v, torch.stack([keep, ~keep])[:, None])
attend("with shared keys", q, k[:, :1], v[:, :1])
q, k, v = r(1, 4, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4)
attend("with grouped heads", q, k, v,
       expected=sdpa(q, k.repeat_interleave(2, 1), v.repeat_interleave(2, 1)))
mha = torch.nn.MultiheadAttention(8, 2, batch_first=True)
with torch.no_grad():
    for parameter in mha.parameters():
        parameter.copy_((parameter + 0.3 * torch.randn_like(parameter)).mul(64).round() / 64)
    q, k = r(2, 3, 8), r(2, 5, 8)
    out = mha(q, k, k, need_weights=False)[0]
    parameters = [mha.in_proj_weight, mha.in_proj_bias, mha.out_proj.weight, mha.out_proj.bias]
    case("multiHeadAttention", op("multiHeadAttention", heads=2), [q, k, k, *parameters], out)
    single = mha(q[0], q[0], q[0], need_weights=False)[0]
    case("multiHeadAttention of one sequence", op("multiHeadAttention", heads=2), [q[0], q[0], q[0], *parameters], single)
    out_of_sight = torch.tensor([[False, True, False, False, False]] * 2 + [[False, False, True, True, True]])
    case("multiHeadAttention with a boolean mask", op("multiHeadAttention", heads=2),
         [q, k, k, *parameters, out_of_sight], mha(q, k, k, attn_mask=out_of_sight, need_weights=False)[0])
    bias = r(4, 3, 5)
    case("multiHeadAttention with an additive mask for each head", op("multiHeadAttention", heads=2),
         [q, k, k, *parameters, bias], mha(q, k, k, attn_mask=bias, need_weights=False)[0])
    plain = torch.nn.MultiheadAttention(8, 2, bias=False, batch_first=True)
    plain.in_proj_weight.copy_(mha.in_proj_weight)
    plain.out_proj.weight.copy_(mha.out_proj.weight)
    case("multiHeadAttention without biases", op("multiHeadAttention", heads=2),
         [q, k, k, parameters[0], parameters[2]], plain(q, k, k, need_weights=False)[0])
heads = lambda t: t.reshape(*t.shape[:-1], 2, 4).transpose(1, 2)
case("multiHeadAttention without parameters", op("multiHeadAttention", heads=2), [q, k, k],
     sdpa(heads(q), heads(k), heads(k)).transpose(1, 2).reshape(2, 3, 8))
x = r(2, 3, 4)
theta = torch.arange(3)[:, None] * 10000.0 ** (-torch.arange(0, 4, 2) / 4)
z = torch.view_as_complex(x.reshape(2, 3, 2, 2)) * torch.polar(torch.ones(3, 2), theta)
case("rotary", op("rotary"), [x], torch.view_as_real(z).reshape(2, 3, 4))
cos, sin = torch.cat([theta, theta], -1).cos(), torch.cat([theta, theta], -1).sin()
half = torch.cat([-x[..., 2:], x[..., :2]], -1)
case("rotary with angles", op("rotary"), [x, cos, sin], x * cos + half * sin)
logits, labels = r(3, 4), torch.tensor([1, 3, 0])
case("loss crossEntropy", op("loss", loss="crossEntropy"), [logits, labels], F.cross_entropy(logits, labels))
case("loss crossEntropy leaves -100 out", op("loss", loss="crossEntropy"), [logits, torch.tensor([1, -100, 0])],
     F.cross_entropy(logits, torch.tensor([1, -100, 0])))
case("loss crossEntropy of probabilities", op("loss", loss="crossEntropy"), [logits, a.softmax(-1)],
     F.cross_entropy(logits, a.softmax(-1)))
case("loss crossEntropy of sequences", op("loss", loss="crossEntropy"), [x, torch.randint(0, 3, (2, 4))], torch.tensor(0.0))
target = torch.tensor(cases[-1]["inputs"][1]["data"]).reshape(2, 4)
cases[-1]["expected"] = tensor(F.cross_entropy(x, target))
case("loss crossEntropy of one sample", op("loss", loss="crossEntropy"), [logits[0], torch.tensor(2)],
     F.cross_entropy(logits[0], torch.tensor(2)))
case("loss meanSquaredError", op("loss", loss="meanSquaredError"), [a, b], F.mse_loss(a, b))

# Sources
case("zeros", op("zeros", shape=[2, 3]), [], torch.zeros(2, 3))
case("ones", op("ones", shape=[]), [], torch.ones([]))
case("full", op("full", shape=[2, 2], value=0.1), [], torch.full((2, 2), 0.1))
case("arange", op("arange", start=2, stop=11, step=3), [], torch.arange(2, 11, 3))
case("arange backwards", op("arange", start=3, stop=0, step=-1), [], torch.arange(3, 0, -1))
case("arange of fractions", op("arange", start=0, stop=1, step=0.25), [], torch.arange(0, 1, 0.25))
case("eye", op("eye", rows=2, columns=3), [], torch.eye(2, 3))
case("tall eye", op("eye", rows=3, columns=2), [], torch.eye(3, 2))

# Whole computations with seeded generators
streams = []


def stream(generator, seed, *draws):
    streams.append({
        "generator": generator,
        "seed": seed,
        "draws": [{"distribution": op(kind, **attributes), "expected": tensor(torch.as_tensor(values))}
                  for kind, attributes, values in draws],
    })


torch.manual_seed(7)
stream("torch", 7,
       ("normal", {"mean": 0, "std": 1}, torch.randn(4, 4)),
       ("normal", {"mean": 1, "std": 0.5}, torch.normal(1.0, 0.5, (3,))),
       ("uniform", {"low": 0, "high": 1}, torch.rand(2, 3)),
       ("uniform", {"low": -0.5, "high": 0.5}, torch.empty(5).uniform_(-0.5, 0.5)),
       ("integers", {"low": -3, "high": 9}, torch.randint(-3, 9, (2, 4))),
       ("permutation", {}, torch.randperm(6)),
       ("normal", {"mean": 0, "std": 1}, torch.randn(17)))
np.random.seed(7)
stream("numpy", 7,
       ("normal", {"mean": 0, "std": 1}, np.random.randn(3, 3)),
       ("uniform", {"low": 0, "high": 1}, np.random.rand(4)),
       ("integers", {"low": 0, "high": 10}, np.random.randint(0, 10, (2, 3))),
       ("permutation", {}, np.random.permutation(5)))
rng = np.random.default_rng(7)
stream("numpyPcg64", 7,
       ("normal", {"mean": 0, "std": 1}, rng.standard_normal((3, 3))),
       ("uniform", {"low": 0, "high": 1}, rng.random(4)),
       ("integers", {"low": 0, "high": 10}, rng.integers(0, 10, (2, 3))),
       ("permutation", {}, rng.permutation(5)))

torch.manual_seed(11)
d_model = 4
x = torch.tensor([[1.0, 0.0, 1.0, 0.0], [0.0, 2.0, 0.0, 2.0], [1.0, 1.0, 1.0, 1.0]])
w_q, w_k, w_v = torch.randn(d_model, d_model), torch.randn(d_model, d_model), torch.randn(d_model, d_model)
scores = (x @ w_q) @ (x @ w_k).T / np.sqrt(d_model)
weights = F.softmax(scores, dim=-1)
attention = {"x": tensor(x), "scores": tensor(scores), "weights": tensor(weights), "output": tensor(weights @ (x @ w_v))}

# Products over axes. They stand last, so that the draws before them stay the same ones.
x = r(2, 3, 4)
case("prod of all", op("prod"), [x], x.prod())
for axis in [0, 1, -1]:
    for keep in [False, True]:
        case(f"prod over {axis}{' keeping it' if keep else ''}", op("prod", axes=[axis], keepDim=keep), [x], x.prod(axis, keepdim=keep))
case("prod over two axes", op("prod", axes=[0, -1]), [x], x.prod(-1).prod(0))
case("prod of integers", op("prod"), [torch.arange(1, 11)], torch.arange(1, 11).prod())
case("prod of booleans", op("prod", axes=[0]), [flags], flags.prod(0))
case("prod of nothing", op("prod", axes=[0]), [torch.zeros(0, 3)], torch.zeros(0, 3).prod(0))
case("prod of a scalar", op("prod", axes=[-1]), [torch.tensor(2.5)], torch.tensor(2.5).prod(-1), rule=False)
case("prod passes NaN on", op("prod"), [special], special.prod())

assert len({c["name"] for c in cases}) == len(cases)
path = pathlib.Path(__file__).with_suffix(".json")



def lines(items):
    return "[\n" + ",\n".join(json.dumps(i, separators=(",", ":"), allow_nan=False) for i in items) + "\n]"


path.write_text(
    '{"cases":' + lines(cases) + ',\n"streams":' + lines(streams) + ',\n"attention":'
    + json.dumps(attention, separators=(",", ":"), allow_nan=False) + "}\n"
)
print(len(cases), "cases,", path.stat().st_size, "bytes")
