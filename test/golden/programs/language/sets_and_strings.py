import torch

sentence = 'Attention is all you need.'
words = sentence.lower().replace('.', '').split()
a = torch.tensor([len(w) for w in words])
chars = sorted(set(''.join(words)))
stoi = {ch: i for i, ch in enumerate(chars)}
itos = {i: ch for ch, i in stoi.items()}
encode = lambda s: [stoi[c] for c in s]
decode = lambda l: ''.join(itos[i] for i in l)
b = torch.tensor(encode('need'))
back = decode(encode('all'))
c = torch.tensor([back == 'all', back.startswith('al'), 'z' in stoi])
s = {1, 2, 3} | {3, 4}
d = torch.tensor(sorted(s - {2}))
e = torch.tensor(sorted({1, 2} & {2, 3}))
f = torch.tensor([ord('a'), ord(chr(98))])
name = f'layer_{3:02d}'
g = torch.tensor([len(name), name.find('0'), name.count('_')])
parts = 'a=1,b=2'.split(',')
kv = dict(p.split('=') for p in parts)
h = torch.tensor([int(kv['a']), int(kv['b'])])
i = torch.tensor([c.isdigit() for c in 'a1'])
padded = [w.center(6).strip().title() for w in words]
j = torch.tensor([len(w) for w in padded])
k = torch.tensor(list(map(int, '1 0 1'.split(' '))))
