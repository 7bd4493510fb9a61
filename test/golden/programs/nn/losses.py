import torch
import torch.nn as nn

torch.manual_seed(11)
logits = torch.randn(3, 4)
labels = torch.tensor([1, 0, 3])
a = nn.CrossEntropyLoss()(logits, labels)
b = nn.CrossEntropyLoss(ignore_index=0)(logits, labels)
c = nn.CrossEntropyLoss(label_smoothing=0.1, reduction='none')(logits, labels)
d = nn.MSELoss()(logits, torch.ones(3, 4))
e = nn.NLLLoss()(nn.LogSoftmax(dim=-1)(logits), labels)
f = nn.BCEWithLogitsLoss()(logits, torch.ones(3, 4))
g = nn.L1Loss(reduction='sum')(logits, torch.zeros(3, 4))
h = nn.KLDivLoss(reduction='sum')(torch.log_softmax(logits, -1), torch.softmax(logits, 0))
i = nn.BCELoss()(logits.sigmoid(), torch.zeros(3, 4))
j = nn.SmoothL1Loss()(logits, torch.zeros(3, 4))
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.0, 1.0, 2.0]))
k = criterion(logits, labels)
