import numpy as np

x = np.array([[1, 0, 1, 0], [0, 2, 0, 2], [1, 1, 1, 1]])
w_key = np.array([[0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 0]])
w_query = np.array([[1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 1]])
w_value = np.array([[0, 2, 0], [0, 3, 0], [1, 0, 3], [1, 1, 0]])
keys, queries, values = x @ w_key, x @ w_query, x @ w_value
scores = queries @ keys.T
weights = np.array([[0.0, 0.5, 0.5], [0.0, 1.0, 0.0], [0.0, 0.9, 0.1]])
weighted = values[:, None] * weights.T[:, :, None]
outputs = weighted.sum(axis=0)
manual = np.zeros((3, 3))
for i in range(3):
    for j in range(3):
        manual[i, j] = queries[i] @ keys[j]
same = (manual == scores).all()
table = np.zeros((4, 6))
for pos in range(4):
    for i in range(0, 6, 2):
        table[pos, i] = np.sin(pos / 10000 ** (i / 6))
        table[pos, i + 1] = np.cos(pos / 10000 ** (i / 6))
b = np.array([softmax_row / softmax_row.sum() for softmax_row in np.exp(scores / 2)])
