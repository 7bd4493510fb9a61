import torch
import torch.nn as nn

torch.manual_seed(18)
up = nn.Upsample(scale_factor=2)(torch.arange(4.0).view(1, 1, 4))
pd = nn.PairwiseDistance()(torch.ones(1, 3), torch.zeros(1, 3))
bil = nn.Bilinear(2, 3, 2)
b = bil(torch.ones(1, 2), torch.ones(1, 3))
bag = nn.EmbeddingBag(5, 3, mode='mean')
e = bag(torch.tensor([[0, 1], [2, 3]]))
ps = nn.PixelShuffle(2)(torch.arange(16.0).view(1, 4, 2, 2))
v = nn.utils.parameters_to_vector(bil.parameters())
n = torch.tensor(v.numel())
