import torch

torch.manual_seed(1)
cache = {}
for layer in range(3):
    cache[layer] = torch.randn(2, 2)
a = cache[0] + cache[2]
batch = {'ids': torch.tensor([1, 2]), 'mask': torch.tensor([1, 0])}
batch.update(labels=batch['ids'] + 1)
b = batch.pop('mask')
c = batch.get('missing', torch.zeros(1))
d = torch.stack([v for k, v in sorted(batch.items())])
merged = {**batch, 'extra': torch.ones(1)}
e = torch.tensor(len(merged))
f = torch.tensor(['ids' in merged, 'mask' in merged])
counts = {}
for w in 'a b a c a'.split():
    counts[w] = counts.get(w, 0) + 1
g = torch.tensor([counts[k] for k in sorted(counts)])
h = torch.tensor(list(dict(zip(range(3), [5, 6, 7])).values()))
default = cache.setdefault(7, torch.full((2,), 7.0))
del cache[0]
i = torch.tensor(sorted(cache.keys()))
