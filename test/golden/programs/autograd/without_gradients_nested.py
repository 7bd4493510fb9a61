import torch


@torch.no_grad()
def double(t):
    return t * 2


x = torch.tensor([2.0, 3.0], requires_grad=True)
with torch.no_grad():
    before = x * 3
    y = double(x)
    with torch.no_grad():
        a = before + x
        inner = torch.tensor([before.requires_grad, a.requires_grad])
    after = x * before
    outer = torch.tensor([y.requires_grad, after.requires_grad])
    with torch.enable_grad():
        again = x * 5
        open = torch.tensor([again.requires_grad, before.requires_grad])
    late = x + 1
    shut = torch.tensor([late.requires_grad, again.requires_grad])
w = (after * late * again * x).sum()
w.backward()
g = x.grad
