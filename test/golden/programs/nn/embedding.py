import torch
import torch.nn as nn

torch.manual_seed(1)
tok = nn.Embedding(10, 4)
pos = nn.Embedding(5, 4)
ids = torch.tensor([[1, 2, 3], [4, 5, 0]])
x = tok(ids) + pos(torch.arange(ids.shape[1]))
padded = nn.Embedding(4, 2, padding_idx=0)
p = padded(torch.tensor([0, 1, 3]))
fixed = nn.Embedding.from_pretrained(torch.eye(3))
f = fixed(torch.tensor([2, 0]))
w = tok.weight[:3]
logits = x @ tok.weight.T
size = torch.tensor([tok.num_embeddings, tok.embedding_dim])
