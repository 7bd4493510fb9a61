import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(31)


def grads(f, *xs):
    leaves = [x.clone().requires_grad_() for x in xs]
    y = f(*leaves)
    weight = torch.arange(1.0, y.numel() + 1).view(y.shape)
    return torch.autograd.grad((y * weight).sum(), leaves)


x = torch.randn(2, 3, 5)
w = torch.randn(4, 3, 2)
b = torch.randn(4)
cx, cw, cb = grads(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1), x, w, b)
img = torch.randn(1, 2, 4, 4)
k = torch.randn(2, 1, 2, 2)
gx, gk = grads(lambda x, k: F.conv2d(x, k, groups=2, dilation=2), img, k)
(mp,) = grads(lambda x: F.max_pool2d(x, 2), img)
(ap,) = grads(lambda x: F.avg_pool1d(x, 3, stride=1, padding=1), x)
(cp,) = grads(lambda x: x.cumprod(-1), x)
(cs,) = grads(lambda x: x.cumsum(1), x)
(cm,) = grads(lambda x: x.cummax(-1).values, x)
index = torch.tensor([[0, 2, 1], [1, 1, 0]])
base = torch.randn(2, 3)
src = torch.randn(2, 3)
sb, ss = grads(lambda a, s: a.scatter_add(1, index, s), base, src)
tb, ts = grads(lambda a, s: a.scatter(1, torch.tensor([[0, 2], [1, 0]]), s[:, :2]), base, src)
(ga,) = grads(lambda a: a.gather(1, index), base)
(ab,) = grads(lambda a: a.abs().topk(2, dim=-1).values, base)
ta, tc = grads(torch.atan2, base, src)
ib, iv = grads(lambda a, s: a.index_add(0, torch.tensor([1, 1]), s), base, src)
(gi,) = grads(lambda x: F.interpolate(x, scale_factor=2, mode='linear'), x)
(gn,) = grads(lambda x: F.group_norm(x, 3), x)
ct, ck = grads(lambda x, w: F.conv_transpose1d(x, w, stride=2), torch.randn(1, 4, 3), w)
gru = nn.GRU(3, 4, batch_first=True)
seq = torch.randn(2, 5, 3, requires_grad=True)
out, h = gru(seq)
(out.pow(2).sum() + h.sum()).backward()
ds = seq.grad
dw = gru.weight_ih_l0.grad
du = gru.weight_hh_l0.grad
db = gru.bias_hh_l0.grad
lstm = nn.LSTM(3, 2, bidirectional=True)
seq2 = torch.randn(4, 2, 3, requires_grad=True)
o2, (h2, c2) = lstm(seq2)
(o2.sin().sum() + c2.sum()).backward()
ds2 = seq2.grad
dw2 = lstm.weight_hh_l0_reverse.grad
rnn = nn.RNN(3, 2, nonlinearity='relu')
h0 = torch.randn(1, 2, 2, requires_grad=True)
o3, _ = rnn(torch.randn(3, 2, 3), h0)
o3.sum().backward()
dh0 = h0.grad
