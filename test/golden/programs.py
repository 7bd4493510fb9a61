"""Runs every program under test/golden/programs and keeps what each tensor variable holds at the end.

    python3 test/golden/programs.py [area/name …]
"""

import contextlib
import io
import json
import math
import pathlib
import sys
import warnings

import numpy as np
import torch

import standIns

HERE = pathlib.Path(__file__).parent
MOST = 400


def number(x):
    if isinstance(x, bool):
        return int(x)
    if isinstance(x, int):
        return x
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return float(f"{x:.8g}")


def held(value):
    """Shape, type and numbers of a tensor, an array or a number; None for anything else."""
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, (torch.Tensor, np.ndarray)):
        plain = torch.as_tensor(np.array(value) if isinstance(value, np.ndarray) else value).detach()
        if plain.is_complex() or plain.numel() > MOST:
            return None
        return {
            "shape": list(plain.shape),
            "dtype": str(plain.dtype).split(".")[1],
            "data": [number(x) for x in plain.flatten().tolist()],
        }
    return None


def run(path):
    code = path.read_text()
    scope = {"__name__": "__main__"}
    torch.manual_seed(0)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, str(path), "exec"), scope)
    values = {k: held(v) for k, v in scope.items() if not k.startswith("_")}
    return {k: v for k, v in values.items() if v is not None}


def main():
    standIns.install()
    sys.modules["__main__"].__dict__.setdefault("__file__", str(HERE))
    result = {}
    for path in sorted((HERE / "programs").glob("*/*.py")):
        name = path.relative_to(HERE / "programs").with_suffix("").as_posix()
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        try:
            result[name] = run(path)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}")
    if len(sys.argv) > 1:
        print(json.dumps(result))
        return
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(values, separators=(',', ':'))}" for name, values in result.items())
    (HERE / "programs.json").write_text("{\n" + lines + "\n}\n")
    print(len(result), "programs")


main()
