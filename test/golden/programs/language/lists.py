import torch

xs = [3, 1, 2]
xs.append(5)
xs.extend([4, 4])
xs.insert(0, 9)
xs.remove(4)
last = xs.pop()
xs.sort()
a = torch.tensor(xs)
xs.sort(reverse=True)
b = torch.tensor(xs)
c = torch.tensor([xs.index(5), xs.count(3), len(xs)])
xs[1:3] = [7, 7, 7]
d = torch.tensor(xs[::-1])
e = torch.tensor(xs * 2)
ys = xs.copy()
ys.reverse()
f = torch.tensor(ys + [0])
g = torch.tensor(sorted([[2, 1], [1, 5]], key=lambda p: p[1]))
h = torch.tensor([max(xs), min(xs), sum(xs)])
zs = [[0] * 3 for _ in range(2)]
zs[1][2] = 8
i = torch.tensor(zs)
j = torch.tensor([x for x in reversed(xs)])
del ys[0]
k = torch.tensor(ys)
