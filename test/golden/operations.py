"""Reference values of every operation at its extremes, computed by PyTorch.

Run `python3 test/golden/operations.py` to write operations.json beside this file. engine.py has the
everyday cases; here are the edges: infinities, NaN, -0, denormal and huge numbers, sizes 0 and 1,
every axis and set of axes, broadcasting of every rank, the four element types, long sums, and what
PyTorch refuses.

A float32 result is stored as PyTorch's float64 kernel gives it for the same float32 numbers, rounded
once: that is what a float32 kernel aims at, and what the engine is held to. The script fails where
PyTorch's own float32 result is farther from that than `slack` (relative and absolute), and where one
of the two is not finite or is 0, it stores the float32 one: overflow is part of the meaning.
Made with PyTorch 1.13.
"""

import itertools
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20240611)
inf, nan = math.inf, math.nan
TINY = 1.1754943508222875e-38  # float32's smallest normal number
HUGE = 3.4028234663852886e38
T = torch.tensor
f64 = torch.float64
tensors, places, cases, refusals, long_sums = [], {}, [], [], []
names = {torch.float32: "float32", f64: "float64", torch.int64: "int64", torch.bool: "bool"}


def number(x, digits=9):
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else ("Infinity" if x > 0 else "-Infinity")
    if isinstance(x, float):
        short = float(f"{x:.{digits}g}")
        plain = short.is_integer() and abs(short) < 1e9 and not (short == 0 and math.copysign(1, short) < 0)
        return int(short) if plain else short
    return x


def stored(t):
    """The place of a tensor in the table of tensors, which holds equal ones once."""
    t = t.detach()
    digits = 17 if t.dtype == f64 else 9
    entry = {"shape": list(t.shape), "dtype": names[t.dtype], "data": [number(x, digits) for x in t.reshape(-1).tolist()]}
    key = json.dumps(entry)
    if key not in places:
        places[key] = len(tensors)
        tensors.append(entry)
    return places[key]


def op(kind, **attributes):
    given = {k: v for k, v in attributes.items() if v is not None}
    return {"kind": kind, **{k: number(v, 17) if isinstance(v, float) else v for k, v in given.items()}}


def case(name, operation, inputs, expected, **more):
    cases.append({"name": name, "operation": operation, "inputs": [stored(t) for t in inputs],
                  "expected": stored(expected), **more})


def widened(t):
    """float64 of the number that a float32 kernel would start from."""
    return t.double() if t.dtype == torch.float32 else t


def reference(name, operation, inputs, f, slack=(1e-6, TINY), **more):
    """A case whose float32 result is checked and rounded as the head of this file says."""
    single = f(*inputs)
    if single.dtype != torch.float32:
        return case(name, operation, inputs, single, **more)
    double = f(*[widened(t.float() if t.dtype in (torch.int64, torch.bool) and len(inputs) == 1 else t) for t in inputs])
    rounded = double.float()
    finite = torch.isfinite(single) & torch.isfinite(rounded)
    far = finite & ((single - rounded).abs().double() > slack[1] + slack[0] * rounded.abs().double())
    if far.any():
        raise SystemExit(f"{name}: float32 gives {single[far][:3]}, float64 {rounded[far][:3]}")
    expected = torch.where(finite & (single != 0), rounded, single)
    case(name, operation, inputs, expected, **more)


def refused(name, operation, inputs, f, why):
    """What PyTorch raises for; `why` must be in the engine's message."""
    try:
        f(*inputs)
    except (RuntimeError, IndexError, ValueError, TypeError, AssertionError):
        refusals.append({"name": name, "operation": operation, "inputs": [stored(t) for t in inputs], "why": why})
    else:
        raise SystemExit(f"{name}: PyTorch does not refuse this")


def r(*shape):
    """Normal numbers with few digits, so that the file stays small."""
    return (torch.randn(shape) * 8).round() / 8


# Elementwise operations of one tensor
extremes = T([0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, inf, -inf, nan, 1e-45, -1e-40, TINY, -TINY, HUGE, -HUGE,
              1e4, -1e4, 16777216.0, 1e-8, -1e-8, 1e-4, 0.1, 1.5707964, 3.1415927, 88.7, -87.0, 89.0, -104.0,
              9.0, -9.0, 20.0, -5.0, 4.0, 1e20, -1e20, 1e10, 355.0, 0.99999994, 1.0000001])
fine = torch.cat([torch.linspace(-4, 4, 33), torch.logspace(-6, 6, 25)])
unary = {
    "neg": torch.neg, "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
    "abs": torch.abs, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu, "silu": F.silu,
    "erf": torch.erf, "sin": torch.sin, "cos": torch.cos,
}
shapes = [(), (1,), (0,), (2, 0, 3), (1, 1, 1, 1), (2, 1, 3)]


def everywhere(kind, f, operation=None, slack=(1e-6, TINY)):
    operation = operation or op(kind)
    reference(f"{kind} of extremes", operation, [extremes], f, slack)
    reference(f"{kind} in fine steps", operation, [fine], f, slack)
    # 1 + erf and 1 + tanh cancel for negative numbers: an error in their last place is one of 2⁻⁵² here.
    case(f"{kind} in double precision", operation, [fine.double()], f(fine.double()), **({"scale": 1} if "gelu" in kind else {}))
    for shape in shapes:
        reference(f"{kind} of shape {list(shape)}", operation, [r(*shape)], f, slack)


for kind, f in unary.items():
    everywhere(kind, f)
    if kind == "silu":
        for shape in [(4, 4), (2, 2, 2, 2)]:
            reference(f"{kind} of shape {list(shape)}", op(kind), [r(*shape) * 30], f)
        continue
    reference(f"{kind} of integers", op(kind), [T([-3, 0, 1, 2, 700])], f)
    if kind not in ("neg", "abs", "relu"):
        reference(f"{kind} of booleans", op(kind), [T([True, False])], f)
# 1 + erf cancels for negative numbers, which costs PyTorch's float32 all but its absolute precision.
everywhere("gelu", F.gelu, op("gelu", approximate="none"), (1e-6, 2e-6))
everywhere("gelu by tanh", lambda x: F.gelu(x, approximate="tanh"), op("gelu", approximate="tanh"), (1e-6, 2e-6))
for alpha in [1.0, 0.5, 2.0]:
    # e^x − 1 cancels for small numbers in this version of PyTorch; it is taken as expm1, as in later ones.
    elu = lambda x: torch.where(x > 0, x, alpha * torch.expm1(x))
    assert torch.allclose(elu(fine), F.elu(fine, alpha))
    everywhere(f"elu {alpha}", elu, op("elu", alpha=alpha))
for low, high in [(-1.0, 2.0), (None, 0.5), (0.25, None), (2.0, 1.0), (0.0, 0.0), (-inf, inf), (-inf, 0.0), (nan, 1.0), (0.0, nan)]:
    everywhere(f"clamp {low} {high}", lambda x: x.clamp(low, high), op("clamp", min=low, max=high))
for low, high in [(-1, 2), (None, 1), (2, None), (3, 1), (0, 0)]:
    case(f"clamp of integers {low} {high}", op("clamp", min=low, max=high), [T([-3, 0, 1, 7])], T([-3, 0, 1, 7]).clamp(low, high))
whole = T([0.0, -0.0, 1.7, -1.7, 0.99999994, -0.5, 1e-45, 16777216.0, 1e15, -1e15])
for dtype in [torch.float32, f64, torch.int64, torch.bool]:
    target = names[dtype]
    case(f"cast to {target}", op("cast", dtype=target), [whole], whole.to(dtype))
    case(f"cast of booleans to {target}", op("cast", dtype=target), [T([True, False])], T([True, False]).to(dtype))
    case(f"cast of integers to {target}", op("cast", dtype=target), [T([0, -3, 16777217])], T([0, -3, 16777217]).to(dtype))
    case(f"cast of doubles to {target}", op("cast", dtype=target), [T([0.1, -1e-300, 1.0000000001], dtype=f64)],
         T([0.1, -1e-300, 1.0000000001], dtype=f64).to(dtype))
    case(f"cast of nothing to {target}", op("cast", dtype=target), [torch.zeros(0, 2)], torch.zeros(0, 2).to(dtype))
odd = T([inf, -inf, nan, 1e300, -1e300, 3.4028235677973366e38], dtype=f64)
for dtype in [torch.float32, torch.bool]:
    case(f"cast of what does not fit to {names[dtype]}", op("cast", dtype=names[dtype]), [odd], odd.to(dtype))

# Elementwise operations of two tensors
corners = T([0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 7.0, inf, -inf, nan, 1e-45, TINY, HUGE, -HUGE, 1e4])
small = T([0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 2.0, 3.0, inf, -inf, nan])
binary = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "floorDiv": torch.floor_divide,
          "remainder": torch.remainder, "pow": torch.pow}


def quotient(a, b):
    # The quotient of huge by tiny overflows on the way in float32 alone.
    return torch.div(a, b, rounding_mode="floor")


binary["floorDiv"] = quotient
for kind, f in binary.items():
    values = small if kind in ("floorDiv", "remainder") else corners
    reference(f"{kind} of every pair of extremes", op(kind), [values[:, None], values], f)
    a, b = r(7, 5), r(7, 5)
    reference(f"{kind} of equal shapes", op(kind), [a.abs() if kind == "pow" else a, b], f)
    doubles = [t.double() / 3 for t in (a.abs(), b)]
    case(f"{kind} in double precision", op(kind), doubles, f(*doubles))
    i, j = T([[7, -7, 7, -7, 0, 9]]), T([[2], [-2], [3], [-1]])
    if kind == "pow":
        j = j.abs()
    case(f"{kind} of integers", op(kind), [i, j], f(i, j))
    case(f"{kind} of integers and floats", op(kind), [i, values[:8, None]], f(i, values[:8, None]))
    if kind == "sub":
        continue  # NumPy subtracts booleans from numbers; PyTorch does not.
    case(f"{kind} of booleans and floats", op(kind), [T([True, False]), values[:, None]], f(T([True, False]), values[:, None]))
    if kind in ("add", "mul", "div"):
        case(f"{kind} of booleans", op(kind), [T([[True], [False]]), T([True, False])], f(T([[True], [False]]), T([True, False])))
    case(f"{kind} of booleans and integers", op(kind), [T([True, False]), T([[2], [3]])], f(T([True, False]), T([[2], [3]])))
for exponent in [0.0, 0.5, -0.5, 1.0, 2.0, 3.0, -1.0, -2.0, 1.0 / 3.0, inf, -inf, nan]:
    reference(f"pow of a tensor and the number {exponent}", op("pow"), [corners, T(exponent, dtype=f64)],
              # A float32 kernel rounds the exponent too.
              lambda x, e: x ** e.float().item())
case("pow of integers and negative integers", op("pow"), [T([2, 1, -1, -1, -3]), T([-1, -4, -3, -2, -1])],
     T([2, 1, -1, -1, -3]) ** T([-1, -4, -3, -2, -1]))
case("pow of integers to large exact results", op("pow"), [T([3, 5, -7, 2, -2]), T([33, 22, 18, 52, 51])],
     T([3, 5, -7, 2, -2]) ** T([33, 22, 18, 52, 51]))
case("floorDiv of large floats", op("floorDiv"), [T([1e10, -1e10, 16777216.0]), T([3.0, 3.0, 0.1])],
     quotient(T([1e10, -1e10, 16777216.0]), T([3.0, 3.0, 0.1])))
