import numpy as np


def softmax(x, axis=-1):
    x = x - x.max(axis=axis, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(Q, K, V, mask=None):
    d_k = Q.shape[-1]
    scores = np.matmul(Q, K.swapaxes(-2, -1)) / np.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    weights = softmax(scores)
    return weights @ V, weights


np.random.seed(0)
Q = np.random.randn(2, 3, 4)
K = np.random.randn(2, 5, 4)
V = np.random.randn(2, 5, 4)
out, w = scaled_dot_product_attention(Q, K, V)
mask = np.tril(np.ones((3, 5), dtype=bool))
out2, w2 = scaled_dot_product_attention(Q, K, V, mask)
causal = np.tri(4, 4, dtype=bool)
m = np.triu(np.full((3, 3), -np.inf), 1)
n = softmax(m)
