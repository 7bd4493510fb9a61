import torch
import torch.nn.functional as F

torch.manual_seed(15)
x = torch.randn(2, 3, 4)
w = torch.rand(4)
b = torch.rand(4)
a = F.layer_norm(x, (4,))
c = F.layer_norm(x, x.shape[-1:], w, b, eps=1e-6)
d = F.layer_norm(x, [3, 4])
e = F.normalize(x, dim=-1)
f = F.normalize(x, p=1.0, dim=1)
g = F.batch_norm(x, torch.zeros(3), torch.ones(3))
h = F.batch_norm(x, None, None, training=True)
i = F.group_norm(torch.randn(2, 4, 3), 2)
j = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * w
k = F.instance_norm(x)
l = F.linear(x, torch.ones(2, 4), torch.tensor([1.0, -1.0]))
m = F.embedding(torch.tensor([[0, 2], [1, 1]]), x[0])
n = F.dropout(x, 0.5, training=False)
o = F.rms_norm(x, (4,), w)
p = F.bilinear(x[0], x[1], torch.ones(2, 4, 4))