# Which of −0 and 0 is larger is not defined.
ordered = corners[corners != 0]
for kind, f in {"max": torch.maximum, "min": torch.minimum}.items():
    reference(f"elementwise {kind} of every pair of extremes", op(kind), [ordered[:, None], ordered], f)
    case(f"elementwise {kind} of integers", op(kind), [T([[1], [-2]]), T([0, 5])], f(T([[1], [-2]]), T([0, 5])))
    case(f"elementwise {kind} of booleans", op(kind), [T([[True], [False]]), T([True, False])], f(T([[True], [False]]), T([True, False])))
for relation in ["eq", "ne", "lt", "le", "gt", "ge"]:
    f = getattr(torch, relation)
    case(f"compare {relation} of every pair of extremes", op("compare", relation=relation), [corners[:, None], corners],
         f(corners[:, None], corners))
    case(f"compare {relation} of integers", op("compare", relation=relation), [T([[1], [-2]]), T([1, 5])], f(T([[1], [-2]]), T([1, 5])))
    case(f"compare {relation} of booleans", op("compare", relation=relation), [T([[True], [False]]), T([True, False])],
         f(T([[True], [False]]), T([True, False])))
    case(f"compare {relation} of integers and floats", op("compare", relation=relation), [T([16777217, 1]), T([16777216.0, 1.5])],
         f(T([16777217, 1]), T([16777216.0, 1.5])))
    case(f"compare {relation} with a number", op("compare", relation=relation), [T([0.1, 0.2, nan]), T(0.1, dtype=f64)], f(T([0.1, 0.2, nan]), 0.1))
for relation in ["and", "or", "xor"]:
    f = getattr(torch, f"logical_{relation}")
    case(f"logical {relation} of every pair of extremes", op("logical", relation=relation), [corners[:, None], corners],
         f(corners[:, None], corners))
    case(f"logical {relation} of integers and booleans", op("logical", relation=relation), [T([0, -2, 1]), T([[True], [False]])],
         f(T([0, -2, 1]), T([[True], [False]])))
case("logical not of extremes", op("logical", relation="not"), [extremes], torch.logical_not(extremes))
case("logical not of integers", op("logical", relation="not"), [T([0, 3])], torch.logical_not(T([0, 3])))
case("logical not of nothing", op("logical", relation="not"), [torch.zeros(0, dtype=torch.bool)], torch.zeros(0, dtype=torch.bool))

# Broadcasting of every rank, with sizes 0 and 1
pairs = [
    ((), ()), ((), (3,)), ((3,), ()), ((1,), (3,)), ((3,), (1,)), ((0,), ()), ((0,), (1,)), ((1,), (0,)), ((2, 1), (3,)),
    ((2, 3), (1, 3)), ((1, 3), (2, 1)), ((2, 0), (0,)), ((2, 0), (2, 1)), ((2, 1), (1, 0)), ((4, 1, 3), (2, 1)),
    ((1, 1, 1), (2, 3)), ((2, 3, 2), (3, 2)), ((2, 1, 2), (2, 3, 1)), ((2, 1, 3, 1), (2, 1, 2)), ((1, 2, 1, 2), (2, 1, 3, 1)),
    ((2, 1, 2, 1, 2), (2, 1, 2, 1)), ((1, 1, 1, 1, 1), (2,)), ((2, 0, 1), (1, 1, 3)), ((1, 0, 3), (2, 1, 1)),
]
for left, right in pairs:
    a, b = r(*left), r(*right)
    where = f"{list(left)} with {list(right)}"
    for kind in ["add", "sub", "mul", "div", "pow", "floorDiv", "remainder"]:
        reference(f"{kind} broadcasting {where}", op(kind), [a, b], binary[kind])
    case(f"elementwise max broadcasting {where}", op("max"), [a, b], torch.maximum(a, b))
    case(f"elementwise min broadcasting {where}", op("min"), [a, b], torch.minimum(a, b))
    case(f"compare broadcasting {where}", op("compare", relation="lt"), [a, b], a < b)
    case(f"logical broadcasting {where}", op("logical", relation="or"), [a > 0, b > 0], (a > 0) | (b > 0))
    case(f"where broadcasting {where}", op("where"), [a > 0, b, T(7.0)], torch.where(a > 0, b, T(7.0)))
    case(f"where choosing {where}", op("where"), [T(True), a, b], torch.where(T(True), a, b))
    case(f"maskedFill broadcasting {where}", op("maskedFill", value=-inf), [a, b > 0], a.masked_fill(b > 0, -inf))

# Selection
flags = T([True, False, True, False])
values = T([nan, inf, -0.0, 1e-45])
case("where keeps what is not finite", op("where"), [flags, values, -values], torch.where(flags, values, -values))
case("where of integers", op("where"), [flags, T([1, 2, 3, 4]), T(0)], torch.where(flags, T([1, 2, 3, 4]), T(0)))
case("where of booleans", op("where"), [flags, T([True, True, False, False]), T(False)], flags & T([True, True, False, False]))
case("where of doubles", op("where"), [flags, values.double() / 3, T(0.1, dtype=f64)], torch.where(flags, values.double() / 3, T(0.1, dtype=f64)))
for value in [nan, inf, -inf, 0.1, -0.0, -1e9, 3.5e38]:
    if value != 3.5e38:
        case(f"maskedFill with {value}", op("maskedFill", value=value), [values, flags], values.masked_fill(flags, value))
    case(f"maskedFill of doubles with {value}", op("maskedFill", value=value), [values.double(), flags], values.double().masked_fill(flags, value))
case("maskedFill of integers", op("maskedFill", value=-1), [T([1, 2, 3, 4]), flags], T([1, 2, 3, 4]).masked_fill(flags, -1))
case("maskedFill of booleans", op("maskedFill", value=1), [~flags, T([True, False, False, False])], (~flags).masked_fill(T([True, False, False, False]), True))
for shape in [(3, 3), (2, 4), (4, 2), (1, 1), (0, 3), (3, 0), (2, 3, 4), (2, 0, 2, 2), (1, 2, 3, 2)]:
    x = r(*shape)
    for diagonal in [-5, -1, 0, 1, 5]:
        case(f"tril {diagonal} of {list(shape)}", op("tril", diagonal=diagonal), [x], x.tril(diagonal))
        case(f"triu {diagonal} of {list(shape)}", op("triu", diagonal=diagonal), [x], x.triu(diagonal))
case("tril drops what is not finite", op("tril", diagonal=0), [T([[nan, inf], [-inf, nan]])], T([[nan, inf], [-inf, nan]]).tril())
case("triu of integers", op("triu", diagonal=0), [T([[1, 2], [3, 4]])], T([[1, 2], [3, 4]]).triu())

# Reductions: every set of axes of every shape
rows = T([[1.0, 2.0, 3.0], [inf, 1.0, 2.0], [-inf, 1.0, inf], [nan, 1.0, 2.0], [-inf, -inf, -inf], [-0.0, -0.0, -0.0],
          [1e-45, 1e-45, 0.0], [HUGE, 1.0, 0.0], [HUGE, HUGE, 0.0], [HUGE, HUGE, -HUGE], [1e4, -1e4, 1.0], [16777216.0, 1.0, 1.0], [1e-30, 2e-30, 0.0],
          [nan, inf, -inf]])
reductions = {
    "sum": (torch.sum, {}), "mean": (torch.mean, {}), "max": (torch.amax, {}), "min": (torch.amin, {}),
    **{f"var with correction {c}": ((lambda c: lambda x, dim, keepdim=False: torch.var(x, dim, correction=c, keepdim=keepdim))(c), {"correction": c}) for c in [0, 1]},
    **{f"norm {p}": ((lambda p: lambda x, dim, keepdim=False: torch.linalg.vector_norm(x, p, dim=dim, keepdim=keepdim))(p), {"p": float(p)}) for p in [0, 1, 2, 2.5, inf, -inf, -1]},
}
sizes = [(2, 3, 4), (2, 1, 3), (1,), (3, 0), (0, 3), (2, 0, 3), (1, 1, 1), (3,), (2, 2, 2, 2)]
for name, (f, attributes) in reductions.items():
    kind = name.split()[0]
    # A sum that overflows only on its way is infinite in float32 or not by the order of its terms.
    usable = rows if kind in ("max", "min") or attributes.get("p") in (inf, -inf) else rows[[i for i in range(len(rows)) if i != 9]]
    overflow = (1e-6, TINY) if kind != "norm" else (2e-6, 1e-22)
    reference(f"{name} of rows of extremes", op(kind, axes=[-1], **attributes), [usable], lambda x: f(x, dim=-1), overflow)
    reference(f"{name} of columns of extremes", op(kind, axes=[0], **attributes), [usable.T.contiguous()], lambda x: f(x, dim=0), overflow)
    x = r(5, 3).double() / 3
    case(f"{name} in double precision", op(kind, axes=[0], **attributes), [x], f(x, dim=0))
    for shape in sizes:
        x = r(*shape)
        rank = len(shape)
        subsets = [list(c) for n in range(1, rank + 1) for c in itertools.combinations(range(rank), n)]
        subsets += [[-1], [-rank], [a - rank for a in range(rank)]]
        for keep in [False, True]:
            for axes in subsets:
                if rank == 4 and keep and len(axes) > 1:
                    continue
                about = f"{name} of {list(shape)} over {axes}{' keeping them' if keep else ''}"
                operation = op(kind, axes=axes, keepDim=keep or None, **attributes)
                try:
                    f(x, dim=tuple(axes), keepdim=keep)
                except (RuntimeError, IndexError):
                    if not keep:
                        refused(about, operation, [x], lambda x: f(x, dim=tuple(axes)), "no elements")
                    continue
                reference(about, operation, [x], lambda x: f(x, dim=tuple(axes), keepdim=keep), (2e-6, 1e-6))
    scalar = T(-2.5)
    for axes in [None, [0], [-1]]:
        dim = () if axes is None else tuple(axes)
        reference(f"{name} of a scalar over {axes or 'all'}", op(kind, axes=axes, **attributes), [scalar], lambda x: f(x, dim=dim))
    refused(f"{name} over one axis twice", op(kind, axes=[0, -2], **attributes), [r(2, 3)], lambda x: f(x, dim=(0, -2)), "twice")
    refused(f"{name} over no such axis", op(kind, axes=[2], **attributes), [r(2, 3)], lambda x: f(x, dim=2), "axis 2")
    refused(f"{name} over no such negative axis", op(kind, axes=[-3], **attributes), [r(2, 3)], lambda x: f(x, dim=-3), "axis -3")
    refused(f"{name} of a scalar over no such axis", op(kind, axes=[1], **attributes), [scalar], lambda x: f(x, dim=1), "axis 1")
for kind, f in {"sum": torch.sum, "max": torch.amax, "min": torch.amin}.items():
    for axes in [[0], [1], [0, 1]]:
        i = T([[3, -1, 2], [7, 0, -9]])
        case(f"{kind} of integers over {axes}", op(kind, axes=axes), [i], f(i, dim=tuple(axes)))
        case(f"{kind} of booleans over {axes}", op(kind, axes=axes), [i > 0], f(i > 0, dim=tuple(axes)))
    if kind != "sum":
        refused(f"{kind} of all of nothing", op(kind), [torch.zeros(0)], lambda x: f(x, dim=(0,)), "no elements")
for c in [1, 2, 3, 4, 0]:
    # A correction of all elements or more leaves nothing to divide by.
    case(f"var of 3 with correction {c}", op("var", axes=[0], correction=c), [T([1.0, 2.0, 4.0])],
         torch.var(T([1.0, 2.0, 4.0]), (0,), correction=c, keepdim=False))
    case(f"var of 3 equal ones with correction {c}", op("var", axes=[0], correction=c), [T([2.0, 2.0, 2.0])],
         torch.var(T([2.0, 2.0, 2.0]), (0,), correction=c, keepdim=False))
