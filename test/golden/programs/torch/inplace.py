import torch

x = torch.tensor([[1.0, -2.0], [3.0, -4.0]])
a = x.clone().abs_()
b = x.clone().clamp_(min=0)
c = x.clone().add_(1).mul_(2).div_(4)
d = torch.zeros(2, 2).copy_(x)
e = x.clone().t_()
f = x.clone().unsqueeze_(0).squeeze_(0)
g = x.clone().relu_()
h = x.clone().exp_().log_()
i = x.clone().tril_()
j = x.clone().fill_diagonal_(0)
k = torch.empty(3).zero_()
l = x.clone().sub_(torch.ones(2)).neg_().pow_(2)
m = x.clone().masked_fill_(x < 0, 0.5)
n = torch.empty(2, 2)
n[0] = 1
n[1] = torch.tensor([2.0, 3.0])
o = x.clone()
o[:, 0] += 10
o[1, -1] = 0
p = x.clone()
p[p < 0] *= -1
q = torch.zeros(3, 3)
q[torch.arange(3), torch.tensor([2, 0, 1])] = 1
r = torch.zeros(2, 4)
r[:, ::2] = torch.tensor([1.0, 2.0])
s = torch.zeros(2, 3)
s[:, 1:] = s.new_ones(2, 2)
t = x.clone().sigmoid_().tanh_()
u = torch.zeros(4)
u.index_fill_(0, torch.tensor([1, 3]), 2.0)
v = x.clone().lerp_(torch.zeros(2, 2), 0.5)
w = x.clone().transpose_(0, 1).sqrt_().nan_to_num_(nan=-1.0)
