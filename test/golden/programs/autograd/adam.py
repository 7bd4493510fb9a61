import torch
import torch.nn as nn

torch.manual_seed(4)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
x = torch.randn(4, 2)
t = torch.randn(4, 1)
losses = []
for _ in range(3):
    pred = net(x)
    loss = ((pred - t) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss.item())
w = net[0].weight.data
l = torch.tensor(losses)
adamw = torch.optim.AdamW(net.parameters(), lr=0.1, weight_decay=0.1)
net(x).sum().backward()
adamw.step()
v = net[2].weight.detach()