case("var of a large mean", op("var", axes=[0], correction=0), [T([1e7, 1e7 + 1, 1e7 + 2])], torch.var(T([1e7, 1e7 + 1, 1e7 + 2]), (0,), correction=0, keepdim=False))
case("norm 2 underflows as squares do", op("norm", p=2, axes=[0]), [T([1e-30, 1e-30])], torch.linalg.vector_norm(T([1e-30, 1e-30]), 2))
case("norm 2 overflows as squares do", op("norm", p=2, axes=[0]), [T([1e30, 1e30])], torch.linalg.vector_norm(T([1e30, 1e30]), 2))
case("mean overflows as the sum does", op("mean", axes=[0]), [T([3e38, 3e38])], T([3e38, 3e38]).mean())
case("mean of integers is taken in float32", op("mean"), [T([1, 2, 4])], T([1, 2, 4]).float().mean())

# Order
for shape in [(), (1,), (4,), (3, 4), (3, 1, 2), (2, 0), (0, 2)]:
    x = (torch.randn(shape) * 2).round()
    if shape and x.numel() > 3:
        x.view(-1)[1], x.view(-1)[3] = nan, -inf
    for axis in range(-max(len(shape), 1), max(len(shape), 1)):
        for descending in [False, True]:
            for part in ["values", "indices"]:
                case(f"sort {part} of {list(shape)} along {axis}{' descending' if descending else ''}",
                     op("sort", axis=axis, descending=descending, part=part), [x],
                     getattr(torch.sort(x, dim=axis, descending=descending, stable=True), part))
        case(f"cumsum of {list(shape)} along {axis}", op("cumsum", axis=axis), [x], x.cumsum(axis))
        if not shape or shape[axis] > 0:
            case(f"argmax of {list(shape)} along {axis}", op("argmax", axis=axis), [x], x.argmax(axis))
            case(f"argmax of {list(shape)} along {axis} keeping it", op("argmax", axis=axis, keepDim=True), [x], x.argmax(axis, keepdim=True))
        else:
            refused(f"argmax of {list(shape)} along {axis}", op("argmax", axis=axis), [x], lambda x: x.argmax(axis), "no elements")
        distinct = torch.randperm(x.numel()).float().reshape(shape)
        if distinct.numel() > 2:
            distinct.view(-1)[0], distinct.view(-1)[2] = nan, inf
        for k in {0, 1, distinct.shape[axis]} if shape else {1}:
            if k > (shape[axis] if shape else 1):
                continue
            for part in ["values", "indices"]:
                case(f"topk {k} {part} of {list(shape)} along {axis}", op("topk", axis=axis, k=k, part=part), [distinct],
                     getattr(distinct.topk(k, dim=axis), part))
    if x.numel() > 0:
        case(f"argmax of all of {list(shape)}", op("argmax"), [x], x.argmax())
zeros = T([0.0, -0.0, 0.0, -0.0])
case("sort keeps -0 and 0 in their order", op("sort", axis=0, descending=False, part="indices"), [zeros], zeros.sort(stable=True).indices)
case("sort of NaNs keeps their order", op("sort", axis=0, descending=True, part="indices"), [T([nan, 1.0, nan, inf])], T([nan, 1.0, nan, inf]).sort(stable=True, descending=True).indices)
for part in ["values", "indices"]:
    i = T([[3, -1, 3, 2], [0, 0, 9, -9]])
    case(f"sort {part} of integers", op("sort", axis=-1, descending=True, part=part), [i], getattr(i.sort(dim=-1, descending=True, stable=True), part))
    case(f"sort {part} of booleans", op("sort", axis=-1, descending=False, part=part), [i > 0], getattr((i > 0).sort(dim=-1, stable=True), part))
case("argmax of integers", op("argmax", axis=-1), [i], i.argmax(-1))
case("argmax of the first NaN", op("argmax", axis=-1), [T([[1.0, nan, inf, nan]])], T([[1.0, nan, inf, nan]]).argmax(-1))
case("argmax of -inf alone", op("argmax", axis=-1), [T([[-inf, -inf]])], T([[-inf, -inf]]).argmax(-1))
case("argmax of the first of equals", op("argmax"), [T([2.0, 5.0, 5.0])], T([2.0, 5.0, 5.0]).argmax())
case("cumsum past infinity", op("cumsum", axis=0), [T([1.0, inf, 1.0, -inf, 1.0])], T([1.0, inf, 1.0, -inf, 1.0]).cumsum(0))
case("cumsum of integers", op("cumsum", axis=1), [i], i.cumsum(1))
case("cumsum of booleans", op("cumsum", axis=-1), [i > 0], (i > 0).cumsum(-1))
case("cumsum of doubles", op("cumsum", axis=0), [T([0.1, 0.2, 0.3], dtype=f64)], T([0.1, 0.2, 0.3], dtype=f64).cumsum(0))
refused("argmax of nothing", op("argmax"), [torch.zeros(0, 3)], lambda x: x.argmax(), "no elements")
refused("argmax along no axis", op("argmax", axis=2), [r(2, 3)], lambda x: x.argmax(2), "axis 2")
refused("sort along no axis", op("sort", axis=2, descending=False, part="values"), [r(2, 3)], lambda x: x.sort(2), "axis 2")
refused("cumsum along no axis", op("cumsum", axis=-3), [r(2, 3)], lambda x: x.cumsum(-3), "axis -3")
refused("topk of too many", op("topk", axis=-1, k=4, part="values"), [r(2, 3)], lambda x: x.topk(4), "4 largest of 3")
refused("topk along no axis", op("topk", axis=2, k=1, part="values"), [r(2, 3)], lambda x: x.topk(1, dim=2), "axis 2")

# Softmax: never overflows, and a row of −∞ alone is NaN
logits = T([[1e4, -1e4, 0.0, 1.0], [-1e4, -1e4, -1e4, -1e4], [HUGE, HUGE, -HUGE, 0.0], [-inf, 0.0, -inf, 1.0],
            [-inf, -inf, -inf, -inf], [-inf, -inf, -inf, 3.0], [inf, 0.0, 1.0, 2.0], [inf, inf, 0.0, 0.0], [nan, 0.0, 1.0, 2.0],
            [0.0, -0.0, 0.0, -0.0], [1e-45, 0.0, 0.0, 0.0], [88.0, 89.0, 90.0, 710.0], [-745.0, -746.0, -747.0, -700.0],
            [0.0, -87.0, -100.0, -103.9], [1e30, 1e30, 1e30, 1e30], [1.0, 2.0, 3.0, 4.0], [16777216.0, 16777215.0, 1.0, 0.0]])
for kind, f in {"softmax": torch.softmax, "logSoftmax": torch.log_softmax}.items():
    reference(f"{kind} of rows of extremes", op(kind, axis=-1), [logits], lambda x: f(x, -1), (2e-6, 2e-7))
    reference(f"{kind} of columns of extremes", op(kind, axis=0), [logits.T.contiguous()], lambda x: f(x, 0), (2e-6, 2e-7))
    reference(f"{kind} between other axes", op(kind, axis=1), [logits.reshape(17, 4, 1).expand(17, 4, 2).contiguous()[:5]], lambda x: f(x, 1), (2e-6, 2e-7))
    for shape in [(), (1,), (0,), (3, 1), (1, 3), (2, 0), (0, 2), (2, 3, 4), (2, 1, 2, 3), (2, 17), (3, 64), (5, 33)]:
        x = r(*shape)
        for axis in range(-max(len(shape), 1), max(len(shape), 1)):
            reference(f"{kind} of {list(shape)} along {axis}", op(kind, axis=axis), [x], lambda x: f(x, axis), (2e-6, 2e-7))
    d = r(2, 5).double() / 3
    case(f"{kind} in double precision", op(kind, axis=1), [d], f(d, 1))
    refused(f"{kind} along no axis", op(kind, axis=2), [r(2, 3)], lambda x: f(x, 2), "axis 2")
    refused(f"{kind} of a scalar along no axis", op(kind, axis=1), [T(1.0)], lambda x: f(x, 1), "axis 1")

# Products. `scale` is the largest sum of absolute terms, which rounding errors are relative to.
def product(name, operation, inputs, f, **more):
    scale = f(*[t.abs() for t in inputs])
    finite = scale[torch.isfinite(scale)]
    reference(name, operation, inputs, f, (1e-5, 1e-6 * float(finite.max()) if finite.numel() else 0.0),
              scale=number(float(finite.max()), 3) if finite.numel() else 0, **more)


for left, right in [
    ((0,), (0,)), ((1,), (1,)), ((3, 0), (0,)), ((0, 3), (3,)), ((3,), (3, 0)), ((0,), (0, 2)), ((1, 1), (1, 1)), ((2, 0, 3), (3, 4)),
    ((0, 2, 3), (3, 4)), ((2, 3, 0), (2, 0, 4)), ((1, 2, 3), (4, 3, 2)), ((4, 2, 3), (1, 3, 2)), ((2, 1, 2, 3), (1, 3, 3, 2)), ((3,), (2, 2, 3, 4)),
    ((2, 2, 3, 4), (4,)), ((5, 17), (17, 9)), ((1, 64), (64, 1)), ((33, 5), (5, 3)), ((0, 1, 2, 3), (2, 3, 2)),
]:
    product(f"matmul of {list(left)} and {list(right)}", op("matmul"), [r(*left), r(*right)], torch.matmul)
special = T([[1.0, inf], [nan, 0.0], [-inf, 0.0], [HUGE, 1.0], [1e-45, 0.0], [0.0, -0.0], [1e-30, 1e-20]])
case("matmul with what is not finite", op("matmul"), [special, T([[1.0, 0.0, 2.0], [1.0, 1.0, -1.0]])], special @ T([[1.0, 0.0, 2.0], [1.0, 1.0, -1.0]]), scale=3)
case("matmul of booleans as integers", op("matmul"), [T([[1, 0], [1, 1]]), T([2, 3])], T([[1, 0], [1, 1]]) @ T([2, 3]))
for shape, weight, bias in [((4,), (3, 4), (3,)), ((2, 4), (3, 4), (3,)), ((2, 2, 4), (3, 4), None), ((0, 4), (3, 4), (3,)), ((2, 0), (3, 0), (3,)), ((2, 4), (0, 4), (0,)), ((2, 4), (4,), None), ((1,), (1, 1), (1,)), ((5, 33), (7, 33), (7,))]:
    inputs = [r(*shape), r(*weight)] + ([] if bias is None else [r(*bias)])
    product(f"linear of {list(shape)} by {list(weight)}{'' if bias is None else ' with a bias'}", op("linear"), inputs, F.linear)
