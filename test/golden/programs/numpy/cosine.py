import numpy as np

king = np.array([0.9, 0.8, 0.1])
queen = np.array([0.9, 0.1, 0.8])
cos = king @ queen / (np.linalg.norm(king) * np.linalg.norm(queen))
E = np.stack([king, queen, king - queen])
norms = np.linalg.norm(E, axis=1)
sim = (E @ E.T) / (norms[:, None] * norms[None, :])
best = np.argmax(sim - np.eye(3), axis=1)
d = np.sqrt(((E[:, None] - E[None]) ** 2).sum(-1))
p = np.exp(-d) / np.exp(-d).sum(1, keepdims=True)
cross = -np.log(p[np.arange(3), [0, 1, 2]]).mean()
onehot = np.eye(4)[[1, 3]]
sigmoid = lambda z: 1 / (1 + np.exp(-z))
gate = sigmoid(E) * np.tanh(E)
