import torch
import torch.nn.functional as F

torch.manual_seed(5)
logits = torch.randn(3, 4, requires_grad=True)
target = torch.tensor([0, 3, 1])
loss = F.cross_entropy(logits, target)
loss.backward()
g = logits.grad
by_hand = (F.softmax(logits, -1) - F.one_hot(target, 4)) / 3
diff = (g - by_hand).abs().max()
emb = torch.randn(5, 2, requires_grad=True)
picked = emb[torch.tensor([1, 1, 4])]
(picked * torch.tensor([[1.0], [2.0], [3.0]])).sum().backward()
ge = emb.grad
m = torch.randn(2, 3, requires_grad=True)
m.max(dim=1).values.sum().backward()
gm = m.grad
n = torch.tensor([3.0, -1.0], requires_grad=True)
torch.where(n > 0, n * 2, n * 0.5).sum().backward()
gn = n.grad