case("linear with what is not finite", op("linear"), [special, T([[1.0, 0.0], [2.0, 1.0]]), T([0.0, inf])], F.linear(special, T([[1.0, 0.0], [2.0, 1.0]]), T([0.0, inf])), scale=3)
for equation, shapes in [
    ("ij,jk->ik", [(2, 0), (0, 3)]), ("ij,jk->ik", [(0, 2), (2, 3)]), ("i,i->", [(0,), (0,)]), ("i->", [(0,)]), ("->", [()]), (",i->i", [(), (3,)]),
    (",->", [(), ()]), ("i->i", [(1,)]), ("ij->", [(1, 1)]), ("bhqd,bhkd->bhqk", [(1, 1, 3, 4), (2, 2, 1, 4)]), ("ij,ij->i", [(2, 1), (2, 3)]),
    ("...,...->...", [(2, 3), (3,)]), ("...i,i->...", [(3,), (3,)]), ("i...->...", [(2, 3, 4)]), ("...ii->...i", [(2, 3, 3)]), ("iijj->ij", [(2, 2, 3, 3)]),
    ("iii->", [(3, 3, 3)]), ("ij,ji->", [(2, 3), (3, 2)]), ("bij,bjk,bkl->bil", [(2, 2, 3), (2, 3, 2), (2, 2, 4)]), ("i,j,k,l->lkji", [(2,), (1,), (2,), (3,)]),
    ("ij,k->ik", [(2, 3), (4,)]), ("...a,...b->...ab", [(2, 2), (2, 3)]), ("abc,cba->b", [(2, 3, 4), (4, 3, 2)]), ("ij,ik,jk->ijk", [(2, 3), (2, 4), (3, 4)]),
    ("b...,b...->b", [(2, 3, 2), (2, 3, 2)]), ("nlhd,nshd->nhls", [(1, 3, 2, 4), (1, 5, 2, 4)]), ("ijk,k", [(2, 3, 4), (4,)]), ("ba", [(2, 3)]),
    ("...->", [(2, 3)]), ("...j->j...", [(2, 3, 4)]), ("i , j -> i j", [(2,), (3,)]),
]:
    product(f"einsum {equation} of {' and '.join(str(list(s)) for s in shapes)}", op("einsum", equation=equation), [r(*s) for s in shapes],
            lambda *t: torch.einsum(equation, *t))
i = T([[1, 2], [3, 4]])
case("einsum of integers", op("einsum", equation="ij,jk->ik"), [i, i], torch.einsum("ij,jk->ik", i, i))
refused("matmul of inner sizes that differ", op("matmul"), [r(3, 4), r(5, 6)], torch.matmul, "inner sizes 4 and 5 differ")
refused("matmul of vectors of other lengths", op("matmul"), [r(3), r(4)], torch.matmul, "inner sizes 3 and 4 differ")
refused("matmul of batches that differ", op("matmul"), [r(2, 3, 4), r(3, 4, 5)], torch.matmul, "leading")
refused("linear of another input size", op("linear"), [r(2, 3), r(5, 4)], F.linear, "inner sizes 3 and 4 differ")
refused("linear with another bias", op("linear"), [r(2, 4), r(5, 4), r(3)], F.linear, "bias")
refused("einsum of sizes that differ", op("einsum", equation="ij,jk->ik"), [r(2, 3), r(4, 5)], lambda *t: torch.einsum("ij,jk->ik", *t), "index j")
refused("einsum of too few axes", op("einsum", equation="ijk->k"), [r(2, 3)], lambda *t: torch.einsum("ijk->k", *t), "ijk->k")
refused("einsum of too many axes", op("einsum", equation="i->i"), [r(2, 3)], lambda *t: torch.einsum("i->i", *t), "i->i")
refused("einsum of too few operands", op("einsum", equation="ij,jk->ik"), [r(2, 3)], lambda *t: torch.einsum("ij,jk->ik", *t), "2 operands")
refused("einsum of too many operands", op("einsum", equation="ij->ji"), [r(2, 3), r(2, 3)], lambda *t: torch.einsum("ij->ji", *t), "1 operand")
refused("einsum of an unknown output", op("einsum", equation="ij->ik"), [r(2, 3)], lambda *t: torch.einsum("ij->ik", *t), "ij->ik")
refused("einsum of an output named twice", op("einsum", equation="ij->ii"), [r(2, 3)], lambda *t: torch.einsum("ij->ii", *t), "ij->ii")
refused("einsum of a diagonal that is no square", op("einsum", equation="ii->i"), [r(2, 3)], lambda *t: torch.einsum("ii->i", *t), "index i")
for name, f, kind in [("add", torch.add, op("add")), ("div", torch.div, op("div")), ("compare", torch.lt, op("compare", relation="lt")),
                      ("logical", torch.logical_and, op("logical", relation="and")), ("max", torch.maximum, op("max")), ("pow", torch.pow, op("pow"))]:
    refused(f"{name} of shapes that do not broadcast", kind, [r(2, 3), r(2, 4)], f, "sizes 3 and 4")
    refused(f"{name} of sizes 0 and 2", kind, [r(2, 0), r(2)], f, "sizes 0 and 2")
refused("where of shapes that do not broadcast", op("where"), [r(2, 3) > 0, r(3), r(4)], torch.where, "broadcast")
refused("maskedFill with a mask that does not fit", op("maskedFill", value=0), [r(2, 3), r(4) > 0], lambda x, m: x.masked_fill(m, 0.0), "broadcast")
refused("maskedFill of integers with infinity", op("maskedFill", value=-inf), [T([1, 2]), T([True, False])], lambda x, m: x.masked_fill(m, -inf), "-Infinity")
refused("maskedFill of integers with 1e20", op("maskedFill", value=1e20), [T([1, 2]), T([False, False])], lambda x, m: x.masked_fill(m, 1e20), "100000000000000000000")
refused("tril of a vector", op("tril", diagonal=0), [r(3)], torch.tril, "two axes")
refused("triu of a scalar", op("triu", diagonal=0), [T(1.0)], torch.triu, "two axes")
for kind, f in {"silu": F.silu, "gelu": F.gelu, "elu": F.elu}.items():
    attributes = {"silu": {}, "gelu": {"approximate": "none"}, "elu": {"alpha": 1.0}}[kind]
    refused(f"{kind} of integers", op(kind, **attributes), [T([1, 2])], f, "floating-point")
refused("relu of booleans", op("relu"), [T([True])], torch.relu, "booleans")
refused("sub of booleans", op("sub"), [T([True]), T([False])], torch.sub, "booleans")
refused("neg of booleans", op("neg"), [T([True])], torch.neg, "booleans")
for kind in ["floorDiv", "remainder"]:
    refused(f"{kind} of integers by 0", op(kind), [T([1, 2]), T([1, 0])], binary[kind], "divided by zero")
    refused(f"{kind} of booleans", op(kind), [T([True]), T([True])], binary[kind], "booleans")
refused("pow of booleans", op("pow"), [T([True]), T([True])], torch.pow, "booleans")
refused("pow of integers and a negative number", op("pow"), [T([1, 2]), T(-1)], lambda x, e: x ** e.item(), "negative power")

# Layout
x = r(2, 3, 4)
for shape in [(2, 3), (2, 3, 4), (1, 3, 1), (0, 3), (2, 1, 0, 2)]:
    y = r(*shape)
    for a, b in itertools.product(range(-len(shape), len(shape)), repeat=2):
        if a <= b:
            case(f"transpose {a} {b} of {list(shape)}", op("transpose", axis0=a, axis1=b), [y], y.transpose(a, b).contiguous())
    for order in itertools.permutations(range(len(shape))):
        case(f"permute {list(order)} of {list(shape)}", op("permute", axes=list(order)), [y], y.permute(*order).contiguous())
case("permute of a scalar", op("permute", axes=[]), [T(3.0)], T(3.0))
for shape, target in [((), (1, 1)), ((1,), ()), ((1,), (-1,)), ((), (-1,)), ((6,), (2, -1)), ((6,), (-1, 1, 6)), ((0,), (3, 0)), ((0, 4), (-1, 4)), ((2, 3), (3, 2)), ((2, 3), (6,)), ((0,), (0,))]:
    y = r(*shape)
    case(f"reshape of {list(shape)} to {list(target)}", op("reshape", shape=list(target)), [y], y.reshape(target))
for shape, target in [((), ()), ((), (2, 3)), ((1,), (4,)), ((1,), (0,)), ((0,), (2, 0)), ((1, 3), (2, 3)), ((1, 1), (2, 0)), ((2, 1), (3, 2, 2)), ((2, 1), (-1, 4)), ((3,), (2, -1))]:
    y = r(*shape)
    case(f"expand of {list(shape)} to {list(target)}", op("expand", shape=list(target)), [y], y.expand(*target).contiguous() if target else y)
for shape, counts in [((), (3,)), ((2,), (2,)), ((2,), (3, 1)), ((2,), (2, 2, 2)), ((2, 2), (1, 3)), ((2, 2), (0, 1)), ((0, 2), (2, 2)), ((1, 1), (2, 3)), ((2, 1, 2), (1, 2, 3)), ((), ()), ((3,), (1,))]:
    y = r(*shape)
    case(f"repeat {list(counts)} of {list(shape)}", op("repeat", counts=list(counts)), [y], y.repeat(counts))
for pattern, shape, given, result in [
    ("a b -> b a", (2, 3), {}, lambda t: t.T), ("a b -> (a b)", (2, 3), {}, lambda t: t.reshape(6)), ("a b -> (b a)", (2, 3), {}, lambda t: t.T.reshape(6)),
    ("(a b) -> a b", (6,), {"a": 2}, lambda t: t.reshape(2, 3)), ("(a b) -> a b", (6,), {"b": 2}, lambda t: t.reshape(3, 2)),
    ("a 1 -> a", (3, 1), {}, lambda t: t[:, 0]), ("a -> 1 a 1", (3,), {}, lambda t: t[None, :, None]), ("a b -> a () b", (2, 3), {}, lambda t: t[:, None]),
    ("... -> ...", (2, 3), {}, lambda t: t), ("... d -> (...) d", (2, 3, 2), {}, lambda t: t.reshape(6, 2)), ("b ... -> ... b", (2, 3, 2), {}, lambda t: t.permute(1, 2, 0)),
    ("b n (h d) -> (b h) n d", (2, 3, 4), {"h": 2}, lambda t: t.reshape(2, 3, 2, 2).permute(0, 2, 1, 3).reshape(4, 3, 2)), ("a b -> b a", (0, 3), {}, lambda t: t.T),
    ("(a b) c -> a (b c)", (4, 3), {"a": 2, "b": 2}, lambda t: t.reshape(2, 6)), ("b h n -> (b h) n", (1, 1, 1), {}, lambda t: t.reshape(1, 1)),
]:
    y = r(*shape)
    case(f"rearrange {pattern} of {list(shape)}", op("rearrange", pattern=pattern, sizes=given), [y], result(y).contiguous())
refused("transpose of no axis", op("transpose", axis0=0, axis1=2), [r(2, 3)], lambda t: t.transpose(0, 2), "axis 2")
refused("permute of too few axes", op("permute", axes=[1, 0]), [x], lambda t: t.permute(1, 0), "1, 0")
refused("permute of an axis twice", op("permute", axes=[0, 0, 1]), [x], lambda t: t.permute(0, 0, 1), "0, 0, 1")
refused("reshape of another size", op("reshape", shape=[5, 5]), [x], lambda t: t.reshape(5, 5), "24 elements")
refused("reshape with two holes", op("reshape", shape=[-1, -1]), [x], lambda t: t.reshape(-1, -1), "[-1, -1]")
refused("reshape with a hole that does not divide", op("reshape", shape=[7, -1]), [x], lambda t: t.reshape(7, -1), "[7, -1]")
refused("reshape of nothing with a hole", op("reshape", shape=[0, -1]), [r(0, 3)], lambda t: t.reshape(0, -1), "[0, -1]")
refused("expand of another size", op("expand", shape=[2, 5]), [r(2, 3)], lambda t: t.expand(2, 5), "[2, 5]")
refused("expand to fewer axes", op("expand", shape=[3]), [r(2, 3)], lambda t: t.expand(3), "[3]")
refused("expand of a leading -1", op("expand", shape=[-1, 2, 3]), [r(2, 3)], lambda t: t.expand(-1, 2, 3), "[-1, 2, 3]")
refused("repeat of fewer axes", op("repeat", counts=[2]), [r(2, 3)], lambda t: t.repeat(2), "2")

