import numpy as np

rs = np.random.RandomState(42)
a = rs.randn(2, 3)
b = rs.rand(2)
c = rs.randint(5, size=(2, 2))
d = rs.uniform(0, 2, 3)
e = rs.normal(size=(2,))
f = rs.permutation(4)
g = rs.choice(6, 2, replace=False)
h = rs.standard_normal(2)
