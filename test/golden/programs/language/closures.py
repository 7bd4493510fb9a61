import torch


def make_scaler(factor):
    calls = 0

    def scale(x):
        nonlocal calls
        calls += 1
        return x * factor + calls

    return scale


double = make_scaler(2.0)
a = double(torch.ones(2))
b = double(torch.ones(2))
mask_below = lambda n, k=0: torch.tril(torch.ones(n, n), diagonal=k)
m = mask_below(3)
k = mask_below(3, k=-1)
compose = lambda *fs: lambda x: x if not fs else compose(*fs[1:])(fs[0](x))
c = compose(torch.exp, torch.log, lambda t: t + 1)(torch.tensor([1.0, 2.0]))
adders = [lambda x, i=i: x + i for i in range(3)]
d = torch.stack([f(torch.zeros(1)) for f in adders])
