import torch
import torch.nn.functional as F

torch.manual_seed(9)
logits = torch.tensor([[2.0, 1.0, 0.5, -1.0, 3.0]])
temperature = 0.7
probs = F.softmax(logits / temperature, dim=-1)
v, ix = torch.topk(logits, 3)
filtered = logits.clone()
filtered[filtered < v[:, [-1]]] = -float('Inf')
top = F.softmax(filtered, dim=-1)
nxt = torch.multinomial(top, num_samples=1)
sorted_logits, order = torch.sort(logits, descending=True)
cumulative = torch.cumsum(F.softmax(sorted_logits, dim=-1), dim=-1)
remove = cumulative > 0.9
remove[..., 1:] = remove[..., :-1].clone()
remove[..., 0] = 0
drop = remove.scatter(1, order, remove)
nucleus = logits.masked_fill(drop, float('-inf'))
greedy = nucleus.argmax(-1)
entropy = -(probs * probs.log()).sum(-1)
gumbel = -torch.log(-torch.log(torch.rand(5)))
perplexity = torch.exp(F.cross_entropy(logits, torch.tensor([4])))
