import numpy as np

np.random.seed(1)
X = np.random.randn(4, 3)
W = np.random.randn(3, 2) * 0.1
y = np.array([0, 1, 1, 0])
logits = X @ W
probs = np.exp(logits - logits.max(1, keepdims=True))
probs /= probs.sum(1, keepdims=True)
loss = -np.log(probs[range(4), y]).mean()
d = probs.copy()
d[range(4), y] -= 1
d /= 4
dW = X.T @ d
for _ in range(3):
    W -= 0.5 * dW
s = probs[0]
J = np.diag(s) - np.outer(s, s)
relu_grad = (X > 0).astype(float)
