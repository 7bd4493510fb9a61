import numpy as np

a = np.array([[1.0, 2.0], [3.0, 4.0]])
b = a @ a
c = a.dot(a.T)
d = a.sum(axis=0) + a.mean(axis=1)
e = np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)
f = a.reshape(4).astype(int)
g = a[:, ::-1]
h = np.zeros_like(a, dtype=int)
i = np.arange(0, 1, 0.25)
j = a.T.copy()
j[0, 0] = 100
k = np.where(a > 2, a, 0)
l = a.max() - a.min()
m = np.sqrt(a).round(2)
n = np.array([1, 2, 3]) / 2
o = np.array([7, -7]) // 2
p = np.array([7, -7]) % 3
q = np.linspace(0, 1, 3)
r = np.hstack([a, a]) + 0
s = np.vstack((a, np.ones((1, 2))))
t = a.flatten()
u = a.size + a.ndim
v = np.float32(1.5) * np.ones(2, dtype=np.float32)
w = np.full((2, 2), 7)
x = np.eye(2, dtype=np.float32)
y = a.argmax(axis=1)
z = np.array(a.shape)
