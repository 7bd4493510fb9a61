import torch

batch, *rest = torch.zeros(2, 3, 4).shape
first, *middle, last = torch.arange(5)
head, *tail = [1, 2, 3, 4]
t = torch.tensor(tail)
m = torch.stack(middle)
shape = (batch, *rest, 2)
y = torch.ones(*shape)
def scale(x, *factors):
    for f in factors:
        x = x * f
    return x
z = scale(torch.ones(2), 2.0, 3.0, *[0.5, 4.0])
a, (b, c), *d = 1, (2, 3), 4, 5
w = torch.tensor([a, b, c, *d])
