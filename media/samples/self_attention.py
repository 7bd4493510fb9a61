"""Self-attention in plain PyTorch: hover any tensor to see its shape and numbers."""

import torch
import torch.nn.functional as F

torch.manual_seed(42)

tokens = ["Tokyo", "is", "beautiful"]
x = torch.tensor([
    [1.0, 0.5, 0.3, 0.2],  # Tokyo
    [0.2, 0.1, 0.9, 0.7],  # is
    [0.8, 0.3, 0.2, 0.4],  # beautiful
])
n, d_model = x.shape

W_Q = torch.randn(d_model, d_model)
W_K = torch.randn(d_model, d_model)
W_V = torch.randn(d_model, d_model)

Q = x @ W_Q
K = x @ W_K
V = x @ W_V

scores = Q @ K.T
scaled = scores / d_model**0.5
future = torch.triu(torch.ones(n, n), diagonal=1).bool()
masked = scaled.masked_fill(future, float("-inf"))
weights = F.softmax(masked, dim=-1)
output = weights @ V

print(f"weights: {weights}")
