import torch

torch.manual_seed(3)
tokens = ['the', 'cat', 'sat', 'down']
vocab = {word: i for i, word in enumerate(sorted(set(tokens)))}
ids = torch.tensor([vocab[w] for w in tokens])
table = torch.randn(len(vocab), 4)
vectors = [table[i] for i in ids]
x = torch.stack(vectors)
pairs = torch.tensor([[float(i * j) for j in range(3)] for i in range(3)])
evens = torch.tensor([n for n in range(10) if n % 2 == 0])
flat = torch.tensor([v for row in [[1, 2], [3, 4]] for v in row])
norms = torch.stack([v.norm() for v in vectors if v.shape[0] == 4])
lengths = {w: len(w) for w in tokens}
sizes = torch.tensor(list(lengths.values()))
total = sum(v.sum() for v in vectors)
