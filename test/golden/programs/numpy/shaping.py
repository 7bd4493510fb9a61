import numpy as np

x = np.arange(24).reshape(2, 3, 4)
a = x.transpose(0, 2, 1)
b = np.transpose(x, (2, 0, 1))
c = np.swapaxes(x, 0, 1)
d = x.reshape(2, -1)
e = np.expand_dims(x, 0).squeeze()
f = np.concatenate([x, x], axis=-1)
g = np.stack([x[0], x[1]], axis=1)
h, i, j = np.split(np.arange(6), 3)
k = np.array_split(np.arange(7), 3)[0]
l = np.tile(np.array([1, 2]), (2, 2))
m = np.repeat(np.array([[1, 2]]), 3, axis=0)
n = np.pad(np.array([[1, 2], [3, 4]]), ((0, 0), (1, 0)))
o = np.broadcast_to(np.array([1, 2, 3]), (2, 3))
p = np.moveaxis(x, 0, -1)
q = x[..., None].shape
r = np.array(q)
s = np.ravel(x)[:3]
t = np.atleast_2d(np.array([1, 2]))
u = x[:, [0, 2], :][..., 1:3]
v = np.hsplit(np.arange(8).reshape(2, 4), 2)[1]
w = np.append(np.array([1, 2]), [3, 4])
y = np.column_stack([np.array([1, 2]), np.array([3, 4])])
z, zz = np.meshgrid(np.arange(2), np.arange(3))
aa = np.delete(np.arange(4), 1)
bb = np.insert(np.arange(3), 1, 9)
cc = np.flatnonzero(np.array([0, 1, 1]))
dd = np.indices((2, 2))[0]
ee = np.dstack([np.ones((2, 2)), np.zeros((2, 2))])
ff = np.array([[1, 2], [3, 4]])[np.newaxis, :, :]
