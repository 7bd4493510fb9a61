import torch

n = 3
for i in range(2):
    print(f'pass {i}: {n * i:>4d} of {n!r}')
letters = 'ijk'
eq = f'{letters[0]}{letters[1]},{letters[1]}{letters[2]}->{letters[0]}{letters[2]}'
a = torch.arange(6.0).view(2, 3)
b = torch.einsum(eq, a, a.T)
state = {f'layer.{i}.weight': torch.full((2,), float(i)) for i in range(3)}
c = state['layer.2.weight']
key = 'layer.{}.weight'.format(1)
d = state[key]
e = state['layer.%d.weight' % 0]
f = torch.tensor(len(f'{3.14159:.2f}'))
g = torch.tensor(len(str(n) + repr('a')))
print('shape:', tuple(a.shape), "mean %.3f" % a.mean().item())
