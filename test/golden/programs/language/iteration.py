import torch

q = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
k = torch.tensor([[1.0, 1.0], [2.0, 0.0], [0.0, 3.0]])
rows = []
for i, (qi, name) in enumerate(zip(q, ['a', 'b'])):
    rows.append(torch.stack([torch.dot(qi, kj) for kj in k]))
scores = torch.stack(rows)
total = torch.zeros(2)
for step in range(10, 0, -3):
    if step == 4:
        continue
    total += step
i = 0
while True:
    i += 1
    if i >= 3:
        break
last = torch.tensor(i)
for n in range(5):
    if n > 7:
        break
else:
    n = 100
e = torch.tensor(n)
acc = torch.zeros(3)
for j in range(3):
    for l in range(j + 1):
        acc[j] += l
m = torch.tensor(list(map(lambda a, b: a * b, [1, 2], [3, 4])))
f = torch.tensor(list(filter(lambda v: v > 1, [0, 1, 2, 3])))
r = torch.tensor(list(range(2, 8, 2)))
o = torch.tensor([any([False, True]), all([True, False])])
z = torch.tensor([list(p) for p in zip(*[(1, 2), (3, 4)])])
d = torch.tensor([*divmod(17, 5), abs(-3), pow(2, 5), round(2.6)])
