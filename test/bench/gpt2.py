"""GPT-2's blocks as contestants/gpt2Program.ts has them, in PyTorch; every step is held until the end."""

import torch
import torch.nn.functional as F


def forward(x, w, layers, heads):
    steps = []

    def kept(tensor):
        steps.append(tensor)
        return tensor

    def norm(x, name):
        shape = x.shape[-1:]
        return kept(F.layer_norm(x, shape, w[f"{name}.weight"], w[f"{name}.bias"], 1e-5))

    def linear(x, name):
        return kept(F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"]))

    n, d_model = x.shape
    d_k = d_model // heads
    later = torch.ones(n, n, dtype=torch.bool).triu(1)
    for layer in range(layers):
        qkv = linear(norm(x, f"{layer}.norm1"), f"{layer}.qkv")
        q, k, v = (kept(t.reshape(n, heads, d_k).permute(1, 0, 2)) for t in qkv.chunk(3, dim=-1))
        scores = kept(kept(q @ k.transpose(-2, -1)) / d_k**0.5)
        masked = kept(scores.masked_fill(later, float("-inf")))
        weights = kept(torch.softmax(masked, dim=-1))
        attended = kept(weights @ v)
        joined = kept(attended.permute(1, 0, 2).reshape(n, d_model))
        x = kept(x + linear(joined, f"{layer}.projection"))
        wide = linear(norm(x, f"{layer}.norm2"), f"{layer}.expand")
        active = kept(F.gelu(wide, approximate="tanh"))
        x = kept(x + linear(active, f"{layer}.contract"))
    return {"output": norm(x, "norm"), "steps": steps}
