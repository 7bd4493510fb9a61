import torch
import torch.nn.functional as F

x = torch.arange(6.0).view(2, 3)
a = F.pad(x, (1, 2))
b = F.pad(x, (1, 0, 0, 1), value=-1.0)
c = F.pad(x[None], (1, 1), mode='reflect')
d = F.pad(x[None], (2, 0), mode='replicate')
e = F.pad(x, (0, -1))
f = F.pad(x[:, :-1], (1, 0), 'constant', 0)
seqs = [torch.tensor([1, 2, 3]), torch.tensor([4])]
g = torch.nn.utils.rnn.pad_sequence(seqs, batch_first=True)
longest = max(len(s) for s in seqs)
h = torch.stack([F.pad(s, (0, longest - len(s)), value=9) for s in seqs])
i = F.pad(x[None], (1, 1), mode='circular')
j = F.unfold(torch.arange(16.0).view(1, 1, 4, 4), kernel_size=2, stride=2)
k = F.one_hot(torch.tensor([0, 2]), num_classes=4)
l = F.one_hot(torch.tensor([0, 2]))
m = F.pad(torch.ones(2, 2, dtype=torch.bool), (1, 0))
