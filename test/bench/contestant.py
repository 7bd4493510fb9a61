"""A contestant in Python: speaks the lines of contestant.mjs and computes with PyTorch on one thread."""

import array
import json
import os
import re
import sys
import time

import torch

import gpt2


def floats(path, *shape):
    size = 1
    for axis in shape:
        size *= axis
    return torch.from_file(path, shared=False, size=size, dtype=torch.float32).reshape(shape)


def attention(work):
    n, d = work["n"], work["d"]
    q, k, v = (floats(os.path.join(work["dir"], f"{name}{n}.f32"), n, d).clone() for name in "qkv")

    def run():
        scores = (q @ k.T) / d**0.5
        weights = torch.softmax(scores, dim=-1)
        return {"scores": scores, "weights": weights, "output": weights @ v}

    return run


def gpt2_forward(work):
    sizes = [(t["name"], t["shape"]) for t in work["tensors"]]
    total = sum(torch.Size(shape).numel() for _, shape in sizes)
    flat = floats(work["weights"], total).clone()
    weights, at = {}, 0
    for name, shape in sizes:
        count = torch.Size(shape).numel()
        weights[name] = flat[at : at + count].reshape(shape)
        at += count
    x = floats(work["x"], work["n"], work["dModel"]).clone()
    return lambda: gpt2.forward(x, weights, work["layers"], work["heads"])


def blas():
    """The library that the products go to, by the file that is mapped into this process."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "/" in line}
    except OSError:
        return "unknown"
    names = sorted({os.path.basename(path) for path in paths})
    fast = [name for name in names if re.search(r"openblas|mkl|blis", name)]
    plain = [name for name in names if re.match(r"libblas\.so", name)]
    if fast:
        return fast[0]
    return f"{plain[0]} (the reference BLAS, slow)" if plain else "built in"


works = {"attention": attention, "gpt2": gpt2_forward}
prepared = None


def answer(message):
    global prepared
    if message["ask"] == "prepare":
        torch.set_num_threads(1)
        prepared = works[message["work"]["kind"]](message["work"])
        prepared()
        return {"ok": True, "info": {"torch": torch.__version__, "blas": blas()}}
    if message["ask"] == "run":
        times = []
        for _ in range(message["times"]):
            began = time.perf_counter()
            result = prepared()
            del result
            times.append(1000 * (time.perf_counter() - began))
        return {"ms": times}
    files = {}
    for name, tensor in prepared().items():
        if name == "steps":
            continue
        files[name] = os.path.join(message["dir"], f"{name}-{os.getpid()}.f32")
        with open(files[name], "wb") as file:
            array.array("f", tensor.flatten().tolist()).tofile(file)
    return {"files": files}


with torch.no_grad():
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:  # An error is an answer; the process goes on.
            reply = {"ok": False, "reason": str(error)}
        print(json.dumps(reply), flush=True)