# Joining
for axis in [0, 1, -1, -2]:
    for shapes in [[(2, 3), (2, 3)], [(1, 1), (1, 1), (1, 1)], [(2, 3)]]:
        parts = [r(*s) for s in shapes]
        case(f"concat of {len(parts)} of {list(shapes[0])} along {axis}", op("concat", axis=axis), parts, torch.cat(parts, axis))
        case(f"stack of {len(parts)} of {list(shapes[0])} along {axis}", op("stack", axis=axis), parts, torch.stack(parts, axis))
case("stack of scalars", op("stack", axis=0), [T(1.0), T(-0.0), T(nan)], torch.stack([T(1.0), T(-0.0), T(nan)]))
case("stack behind the last axis", op("stack", axis=2), [r(2, 3), r(2, 3)], torch.zeros(0))
ab = [T([number(v) for v in tensors[p]["data"]]).reshape(2, 3) for p in cases[-1]["inputs"]]
cases[-1]["expected"] = stored(torch.stack([t.float() for t in ab], 2))
parts = [r(2, 0), r(2, 3), r(2, 0)]
case("concat with parts without elements", op("concat", axis=1), parts, torch.cat(parts, 1))
parts = [r(0, 2), r(0, 2)]
case("concat of nothing", op("concat", axis=0), parts, torch.cat(parts))
case("stack of nothing", op("stack", axis=1), parts, torch.stack(parts, 1))
parts = [T([True, False]), T([2, 3])]
case("concat of booleans and integers", op("concat", axis=0), parts, torch.cat(parts))
parts = [T([0.1]), T([0.1], dtype=f64)]
case("concat of floats and doubles", op("concat", axis=0), parts, torch.cat(parts))
for length, count in [(7, 3), (6, 3), (5, 4), (1, 1), (3, 5), (0, 2), (2, 1)]:
    y = r(2, length)
    for part, piece in enumerate(y.chunk(count, 1)):
        case(f"chunk {part} of {count} of {length}", op("chunk", axis=1, part=part, parts=count), [y], piece.contiguous())
    left = len(y.chunk(count, 1))
    if left < count:
        refused(f"chunk {left} of {count} of {length}", op("chunk", axis=1, part=left, parts=count), [y], lambda t: t.chunk(count, 1)[left], f"part {left}")
for sizes in [[0, 3], [3], [1, 1, 1], [2, 0, 1], [1, 2]]:
    y = r(3, 2)
    for part in range(len(sizes)):
        case(f"split {sizes} part {part}", op("split", axis=-2, part=part, sizes=sizes), [y], y.split(sizes, -2)[part].contiguous())
for shape, axis in [((3,), 0), ((2, 3), -1), ((1, 2), 0), ((2, 0), 0), ((2, 2, 2), -2)]:
    y = r(*shape)
    for part in range(shape[axis]):
        case(f"unbind {part} of {list(shape)} along {axis}", op("unbind", axis=axis, part=part), [y], y.unbind(axis)[part].contiguous())
refused("concat of shapes that differ", op("concat", axis=0), [r(2, 3), r(2, 4)], lambda *t: torch.cat(t), "axis 0")
refused("concat of other ranks", op("concat", axis=0), [r(2, 3), r(3)], lambda *t: torch.cat(t), "axis 0")
refused("concat along no axis", op("concat", axis=2), [r(2, 3), r(2, 3)], lambda *t: torch.cat(t, 2), "axis 2")
refused("stack of shapes that differ", op("stack", axis=0), [r(2, 3), r(2, 4)], lambda *t: torch.stack(t), "equal")
refused("stack along no axis", op("stack", axis=4), [r(2, 3), r(2, 3)], lambda *t: torch.stack(t, 4), "axis 4")
refused("split into other sizes", op("split", axis=0, part=0, sizes=[1, 1]), [r(3)], lambda t: t.split([1, 1]), "split")
refused("unbind of no such part", op("unbind", axis=0, part=3), [r(3)], lambda t: t.unbind(0)[3], "part 3")
refused("unbind of a scalar", op("unbind", axis=0, part=0), [T(1.0)], lambda t: t.unbind(0), "axis 0")

# Indexing
at = lambda i: {"kind": "at", "index": i}
new, dots = {"kind": "newAxis"}, {"kind": "ellipsis"}
tens = lambda i: {"kind": "tensor", "input": i}


def sl(start=None, stop=None, step=None):
    return {"kind": "slice", **{k: v for k, v in {"start": start, "stop": stop, "step": step}.items() if v is not None}}


def key_of(items, extra, first):
    return tuple(
        item["index"] if item["kind"] == "at" else None if item["kind"] == "newAxis" else Ellipsis if item["kind"] == "ellipsis"
        else slice(item.get("start"), item.get("stop"), item.get("step")) if item["kind"] == "slice" else extra[item["input"] - first]
        for item in items)


def subscripted(name, items, x, extra=()):
    """x[items]; without tensors among them by NumPy, which has negative steps."""
    masks = any(t.dtype == torch.bool for t in extra)
    key = key_of(items, extra, 1)
    result = x[key] if extra else torch.as_tensor(x.numpy()[key].copy())
    case(f"index {name}", op("index", items=items), [x, *extra], result.contiguous(), **({"rule": False} if masks else {}))


x, line, none = r(3, 4, 5), r(6), r(0, 3)
for start, stop, step in itertools.product([None, 0, 2, -2, 9, -9], [None, 0, 4, -1, 9, -9], [None, 2, -1, -2]):
    subscripted(f"line[{start}:{stop}:{step}]", [sl(start, stop, step)], line)
for name, items in {
    "x[-1]": [at(-1)], "x[-3, -4, -5]": [at(-3), at(-4), at(-5)], "x[..., None, 0]": [dots, new, at(0)], "x[None, None]": [new, new],
    "x[...]": [dots], "x[:]": [sl()], "x[::-1, ::-2, ::3]": [sl(None, None, -1), sl(None, None, -2), sl(None, None, 3)], "x[0, ..., None, 1]": [at(0), dots, new, at(1)],
    "x[1:1]": [sl(1, 1)], "x[:, None, :, None]": [sl(), new, sl(), new], "x[2, ::-1, -3:]": [at(2), sl(None, None, -1), sl(-3)], "x[..., ::-1, 0]": [dots, sl(None, None, -1), at(0)],
    "x[0, 0, 0, ...]": [at(0), at(0), at(0), dots], "x[()]": [],
}.items():
    subscripted(name, items, x)
subscripted("none[:, ::-1]", [sl(), sl(None, None, -1)], none)
subscripted("none[:, 1]", [sl(), at(1)], none)
subscripted("scalar[None]", [new], T(3.0))
subscripted("scalar[...]", [dots], T(3.0))
i, j, empty = T([0, -1, 2]), T([[1], [-2]]), torch.zeros(0, dtype=torch.int64)
for name, items, extra in [
    ("x[i]", [tens(1)], [i]), ("x[j]", [tens(1)], [j]), ("x[i, i]", [tens(1), tens(2)], [i, i]), ("x[i, j]", [tens(1), tens(2)], [i, j]),
    ("x[:, i, j]", [sl(), tens(1), tens(2)], [i, j]), ("x[i, :, j]", [tens(1), sl(), tens(2)], [i, j]), ("x[i, ..., j]", [tens(1), dots, tens(2)], [i, j]),
    ("x[..., i]", [dots, tens(1)], [i]), ("x[empty]", [tens(1)], [empty]), ("x[:, empty]", [sl(), tens(1)], [empty]), ("x[1:, i]", [sl(1), tens(1)], [i]),
    ("x[::2, i]", [sl(None, None, 2), tens(1)], [i]), ("x[i, 1]", [tens(1), at(1)], [i]), ("x[None, i]", [new, tens(1)], [i]), ("x[scalar]", [tens(1)], [T(-1)]),
    ("x[i, j, i]", [tens(1), tens(2), tens(3)], [i, j, i]), ("x[i, None]", [tens(1), new], [i]),
    ("x[mask]", [tens(1)], [x > 0]), ("x[mask of rows]", [tens(1)], [T([True, False, True])]), ("x[:, mask]", [sl(), tens(1)], [T([False, True, True, False])]),
    ("x[..., mask]", [dots, tens(1)], [T([False] * 5)]), ("x[mask of two axes]", [tens(1)], [x[:, :, 0] > 0]), ("x[mask, i]", [tens(1), tens(2)], [T([True, True, True]), i]),
    ("x[mask of all]", [tens(1)], [torch.ones(3, 4, 5, dtype=torch.bool)]), ("x[mask of none]", [tens(1)], [torch.zeros(3, 4, 5, dtype=torch.bool)]),
]:
    subscripted(name, items, x, extra)
for items, value, extra in [
    ([at(-1)], T(nan), []), ([sl(None, None, 2)], T(-0.0), []), ([sl(), at(-1)], r(4 + 1), []), ([dots, sl(1, 3)], r(2), []), ([sl(2, 2)], T(1.0), []), ([dots], r(3, 4, 5), []),
    ([tens(2)], r(3, 4, 5), [i]), ([tens(2), tens(3)], r(5), [i, T([3, 0, 1])]), ([sl(), tens(2)], r(3, 1, 5), [i]), ([tens(2)], T(inf), [empty]),
    ([tens(2)], T(9.0), [x > 0]), ([tens(2)], r(2, 4, 5), [T([True, False, True])]), ([tens(2)], T(0.0), [x > 99]), ([], T(2.0), []), ([new, at(0)], T(5.0), []),
]:
    if value.shape == (5,) and items and items[0] == sl():
        value = r(3, 5)
    y = x.clone()
    y[key_of(items, extra, 2)] = value
    case(f"indexPut {json.dumps(items)} of {list(value.shape)}", op("indexPut", items=items), [x, value, *extra], y)
# torch has no negative steps; NumPy has.
y = x.numpy().copy()
y[::-1, ::-2] = r(3, 2, 5).numpy()
case("indexPut with negative steps", op("indexPut", items=[sl(None, None, -1), sl(None, None, -2)]), [x, torch.from_numpy(y[::-1, ::-2].copy())], torch.from_numpy(y))
y = T([1, 2, 3])
y[0] = 2.7
case("indexPut of a float among integers", op("indexPut", items=[at(0)]), [T([1, 2, 3]), T(2.7)], y)
y = T([True, False])
y[1] = 3.0
case("indexPut of a float among booleans", op("indexPut", items=[at(1)]), [T([True, False]), T(3.0)], y)
for dtype in [torch.int64, torch.bool, f64]:
    y = (x * 3).to(dtype)
    case(f"index of {names[dtype]}", op("index", items=[at(1), tens(1)]), [y, i], y[1, i])
refused("index past the end", op("index", items=[at(3)]), [x], lambda t: t[3], "index 3")
refused("index before the beginning", op("index", items=[sl(), at(-5)]), [x], lambda t: t[:, -5], "index -5")
refused("index by a tensor past the end", op("index", items=[tens(1)]), [x, T([0, 3])], lambda t, i: t[i], "index 3")
refused("index by a tensor before the beginning", op("index", items=[tens(1)]), [x, T([-4])], lambda t, i: t[i], "index -4")
refused("index by too many subscripts", op("index", items=[at(0)] * 4), [x], lambda t: t[0, 0, 0, 0], "4 subscripts")
refused("index by fractions", op("index", items=[tens(1)]), [x, T([0.5])], lambda t, i: t[i], "0.5")
refused("index by a mask of another size", op("index", items=[tens(1)]), [x, T([True, False])], lambda t, m: t[m], "mask")
refused("index by subscripts that do not broadcast", op("index", items=[tens(1), tens(2)]), [x, T([0, 1]), T([0, 1, 2])], lambda t, i, j: t[i, j], "broadcast")
refused("indexPut of a value that does not fit", op("indexPut", items=[at(0)]), [x, r(3)], lambda t, v: t.clone().__setitem__(0, v), "put")
refused("indexPut past the end", op("indexPut", items=[at(7)]), [x, T(0.0)], lambda t, v: t.clone().__setitem__(7, v), "index 7")
for shape, index, axis in [((3,), T([2, 0, 0, 1]), 0), ((3, 2), T([[0, 1, 0]] * 3), 1), ((3, 2), T([[2, 0]]), 0), ((2, 3, 2), T([[[0, 1]], [[1, 0]]]), -1), ((2, 3), T([[1, 2]]), -1),
                           ((), T(0), 0), ((), T([0, 0]), -1), ((3,), T(1), 0), ((0, 2), torch.zeros(1, 0, dtype=torch.int64), 1), ((2, 3), torch.zeros(0, 3, dtype=torch.int64), 0), ((2, 3), torch.zeros(2, 0, dtype=torch.int64), 1)]:
    y = r(*shape)
    case(f"gather {list(index.shape)} from {list(shape)} along {axis}", op("gather", axis=axis), [y, index], y.gather(axis, index))
