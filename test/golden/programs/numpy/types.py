import numpy as np

a = np.array([1, 2, 3])
b = np.array([1, 2, 3], dtype=np.float32)
c = a + b
d = b * 2.5
e = a.astype(np.float32) / 3
f = np.array([True, False]).sum()
g = np.array([1.9, -1.9]).astype(int)
h = np.int64(7) // 2
i = np.float32(0.1) + np.zeros(2, dtype=np.float32)
j = np.ones(3, dtype=bool)
k = ~j
l = np.zeros((2,), dtype='float32')
m = a.mean()
n = b.mean()
o = a.dtype == np.int64
p = np.array(o)
q = np.array([1, 2.5])
r = np.asarray([[1, 2]])
s = (a > 1) & (a < 3)
t = np.array([0.5, 1.5, 2.5]).round()
u = np.array(3.0) * a
v = b.sum() + a.sum()
w = np.exp(a)
x = a**2
y = a**-1.0
z = np.sqrt(np.float32(2.0)) * b
