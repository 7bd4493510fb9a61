import torch
import torch.nn as nn
import torch.nn.functional as F


class MoE(nn.Module):
    def __init__(self, dim, experts, k):
        super().__init__()
        self.gate = nn.Linear(dim, experts, bias=False)
        self.experts = nn.ModuleList(nn.Linear(dim, dim) for _ in range(experts))
        self.k = k

    def forward(self, x):
        logits = self.gate(x)
        weights, selected = torch.topk(logits, self.k)
        weights = F.softmax(weights, dim=1, dtype=torch.float)
        all_out = torch.stack([e(x) for e in self.experts], dim=1)
        mask = F.one_hot(selected, len(self.experts)).float()
        combine = (weights.unsqueeze(-1) * mask).sum(1)
        return (all_out * combine.unsqueeze(-1)).sum(1)


torch.manual_seed(11)
moe = MoE(3, 4, 2)
x = torch.randn(5, 3)
y = moe(x)
load = F.softmax(moe.gate(x), dim=-1).mean(0)
