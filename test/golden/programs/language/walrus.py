import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
if (n := x.shape[0]) > 1:
    y = x / n
values = [h := 1]
total = sum(last := v for v in [1, 2, 3])
z = (s := x.sum()) / x.numel()
while (n := n - 1) > 0:
    x = x + 1