case("gather of integers", op("gather", axis=0), [T([5, 6]), T([1, 1, 0])], T([5, 6]).gather(0, T([1, 1, 0])))
refused("gather past the end", op("gather", axis=0), [r(3), T([3])], lambda t, i: t.gather(0, i), "index 3")
refused("gather of a negative index", op("gather", axis=0), [r(3), T([-1])], lambda t, i: t.gather(0, i), "index -1")
refused("gather of other axes", op("gather", axis=0), [r(3), T([[0]])], lambda t, i: t.gather(0, i), "axes")
refused("gather of a larger index", op("gather", axis=0), [r(2, 2), T([[0, 0, 0]])], lambda t, i: t.gather(0, i), "larger")
refused("gather along no axis", op("gather", axis=2), [r(2, 2), T([[0]])], lambda t, i: t.gather(2, i), "axis 2")
table = r(4, 3)
for index in [T(2), T([0, 3]), T([[1], [1]]), empty, torch.zeros(2, 0, dtype=torch.int64), T([[[0, 1, 2, 3]]]), T([3] * 9), torch.zeros(0, 2, dtype=torch.int64)]:
    case(f"embedding of indices {list(index.shape)}", op("embedding"), [index, table], F.embedding(index, table))
case("embedding of width 0", op("embedding"), [T([0, 1]), r(2, 0)], F.embedding(T([0, 1]), torch.zeros(2, 0)))
case("embedding of what is not finite", op("embedding"), [T([1, 0]), T([[nan, -0.0], [inf, 1e-45]])], F.embedding(T([1, 0]), T([[nan, -0.0], [inf, 1e-45]])))
refused("embedding past the end", op("embedding"), [T([4]), table], F.embedding, "index 4")
refused("embedding of a negative index", op("embedding"), [T([-1]), table], F.embedding, "index -1")
refused("embedding from no rows at all", op("embedding"), [T([0]), r(0, 3)], F.embedding, "index 0")
refused("embedding from a table of one axis", op("embedding"), [T([0]), r(3)], F.embedding, "[rows, width]")

# Sources
for start, stop, step in [(0, 5, 1), (5, 0, -1), (0, 0, 1), (0, 5, 2), (0, 6, 2), (-3, 4, 3), (0, 1, 0.1), (1, 0, -0.25), (0, 0.3, 0.1), (0.5, 4.5, 1), (0, 1e4, 1e3)]:
    f = torch.arange(start, stop, step, dtype=torch.float32)
    case(f"arange {start} {stop} {step}", op("arange", start=start, stop=stop, step=step), [], f)
    if all(isinstance(v, int) for v in (start, stop, step)):
        case(f"arange {start} {stop} {step} of integers", op("arange", start=start, stop=stop, step=step), [], torch.arange(start, stop, step))
    case(f"arange {start} {stop} {step} of doubles", op("arange", start=start, stop=stop, step=step), [], torch.arange(start, stop, step, dtype=f64))
for rows_, columns in [(0, 0), (1, 1), (3, 3), (2, 4), (4, 2), (0, 3), (3, 0), (1, 5), (5, 1)]:
    case(f"eye {rows_} {columns}", op("eye", rows=rows_, columns=columns), [], torch.eye(rows_, columns))
case("eye of booleans", op("eye", rows=2, columns=2), [], torch.eye(2, dtype=torch.bool))
for shape in [(), (0,), (2, 0), (2, 3), (1, 1, 1)]:
    for dtype in [torch.float32, torch.int64, torch.bool]:
        case(f"zeros {list(shape)} of {names[dtype]}", op("zeros", shape=list(shape)), [], torch.zeros(shape, dtype=dtype))
        case(f"ones {list(shape)} of {names[dtype]}", op("ones", shape=list(shape)), [], torch.ones(shape, dtype=dtype))
for value, dtype in [(0.1, torch.float32), (0.1, f64), (nan, torch.float32), (-inf, torch.float32), (-0.0, torch.float32), (1e-45, torch.float32), (7, torch.int64), (2.7, torch.int64), (-2.7, torch.int64), (3, torch.bool), (nan, torch.bool)]:
    case(f"full of {value} as {names[dtype]}", op("full", shape=[2], value=float(value)), [], T(value).to(dtype).expand(2) if dtype in (torch.int64, torch.bool) else torch.full((2,), value, dtype=dtype))
for values, dtype in [([0.1, -0.0, nan, -inf, 1e-45, 3.4028235e38, 1e39], torch.float32), ([0.1, 1e-320], f64), ([3, -4], torch.int64), ([1, 0], torch.bool)]:
    t = T(values, dtype=f64)
    case(f"tensor of {names[dtype]}", {"kind": "tensor", "shape": [len(values)], "data": [number(float(v), 17) for v in values]}, [], t.to(dtype))
case("tensor of nothing", {"kind": "tensor", "shape": [0, 2], "data": []}, [], torch.zeros(0, 2))
case("tensor without axes", {"kind": "tensor", "shape": [], "data": [2.5]}, [], T(2.5))
for shape in [(1,), (2, 2), (1, 1, 1), (2, 1, 2, 1)]:
    t = r(*shape)
    case(f"tensor of shape {list(shape)}", {"kind": "tensor", "shape": list(shape), "data": [number(v) for v in t.reshape(-1).tolist()]}, [], t)
for size in [0, 1, 2, 3, 64, 512, 768, 4096, 2**31, 2**53]:
    case(f"dimension {size}", op("dimension", dim=size), [], T(size))

# Networks
stack = {"layerNorm": lambda x, n, w=None, b=None: F.layer_norm(x, x.shape[-n:], w, b, 1e-5),
         "rmsNorm": lambda x, n, w=None: x * torch.rsqrt(x.pow(2).mean(tuple(range(-n, 0)), keepdim=True) + 1e-5) * (1 if w is None else w)}
norm_rows = T([[1.0, 2.0, 3.0, 4.0], [7.0, 7.0, 7.0, 7.0], [0.0, -0.0, 0.0, 0.0], [inf, 1.0, 2.0, 3.0], [nan, 1.0, 2.0, 3.0], [1e-30, 2e-30, 0.0, 1e-45], [1e4, -1e4, 1e4, -1e4],
               [10000.0, 10001.0, 10002.0, 10003.0], [1e10, 1e10, -1e10, 0.0]])
for kind, f in stack.items():
    loose = (1e-5, 1e-4)
    reference(f"{kind} of rows of extremes", op(kind, axes=1, eps=1e-5), [norm_rows if kind == "layerNorm" else norm_rows[[0, 1, 2, 4, 5, 6, 7]]], lambda x: f(x, 1), (2e-3, 2e-3))
    for shape, axes in [((1,), 1), ((3,), 1), ((2, 1), 1), ((2, 0), 1), ((0, 3), 1), ((2, 3, 4), 1), ((2, 3, 4), 2), ((2, 3, 4), 3), ((1, 1, 1), 3), ((2, 65), 1)]:
        x = r(*shape)
        # PyTorch's mean of one number may differ from it in the last place.
        reference(f"{kind} of {list(shape)} over the last {axes}", op(kind, axes=axes, eps=1e-5), [x], lambda x: f(x, axes), loose, scale=1e-6)
        w, b = r(*shape[-axes:]), r(*shape[-axes:])
        if kind == "layerNorm":
            reference(f"{kind} of {list(shape)} over the last {axes} with parameters", op(kind, axes=axes, eps=1e-5), [x, w, b], lambda x, w, b: f(x, axes, w, b), loose)
        else:
            reference(f"{kind} of {list(shape)} over the last {axes} with a weight", op(kind, axes=axes, eps=1e-5), [x, w], lambda x, w: f(x, axes, w), loose)
    x = r(2, 5).double() / 3
    case(f"{kind} in double precision", op(kind, axes=1, eps=1e-5), [x], f(x, 1), scale=1)
    refused(f"{kind} with a weight of another size", op(kind, axes=1, eps=1e-5), [r(2, 3), r(4)], lambda x, w: f(x, 1, w), "3")
batch = lambda x, w=None, b=None: F.batch_norm(x, None, None, w, b, training=True, eps=1e-5)
for shape in [(2, 3), (4, 1), (1, 2, 3), (2, 2, 2, 2), (0, 3), (5, 2, 1), (3, 0)]:
    x = r(*shape)
    reference(f"batchNorm of {list(shape)}", op("batchNorm", eps=1e-5), [x], batch, (1e-4, 1e-4))
    if shape[1]:
        w, b = r(shape[1]), r(shape[1])
        reference(f"batchNorm of {list(shape)} with parameters", op("batchNorm", eps=1e-5), [x, w, b], batch, (1e-4, 1e-4))
x = T([[7.0, inf, nan, 1e4], [7.0, 1.0, 1.0, -1e4], [7.0, 2.0, 2.0, 0.0]])
reference("batchNorm of columns of extremes", op("batchNorm", eps=1e-5), [x], batch, (1e-4, 1e-4))
refused("batchNorm of one value for each channel", op("batchNorm", eps=1e-5), [r(1, 3)], batch, "one value")
refused("batchNorm of a vector", op("batchNorm", eps=1e-5), [r(3)], batch, "channels")
refused("batchNorm with parameters of another size", op("batchNorm", eps=1e-5), [r(4, 3), r(2), r(2)], batch, "3")
for p in [0.0, 0.1, 0.5, 0.9, 1.0]:
    case(f"dropout {p} outside training", op("dropout", p=p, training=False), [extremes], F.dropout(extremes, p, False))
case("dropout 0 in training", op("dropout", p=0, training=True), [extremes], F.dropout(extremes, 0, True))
case("dropout 1 in training", op("dropout", p=1, training=True), [r(3, 4)], torch.zeros(3, 4))
case("dropout of integers outside training", op("dropout", p=0.5, training=False), [T([1, -2])], T([1, -2]))
case("dropout of doubles outside training", op("dropout", p=0.5, training=False), [T([0.1], dtype=f64)], T([0.1], dtype=f64))
case("dropout of nothing", op("dropout", p=0.5, training=True), [torch.zeros(0, 2)], torch.zeros(0, 2))
refused("dropout of a probability past 1", op("dropout", p=1.5, training=True), [r(3)], lambda x: F.dropout(x, 1.5), "1.5")

cross = {"loss": "crossEntropy"}


def entropy(name, x, target, slack=(2e-6, 1e-6)):
    reference(f"crossEntropy {name}", op("loss", **cross), [x, target], F.cross_entropy, slack)


