import torch
import torch.nn.functional as F

torch.manual_seed(0)
q = torch.randn(2, 4, requires_grad=True)
k = torch.randn(3, 4, requires_grad=True)
v = torch.randn(3, 2, requires_grad=True)
scores = q @ k.T / 4**0.5
weights = F.softmax(scores, dim=-1)
scores.retain_grad()
out = weights @ v
loss = out.pow(2).mean()
loss.backward()
dq, dk, dv = q.grad, k.grad, v.grad
ds = scores.grad
