import torch

torch.manual_seed(12)
q = torch.randn(2, 4)
k = torch.randn(6, 4)
v = torch.randn(6, 3)
block = 2
m = torch.full((2, 1), float('-inf'))
l = torch.zeros(2, 1)
o = torch.zeros(2, 3)
for start in range(0, k.shape[0], block):
    kb, vb = k[start : start + block], v[start : start + block]
    s = q @ kb.T
    m_new = torch.maximum(m, s.max(dim=-1, keepdim=True)[0])
    p = torch.exp(s - m_new)
    scale = torch.exp(m - m_new)
    l = l * scale + p.sum(-1, keepdim=True)
    o = o * scale + p @ vb
    m = m_new
out = o / l
reference = torch.softmax(q @ k.T, dim=-1) @ v
error = (out - reference).abs().max()
