import numpy as np


class LayerNorm:
    def __init__(self, dim, eps=1e-5):
        self.gamma = np.ones(dim)
        self.beta = np.zeros(dim)
        self.eps = eps

    def __call__(self, x):
        mean = x.mean(-1, keepdims=True)
        var = x.var(-1, keepdims=True)
        return self.gamma * (x - mean) / np.sqrt(var + self.eps) + self.beta


class MultiHead:
    def __init__(self, d_model, n_heads, rng):
        self.h, self.d = n_heads, d_model // n_heads
        self.wqkv = rng.normal(scale=d_model**-0.5, size=(d_model, 3 * d_model))
        self.wo = rng.normal(scale=d_model**-0.5, size=(d_model, d_model))

    def __call__(self, x):
        n, c = x.shape
        q, k, v = np.split(x @ self.wqkv, 3, axis=-1)
        heads = [t.reshape(n, self.h, self.d).transpose(1, 0, 2) for t in (q, k, v)]
        q, k, v = heads
        s = q @ k.transpose(0, 2, 1) / np.sqrt(self.d)
        s -= s.max(-1, keepdims=True)
        w = np.exp(s)
        w /= w.sum(-1, keepdims=True)
        return (w @ v).transpose(1, 0, 2).reshape(n, c) @ self.wo


def gelu(x):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


rng = np.random.default_rng(0)
x = rng.standard_normal((3, 4))
attn = MultiHead(4, 2, rng)
ln = LayerNorm(4)
h = x + attn(ln(x))
w1, w2 = rng.normal(size=(4, 8)), rng.normal(size=(8, 4))
y = h + gelu(ln(h) @ w1) @ w2
