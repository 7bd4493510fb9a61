import torch


def power(a, n):
    if n == 0:
        return torch.eye(a.shape[0])
    half = power(a, n // 2)
    return half @ half if n % 2 == 0 else half @ half @ a


def flatten(tree):
    if isinstance(tree, (list, tuple)):
        return [leaf for part in tree for leaf in flatten(part)]
    return [tree]


a = power(torch.tensor([[1.0, 1.0], [1.0, 0.0]]), 7)
b = torch.tensor(flatten([1, [2, (3, [4])], 5]))
