import torch


def positions(n, step=1):
    i = 0
    while i < n:
        yield i
        i += step


def windows(x, size):
    for start in range(x.shape[0] - size + 1):
        yield x[start : start + size]


x = torch.arange(12.0).reshape(6, 2)
even = x[list(positions(6, 2))]
means = torch.stack([w.mean(0) for w in windows(x, 3)])
first = next(windows(x, 2))
squares = sum(i * i for i in positions(5))
s = torch.tensor(squares)
