import torch

x = torch.tensor([1.7, -2.3, 0.0])
a = x.int()
b = x.long() + 1
c = x.to(torch.float64)
d = x.bool()
e = x.type(torch.LongTensor)
f = (x > 0).float()
g = x.to('cpu').double()
h = torch.tensor([1, 2]) / 2
i = torch.tensor([1, 2]) + 0.5
j = torch.tensor([True, False]).sum()
k = torch.tensor([3, 4]) // 2 + torch.tensor([True, False])
l = x.to(dtype=torch.bool, device='cpu')
m = torch.arange(3).to(x)
n = torch.arange(3).type_as(x) * x
o = x.half().float() if False else x.float()
p = x.numpy()
q = torch.from_numpy(p) + 1
r = torch.tensor(x.tolist())
s = torch.tensor(x.dtype == torch.float32)
t = torch.tensor([x.is_floating_point(), x.requires_grad, torch.is_tensor(x)])
u = x.to(torch.int64).to(torch.float32)
v = torch.tensor(3.9).long()
w = torch.as_tensor([1, 2, 3])
y = torch.tensor(x[0].item() + 1)
z = ~(x > 0) ^ (x < 0)
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
aa = torch.zeros(2, device=device).to(device)
bb = torch.result_type(torch.tensor([1]), 1.0) == torch.float32