entropy("of one vector", r(5), T(3))
entropy("of one class", r(4, 1), T([0, 0, 0, 0]))
entropy("of images", r(2, 3, 2, 2), T([[[0, 1], [2, 0]], [[1, 1], [0, 2]]]))
entropy("leaving -100 out", r(4, 3), T([0, -100, -100, 2]))
entropy("leaving all out", r(2, 3), T([-100, -100]))
entropy("of nothing", torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
entropy("of logits of 1e4", T([[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4]]), T([1, 1]))
entropy("of huge logits", T([[3.4e38, 3.4e38, 0.0], [-3.4e38, -3.4e38, -3.4e38]]), T([1, 1]))
entropy("of one huge logit", T([[1e10, 0.0]]), T([0]))
entropy("of probabilities for huge logits", T([[1e30, 1e30]]), T([[0.5, 0.5]]))
entropy("of a masked class", T([[-inf, 0.0, 1.0], [1.0, -inf, 2.0]]), T([1, 0]))
entropy("of a masked target", T([[-inf, 0.0, 1.0]]), T([0]))
entropy("of a row of -inf", T([[-inf, -inf], [0.0, 1.0]]), T([0, 1]))
entropy("of inf", T([[inf, 0.0], [0.0, 1.0]]), T([0, 1]))
entropy("of NaN", T([[nan, 0.0], [0.0, 1.0]]), T([0, 1]))
entropy("of probabilities", r(3, 4), torch.full((3, 4), 0.25))
entropy("of probabilities for one vector", r(4), T([0.5, 0.5, 0.0, 0.0]))
entropy("of probabilities for images", r(2, 3, 2), torch.full((2, 3, 2), 1 / 3))
entropy("of probability 0 for a masked class", T([[-inf, 0.0]]), T([[0.0, 1.0]]))
entropy("of certain answers", T([[100.0, 0.0], [0.0, 100.0]]), T([0, 1]))
refused("crossEntropy of no such class", op("loss", **cross), [r(2, 3), T([0, 3])], F.cross_entropy, "class 3")
refused("crossEntropy of a negative class", op("loss", **cross), [r(2, 3), T([0, -1])], F.cross_entropy, "class -1")
refused("crossEntropy of other samples", op("loss", **cross), [r(2, 3), T([0, 1, 2])], F.cross_entropy, "target")
square = {"loss": "meanSquaredError"}
for shapes in [((2, 3), (2, 3)), ((), ()), ((0,), (0,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((1,), (1,))]:
    a, b = (r(*s) for s in shapes)
    reference(f"meanSquaredError of {list(shapes[0])} and {list(shapes[1])}", op("loss", **square), [a, b], lambda a, b: ((a - b) ** 2).mean())
for a, b in [(T([inf, 1.0]), T([inf, 1.0])), (T([nan]), T([1.0])), (T([1e20]), T([0.0])), (T([1e30, 0.0]), T([0.0, 0.0])), (T([HUGE]), T([-HUGE])), (T([0.1]), T([0.3]))]:
    # The float32 difference is what is squared.
    case(f"meanSquaredError of {a.tolist()} and {b.tolist()}", op("loss", **square), [a, b], F.mse_loss(a, b))
refused("meanSquaredError of shapes that do not broadcast", op("loss", **square), [r(2, 3), r(4)], F.mse_loss, "sizes 3 and 4")


i = T([[1, 2], [3, 4]])
refused("layerNorm of integers", op("layerNorm", axes=1, eps=1e-5), [i], lambda x: F.layer_norm(x, (2,)), "floating-point")
refused("batchNorm of integers", op("batchNorm", eps=1e-5), [i], batch, "floating-point")
refused("crossEntropy of integers", op("loss", **cross), [i, T([0, 1])], F.cross_entropy, "floating-point")
refused("meanSquaredError of integers", op("loss", **square), [i, i], F.mse_loss, "floating-point")
refused("attention of integers", op("scaledDotProductAttention", causal=False), [i, i, i], lambda q, k, v: (q @ k.T).softmax(-1) @ v, "floating-point")


def turned(x):
    n, d = x.shape[-2:]
    theta = torch.arange(n, dtype=x.dtype)[:, None] * 10000.0 ** (-torch.arange(0, d, 2, dtype=f64) / d).to(x.dtype)
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * theta.cos() - b * theta.sin(), a * theta.sin() + b * theta.cos()], -1).reshape(x.shape)


for shape in [(3, 2), (1, 4), (2, 3, 4), (2, 2, 5, 6), (0, 4), (2, 0, 4), (100, 2)]:
    reference(f"rotary of {list(shape)}", op("rotary"), [r(*shape)], turned, (1e-4, 2e-4))
x = r(2, 2, 3, 4)
angles = torch.arange(3.0)[:, None] * T([1.0, 0.5, 1.0, 0.5])
half = lambda x, c, s: x * c + torch.cat([-x[..., x.shape[-1] // 2:], x[..., : x.shape[-1] // 2]], -1) * s
for c, s in [(angles.cos(), angles.sin()), (angles.cos()[None, None], angles.sin()[None, None]), (angles.cos()[None, :, :].expand(2, 3, 4).contiguous(), angles.sin()[None].expand(2, 3, 4).contiguous())]:
    reference(f"rotary with angles {list(c.shape)}", op("rotary"), [x, c, s], half, (1e-5, 1e-6))
refused("rotary of an odd size", op("rotary"), [r(2, 3)], lambda x: turned(x), "pairs")
refused("rotary with angles that do not fit", op("rotary"), [r(3, 4), r(2, 4), r(2, 4)], half, "angles")


def attend(q, k, v, mask=None, causal=False, scale=None):
    scores = q @ k.transpose(-2, -1) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if mask is not None:
        scores = scores.masked_fill(~mask, -inf) if mask.dtype == torch.bool else scores + mask
    if causal:
        scores = scores.masked_fill(~torch.ones(scores.shape[-2:], dtype=torch.bool).tril(), -inf)
    empty_row = (scores == -inf).all(-1, keepdim=True)
    return scores.softmax(-1).masked_fill(empty_row, 0.0) @ v


for q, k, v in [((1, 1), (1, 1), (1, 1)), ((3, 4), (5, 4), (5, 0)), ((0, 4), (5, 4), (5, 2)), ((3, 4), (0, 4), (0, 2)), ((2, 3, 4), (2, 5, 4), (2, 5, 3)), ((2, 1, 3, 4), (1, 2, 5, 4), (1, 2, 5, 2)), ((0, 2, 3, 4), (0, 2, 5, 4), (0, 2, 5, 4))]:
    inputs = [r(*s) for s in (q, k, v)]
    for causal in [False, True]:
        reference(f"attention of {list(q)}, {list(k)} and {list(v)}{' causal' if causal else ''}", op("scaledDotProductAttention", causal=causal), inputs,
                  lambda q, k, v: attend(q, k, v, causal=causal), (1e-5, 1e-5), scale=8)
q, k, v = r(4, 2) * 1e4, r(3, 2), r(3, 2)
reference("attention with scores of 1e4", op("scaledDotProductAttention", causal=False), [q, k, v], attend, (1e-5, 1e-5), scale=8)
for name, mask in {"of -inf alone": torch.full((4, 3), -inf), "of one key": T([[0.0, -inf, -inf]]), "that keeps nothing": torch.zeros(4, 3, dtype=torch.bool), "of one column": T([[True], [False], [True], [False]]), "without axes": T(True)}.items():
    reference(f"attention with a mask {name}", op("scaledDotProductAttention", causal=False), [r(4, 2), k, v, mask], attend, (1e-5, 1e-5), scale=8)
# −10⁹ swallows the scores in float32: the weights are equal, which they would not be in float64.
masked = [r(4, 2), k, v, torch.full((4, 3), -1e9)]
case("attention with a mask of large negative numbers", op("scaledDotProductAttention", causal=False), masked, attend(*masked), scale=8)
for scale in [0.0, 1.0, -1.0]:
    reference(f"attention with scale {scale}", op("scaledDotProductAttention", causal=False, scale=scale), [r(4, 2), k, v], lambda q, k, v: attend(q, k, v, scale=scale), (1e-5, 1e-5), scale=8)
refused("attention of other dimensions", op("scaledDotProductAttention", causal=False), [r(3, 4), r(5, 3), r(5, 2)], attend, "differ")
refused("attention of other keys", op("scaledDotProductAttention", causal=False), [r(3, 4), r(5, 4), r(6, 2)], attend, "keys")
refused("attention of batches that differ", op("scaledDotProductAttention", causal=False), [r(2, 3, 4), r(3, 5, 4), r(3, 5, 2)], attend, "leading")
refused("attention with a mask that does not fit", op("scaledDotProductAttention", causal=False), [r(3, 4), r(5, 4), r(5, 2), r(4, 5)], attend, "mask")
with torch.no_grad():
    for heads, shape in [(1, (3, 4)), (2, (3, 4)), (4, (3, 4)), (1, (2, 3, 4)), (4, (2, 3, 4)), (2, (1, 1, 4)), (1, (1, 4)), (4, (5, 2, 4)), (2, (2, 1, 4)), (2, (1, 7, 4))]:
        mha = torch.nn.MultiheadAttention(4, heads, batch_first=True).eval()
        for parameter in mha.parameters():
            parameter.copy_((torch.randn_like(parameter) * 4).round() / 8)
        x = r(*shape)
        parameters = [mha.in_proj_weight, mha.in_proj_bias, mha.out_proj.weight, mha.out_proj.bias]
        inputs = [x, x, x, *(p.detach().clone() for p in parameters)]
        expected = mha.double()(x.double(), x.double(), x.double(), need_weights=False)[0].float()
        case(f"multiHeadAttention of {list(shape)} with {heads} heads", op("multiHeadAttention", heads=heads), inputs, expected, scale=8)
refused("multiHeadAttention of too many heads", op("multiHeadAttention", heads=3), [r(2, 4)] * 3, lambda q, k, v: F.multi_head_attention_forward(
    q[:, None], k[:, None], v[:, None], 4, 3, r(12, 4), r(12), None, None, False, 0.0, r(4, 4), r(4)), "heads")

# Long sums: 10⁶ elements that both sides compute from their places
COUNT = 1_000_000
place = torch.arange(COUNT, dtype=f64)
fraction = (place * 0.6180339887498949) % 1.0
series = {
    "uniform": fraction,
    "alternating": torch.where(place % 2 == 0, fraction, -fraction) + 0.01,
    "mixed": (fraction - 0.25) * torch.tensor([1e-4, 1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3, 1e4], dtype=f64)[(place % 9).long()],
}
series = {name: t.float() for name, t in series.items()}


def long_sum(name, operation, inputs, f, sample=None):
    """`inputs` are names of series with shapes, or tensors; the result is PyTorch's in double precision."""
    given = [series[i[0]].double()[: math.prod(i[1])].reshape(i[1]) if isinstance(i, tuple) else i for i in inputs]
    expected = f(*given).reshape(-1)
    chosen = list(range(expected.numel())) if sample is None else sample
    long_sums.append({"name": name, "operation": operation, "at": chosen, "expected": [number(float(expected[c]), 17) for c in chosen],
                      "inputs": [{"series": i[0], "shape": list(i[1])} if isinstance(i, tuple) else stored(i) for i in inputs]})


N = (COUNT,)
some = [0, 1, 2, 999, 123456, 500000, 999998, 999999]
for s in series:
    long_sum(f"sum of {s}", op("sum"), [(s, N)], torch.sum)
    long_sum(f"mean of {s}", op("mean"), [(s, N)], torch.mean)
    long_sum(f"sum of columns of {s}", op("sum", axes=[0]), [(s, (COUNT // 2, 2))], lambda x: x.sum(0))
    long_sum(f"sum over the outer axes of {s}", op("sum", axes=[0, 2]), [(s, (1000, 2, 500))], lambda x: x.sum((0, 2)))
    for c in [0, 1]:
        long_sum(f"var of {s} with correction {c}", op("var", correction=c), [(s, N)], lambda x: torch.var(x, (0,), correction=c, keepdim=False))
    for p in [1, 2, 3]:
        long_sum(f"norm {p} of {s}", op("norm", p=p), [(s, N)], lambda x: torch.linalg.vector_norm(x, p))
    long_sum(f"cumsum of {s}", op("cumsum", axis=0), [(s, N)], lambda x: x.cumsum(0), some)
    long_sum(f"logSoftmax of {s}", op("logSoftmax", axis=0), [(s, N)], lambda x: x.log_softmax(0), some)
    long_sum(f"softmax of {s}", op("softmax", axis=0), [(s, N)], lambda x: x.softmax(0), some)
    long_sum(f"crossEntropy of {s} as one sample", op("loss", **cross), [(s, (1, COUNT)), T([7])], F.cross_entropy)
    long_sum(f"crossEntropy of {s} as many samples", op("loss", **cross), [(s, (COUNT // 4, 4)), ("uniform", (COUNT // 4, 4))], F.cross_entropy)
    long_sum(f"meanSquaredError of {s} and 0", op("loss", **square), [(s, N), T([0.0])], lambda a, b: ((a - b.double()) ** 2).mean())
    long_sum(f"matmul of {s} and uniform", op("matmul"), [(s, N), ("uniform", N)], torch.matmul)
    long_sum(f"matmul of rows of {s} and uniform", op("matmul"), [(s, (2, COUNT // 2)), ("uniform", (COUNT // 2, 2))], torch.matmul)
    long_sum(f"linear of {s}", op("linear"), [(s, (1, COUNT // 2)), ("uniform", (2, COUNT // 2))], F.linear)
    long_sum(f"einsum i,i-> of {s} and uniform", op("einsum", equation="i,i->"), [(s, N), ("uniform", N)], lambda a, b: a @ b)
    long_sum(f"einsum i-> of {s}", op("einsum", equation="i->"), [(s, N)], torch.sum)
    long_sum(f"layerNorm of {s}", op("layerNorm", axes=1, eps=1e-5), [(s, N)], lambda x: F.layer_norm(x, N), some)
    long_sum(f"batchNorm of {s}", op("batchNorm", eps=1e-5), [(s, (COUNT // 2, 2))], lambda x: F.batch_norm(x, None, None, training=True), some)
    long_sum(f"rmsNorm of {s}", op("rmsNorm", axes=1, eps=1e-5), [(s, N)], lambda x: x * torch.rsqrt((x * x).mean() + 1e-5), some)
    long_sum(f"attention over 100,000 keys of {s}", op("scaledDotProductAttention", causal=False), [(s, (2, 2)), ("uniform", (100_000, 2)), (s, (100_000, 3))], attend)

# Products over axes. They stand last, so that the draws before them stay the same ones.


def products_over(x, axes, keep=False):
    """torch.prod takes one axis at a time."""
    for axis in sorted((a % max(x.dim(), 1) for a in (range(x.dim()) if axes is None else axes)), reverse=True):
        x = x.prod(axis, keepdim=keep)
    return x


rows = T([[1.0, 2.0, 3.0], [inf, 1.0, 2.0], [-inf, 1.0, inf], [nan, 1.0, 2.0], [nan, 0.0, 2.0], [0.0, inf, 2.0], [-0.0, 3.0, 2.0], [0.0, -1.0, 2.0],
          [-inf, -inf, -inf], [HUGE, 2.0, 0.5], [1e30, 1e30, 1e-30], [-1e30, 1e30, -1e30], [TINY, 0.5, 1.0],
          [1e-45, 1.0, -1.0], [16777216.0, 3.0, 5.0], [0.1, 0.2, 0.3]])
reference("prod of rows of extremes", op("prod", axes=[-1]), [rows], lambda x: x.prod(-1))
reference("prod of columns of extremes", op("prod", axes=[0]), [rows.T.contiguous()], lambda x: x.prod(0))
for x in [T([1e-30, 1e-30, 1e30]), T([-1e-30, 1e-30, 1e30])]:
    case(f"prod that underflows on its way{' below 0' if x[0] < 0 else ''}", op("prod"), [x], x.prod())
x = T([[0.1, -0.2, 0.3], [1.7, 2.5, -3.1], [1e200, 1e-200, 1e300]], dtype=f64)
case("prod in double precision", op("prod", axes=[0]), [x], x.prod(0))
for shape in [(2, 3, 4), (2, 1, 3), (1,), (3, 0), (0, 3), (2, 0, 3), (1, 1, 1), (3,), (2, 2, 2, 2)]:
    x = r(*shape)
    rank = len(shape)
    subsets = [list(c) for n in range(1, rank + 1) for c in itertools.combinations(range(rank), n)]
    for keep in [False, True]:
        for axes in subsets + [[-1], [-rank], [a - rank for a in range(rank)]]:
            if rank == 4 and keep and len(axes) > 1:
                continue
            about = f"prod of {list(shape)} over {axes}{' keeping them' if keep else ''}"
            reference(about, op("prod", axes=axes, keepDim=keep or None), [x], lambda x: products_over(x, axes, keep), (2e-6, 1e-6))
for axes in [None, [0], [-1]]:
    reference(f"prod of a scalar over {axes or 'all'}", op("prod", axes=axes), [T(-2.5)], lambda x: x.prod() if axes is None else x.prod(axes[0]))
reference("prod of all", op("prod"), [rows[:1].repeat(4, 2)], lambda x: x.prod())
reference("prod of all of nothing", op("prod"), [torch.zeros(0)], lambda x: x.prod())
for axes in [[0], [1], [0, 1]]:
    i = T([[3, -1, 2], [7, 5, -9]])
    case(f"prod of integers over {axes}", op("prod", axes=axes), [i], products_over(i, axes))
    case(f"prod of booleans over {axes}", op("prod", axes=axes), [i > 2], products_over(i > 2, axes))
case("prod of booleans that are all true", op("prod"), [T([True, True])], T([True, True]).prod())
case("prod of no integers", op("prod"), [torch.zeros(0, dtype=torch.int64)], torch.zeros(0, dtype=torch.int64).prod())
case("prod of integers up to 2⁵³", op("prod"), [T([2 ** 26, -(2 ** 26), 2])], T([2 ** 26, -(2 ** 26), 2]).prod())
refused("prod over no such axis", op("prod", axes=[2]), [T([[1.0, 2.0]])], lambda x: x.prod(2), "axis 2")
refused("prod over no such negative axis", op("prod", axes=[-3]), [T([[1.0, 2.0]])], lambda x: x.prod(-3), "axis -3")
refused("prod of a scalar over no such axis", op("prod", axes=[1]), [T(2.0)], lambda x: x.prod(1), "axis 1")

# Functions of the library that are no primitives.
library = lambda name, **settings: op("library", name=name, settings=settings)
for name, f in {"tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh,
                "asinh": torch.asinh, "atanh": torch.atanh, "exp2": torch.exp2, "expm1": torch.expm1, "erfc": torch.erfc,
                "erfInverse": torch.erfinv, "softplus": F.softplus, "logSigmoid": F.logsigmoid, "mish": F.mish, "softsign": F.softsign,
                "hardSigmoid": F.hardsigmoid, "hardSwish": F.hardswish, "sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil,
                "round": torch.round, "trunc": torch.trunc, "frac": torch.frac, "hardShrink": F.hardshrink, "softShrink": F.softshrink}.items():
    reference(f"{name} of small numbers", library(name), [T([-0.875, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75])], f, (2e-6, 1e-6))
for name, f in {"log2": torch.log2, "log10": torch.log10, "log1p": torch.log1p, "acosh": torch.acosh}.items():
    reference(f"{name} from 1 on", library(name), [T([1.0, 1.5, 4.0, 100.0])], f, (2e-6, 1e-6))
x = T([[1.0, nan, inf], [-inf, 0.0, -1.0]])
case("isNan", library("isNan"), [x], x.isnan())
case("isInfinite", library("isInfinite"), [x], x.isinf())
case("isFinite", library("isFinite"), [x], x.isfinite())
x = T([[0.5, -1.5, 2.0], [3.0, 2.0, 2.0]])
case("atan2", library("atan2"), [x, T([1.0, -1.0, 0.5])], torch.atan2(x, T([1.0, -1.0, 0.5])))
case("cumprod", library("cumprod", axis=1), [x], x.cumprod(1))
for part in ["values", "indices"]:
    case(f"cummax {part}", library("cummax", axis=1, part=part), [x], getattr(x.cummax(1), part))
    case(f"cummin {part}", library("cummin", axis=0, part=part), [x], getattr(x.cummin(0), part))
places_at = T([[0, 2], [1, 1]])
case("scatter", library("scatter", axis=1, reduce="set"), [x, T([[0, 2], [1, 0]]), T([[9.0, 8.0], [7.0, 6.0]])], x.scatter(1, T([[0, 2], [1, 0]]), T([[9.0, 8.0], [7.0, 6.0]])))
case("scatter that adds", library("scatter", axis=-1, reduce="add"), [x, places_at, T([[9.0, 8.0], [7.0, 6.0]])], x.scatter_add(-1, places_at, T([[9.0, 8.0], [7.0, 6.0]])))
case("nonzero", library("nonzero"), [T([[0, 1], [2, 0]])], T([[0, 1], [2, 0]]).nonzero(), rule=False)
case("unique", library("unique"), [T([3, 1, 3, 2])], T([3, 1, 3, 2]).unique(), rule=False)
case("bincount", library("bincount", least=5), [T([0, 2, 2])], torch.bincount(T([0, 2, 2]), minlength=5), rule=False)
x, w, b = r(2, 4, 6), r(6, 2, 3), r(6)
for stride, padding, dilation in [(1, 0, 1), (2, 1, 1), (1, 2, 2)]:
    reference(f"convolution of stride {stride}, padding {padding}, dilation {dilation}",
              library("convolution", groups=2, stride=[stride], padding=[padding], dilation=[dilation]), [x, w, b],
              lambda x, w, b: F.conv1d(x, w, b, stride, padding, dilation, 2), (2e-6, 1e-6))
x = r(1, 2, 4, 4)
reference("convolution of two axes", library("convolution", stride=[2, 2]), [x, w[:, :, :2, None].repeat(1, 1, 1, 2)],
          lambda x, w: F.conv2d(x, w, stride=2), (2e-6, 1e-6))
case("pool of the largest", library("pool", kernel=[2, 2], stride=[2, 2]), [x], F.max_pool2d(x, 2))
case("pool of means", library("pool", kernel=[2, 2], stride=[1, 1], mode="average"), [x], F.avg_pool2d(x, 2, 1))
x = T([[2.0, 1.0], [1.0, 3.0]])
reference("inverse", library("inverse"), [x], torch.linalg.inv, (2e-6, 1e-6))
reference("determinant", library("determinant"), [x], torch.linalg.det, (2e-6, 1e-6))
refused("scatter past the end", library("scatter", axis=0, reduce="set"), [x, T([[5, 0]]), x], lambda x, i, s: x.scatter(0, i, s), "index 5 is outside")

out = pathlib.Path(__file__).with_name("operations.json")
lines = lambda entries: ",\n".join("    " + json.dumps(e, separators=(",", ":")) for e in entries)
out.write_text("{\n" + ",\n".join(f'  "{name}": [\n{lines(entries)}\n  ]' for name, entries in
               {"tensors": tensors, "cases": cases, "refusals": refusals, "longSums": long_sums}.items()) + "\n}\n")
print(f"{len(cases)} cases, {len(refusals)} refusals, {len(long_sums)} long sums, {out.stat().st_size / 1e6:.2f} MB")
