import functools

import torch


def timed(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)

    return inner


def repeat(times):
    def wrap(f):
        def inner(x):
            for _ in range(times):
                x = f(x)
            return x

        return inner

    return wrap


@timed
def softmax(x):
    e = torch.exp(x - x.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)


@repeat(3)
def halve(x):
    return x / 2


@torch.no_grad()
def centre(x):
    return x - x.mean()


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


x = torch.tensor([[1.0, 2.0, 4.0]])
a = softmax(x)
b = halve(x)
c = centre(x)
d = torch.full((2,), float(fib(9)))
