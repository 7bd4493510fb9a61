/** What most of them begin with. */
const T =
  'import torch\nimport torch.nn as nn\nimport numpy as np\nimport torch.nn.functional as F\n';

/** Code that never ends, grows without bound or is nonsense, by what it does. */
export const hostilePrograms: readonly (readonly [does: string, text: string])[] = [
  ['while True', T + 'x = torch.ones(2)\nwhile True:\n    x = x + 1\ny = x\n'],
  ['while True lists', 'a = []\nwhile True:\n    a.append(a)\n'],
  [
    'nested while',
    'i = 0\nwhile True:\n    while True:\n        while True:\n            i += 1\n',
  ],
  ['recursion', 'def f(n):\n    return f(n + 1) + f(n - 1)\nx = f(1)\n'],
  ['mutual', 'def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nx = f(1)\n'],
  ['fib', 'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nx = fib(40)\n'],
  [
    'ackermann',
    'def a(m, n):\n    if m == 0: return n + 1\n    if n == 0: return a(m - 1, 1)\n    return a(m - 1, a(m, n - 1))\nx = a(4, 4)\n',
  ],
  [
    'self call',
    'class A:\n    def __call__(self, x): return self(x)\n    def __getattr__(self, n): return getattr(self, n)\nA()(1)\nA().b\n',
  ],
  ['lambda y', 'y = (lambda f: f(f))(lambda f: f(f))\n'],
  ['huge int', 'x = 10 ** 100000\ny = 2 ** 2 ** 2 ** 2 ** 2 ** 2\nz = 1 << 10 ** 9\n'],
  ['huge string', 'x = "a" * 10 ** 9\ny = [0] * 10 ** 9\nz = (1,) * 10**12\n'],
  ['huge literal', 'x = [' + '1, '.repeat(200000) + ']\n' + T + 'y = torch.tensor(x)\n'],
  ['huge number', 'x = ' + '9'.repeat(100000) + '\n'],
  ['deep list', 'x = ' + '['.repeat(5000) + ']'.repeat(5000) + '\n'],
  [
    'exp comprehension',
    'x = [[[[[i + j + k + l + m for i in range(100)] for j in range(100)] for k in range(100)] for l in range(100)] for m in range(100)]\n',
  ],
  [
    'exp comprehension 2',
    'x = [a for a in range(1000) for b in range(1000) for c in range(1000) if a == b == c]\n',
  ],
  ['doubling', 'x = [1, 2]\nfor i in range(100):\n    x = [y for y in x for _ in range(2)]\n'],
  ['doubling str', 's = "ab"\nfor i in range(100):\n    s = s + s\nt = s * 1000\n'],
  ['doubling f', 's = "ab"\nfor i in range(100):\n    s = f"{s}{s}{s}"\n'],
  ['doubling dict', 'd = {}\nfor i in range(10**6):\n    d[i] = dict(d)\n'],
  [
    'doubling tuple',
    'a = ()\nfor i in range(60):\n    a = (a, a)\nprint(a == a, a < a, str(a), hash(a))\nb = sorted([a, a])\nc = {a: 1}\nd = set([a])\n',
  ],
  [
    'doubling tensors',
    T + 'x = torch.ones(2)\nfor i in range(64):\n    x = torch.cat([x, x])\ny = x.sum()\n',
  ],
  [
    'tensor tree',
    T +
      'a = torch.ones(2)\nfor i in range(60):\n    a = [a, a]\nb = torch.tensor(a)\nc = torch.stack(a)\n',
  ],
  [
    'copy tree',
    'import copy\na = [1]\nfor i in range(60):\n    a = [a, a]\nb = copy.deepcopy(a)\n',
  ],
  [
    'format tree',
    'a = (1,)\nfor i in range(60):\n    a = (a, a)\nprint(f"{a}", repr(a), str(a))\nx = "%s" % (a,)\n',
  ],
  ['sum lists', 'x = sum([[1] * 1000 for _ in range(1000)], [])\n'],
  [
    'product',
    'import itertools\nx = list(itertools.product(range(100), repeat=8))\ny = list(itertools.permutations(range(12)))\nz = list(itertools.combinations(range(60), 20))\nw = list(itertools.count())\nfor i in itertools.count():\n    pass\nfor i in itertools.cycle([1]):\n    pass\nv = list(itertools.chain.from_iterable([range(10**5)] * 10**5))\n',
  ],
  [
    'range',
    'x = list(range(10 ** 12))\ny = sum(range(10 ** 12))\nfor i in range(10**12):\n    for j in range(10**12):\n        k = i\n',
  ],
  [
    'big tensors',
    T +
      'x = torch.zeros(10**6, 10**6)\ny = x @ x\nz = torch.randn(10**5, 10**5).softmax(-1)\nw = np.ones((10**9,))\nv = torch.eye(10**6)\nu = torch.arange(10**12)\nt = torch.linspace(0, 1, 10**9)\ns = torch.zeros(10**300)\n',
  ],
  [
    'big odd',
    T +
      'a = torch.zeros(-1)\nb = torch.zeros(1.5)\nc = torch.randn(0, 0).softmax(0)\nd = torch.cat([])\ne = torch.ones(3)[10]\nf = torch.ones(2) @ torch.ones(3)\ng = torch.ones(2).view(3)\nh = torch.diag(torch.ones(0))\ni = torch.tril_indices(-3, 5)\nj = torch.tril_indices(10**9, 10**9)\nk = F.unfold(torch.ones(1, 1, 2, 2), 5)\nl = F.interpolate(torch.ones(1, 1, 4), scale_factor=1e9)\nm = torch.logspace(0, 1e9, 5)\nn = torch.range(0, 1e18)\no = torch.repeat_interleave(torch.ones(2), torch.tensor([10**9, 1]))\np = torch.as_strided(torch.ones(2), (10**6, 10**6), (0, 0))\nq = torch.cartesian_prod(*[torch.arange(100)] * 10)\nr = nn.LSTM(2, 3, num_layers=10**9)\ns = nn.GRU(-1, 0)\nt = nn.RNN(0, 0)(torch.ones(0, 0, 0))\nu = torch.tensor_split(torch.ones(4), 0)\nv = np.indices((10**6, 10**6))\nw = F.one_hot(torch.tensor([10**9]))\nx = F.one_hot(torch.tensor([], dtype=torch.long))\ny = torch.block_diag()\nz = torch.broadcast_shapes((2,), (3,))\n',
  ],
  [
    'lstm long',
    T +
      'torch.manual_seed(0)\nl = nn.LSTM(200, 400, 3, bidirectional=True)\no, _ = l(torch.randn(400, 8, 200))\ng = nn.GRU(2000, 4000)\np = g(torch.randn(1000, 100, 2000))\n',
  ],
  [
    'class chain',
    Array.from(
      { length: 300 },
      (_, i) =>
        `class C${i}(${i ? 'C' + (i - 1) : 'object'}):\n    def f(self): return super().f()\n`,
    ).join('') + 'C299().f()\n',
  ],
  ['decorators', 'def d(f): return d(f)\n@d\ndef g(): pass\ng()\n'],
  [
    'generators',
    'def g():\n    while True:\n        yield 1\nx = list(g())\ndef h():\n    yield from h()\ny = list(h())\nz = sum(1 for _ in g())\nn = next(g())\n',
  ],
  [
    'property loop',
    'class A:\n    @property\n    def x(self): return self.x\n    def __len__(self): return len(self)\n    def __iter__(self): return self\n    def __getitem__(self, i): return self[i]\n    def __eq__(self, o): return self == o\n    def __add__(self, o): return self + o\n    def __repr__(self): return repr(self)\na = A()\na.x\nlen(a)\nlist(a)\na[0]\na == a\na + a\nf"{a}"\nsorted([a, a])\n{a: 1}\n',
  ],
  [
    'cyclic list',
    'a = []\na.append(a)\na == a\nstr(a)\nrepr(a)\nb = a + a\nimport copy\nc = copy.deepcopy(a)\nprint(f"{a}")\nd = sorted([a, a])\nsum(a, [])\nx = {1: a}\nx[2] = x\nx == x\nstr(x)\ne = a < a\nf = a in a\n' +
      T +
      'torch.tensor(a)\ntorch.stack(a)\nnp.array(a)\nnn.Sequential(*a)\n',
  ],
  [
    'cyclic module',
    T +
      'class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.me = self\n        self.l = nn.ModuleList([self])\n    def forward(self, x): return self.me(x)\na = A()\na(1)\na.eval()\nlist(a.parameters())\na.apply(print)\nimport copy\ncopy.deepcopy(a)\nstr(a)\nnn.Sequential(a, a)(2)\na.state_dict()\n',
  ],
  [
    'many ifs',
    Array.from(
      { length: 200 },
      (_, i) => `if u${i}():\n    x = torch.ones(2) + ${i}\nelse:\n    x = torch.ones(2) - ${i}\n`,
    ).join(''),
  ],
  [
    'if bomb',
    'def f(x):\n' +
      Array.from(
        { length: 40 },
        (_, i) => `    if u${i}():\n        x = g(x)\n    else:\n        x = h(x)\n`,
      ).join('') +
      '    return x\ndef g(x): return f(x)\ndef h(x): return f(x)\ny = f(1)\n',
  ],
  [
    'nested ifs',
    Array.from({ length: 60 }, (_, i) => ' '.repeat(i) + `if u${i}():\n`).join('') +
      ' '.repeat(60) +
      'x = 1\n' +
      Array.from(
        { length: 60 },
        (_, i) => ' '.repeat(59 - i) + `else:\n` + ' '.repeat(60 - i) + 'x = 2\n',
      ).join(''),
  ],
  [
    'try bomb',
    Array.from({ length: 100 }, (_, i) => ' '.repeat(i) + 'try:\n').join('') +
      ' '.repeat(100) +
      'raise X\n',
  ],
  [
    'jacobian',
    T +
      'def f(x): return torch.autograd.functional.jacobian(f, x)\ny = f(torch.ones(3, requires_grad=True))\nz = torch.autograd.functional.jacobian(lambda t: t.outer(t).flatten(), torch.ones(1000))\n',
  ],
  [
    'backward loops',
    T +
      'w = torch.ones(3, requires_grad=True)\nfor i in range(10**6):\n    l = (w * w).sum()\n    l.backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n        w.grad.zero_()\n',
  ],
  [
    'views chain',
    T +
      'x = torch.zeros(64)\nfor i in range(1000):\n    x = x.view(8, 8).t()\n    x = x.reshape(64)\n    x[0] = i\ny = x\n',
  ],
  [
    'view tower',
    T +
      'x = torch.zeros(8, 8)\nv = x\nfor i in range(500):\n    v = v.t()\nv[0, 0] = 1\nz = x + 1\nv += 1\n',
  ],
  [
    'known chain',
    T +
      'x = torch.tensor([1, 2, 3])\nfor i in range(60):\n    x = x + x\n    if (x > 0).all():\n        x = x - 1\nif x.sum() > 0:\n    y = x\n',
  ],
  [
    'percent',
    'x = "%s" * 100000 % tuple(range(100000))\ny = "%1000000000d" % 1\nz = f"{1:1000000000}"\nw = "{:>1000000000}".format(1)\nv = "a".ljust(10**9)\nu = "a".center(10**10)\nt = "x".zfill(10**9)\ns = "ab".replace("", "x" * 10000) * 1000\nr = ",".join(["x" * 10000] * 10000)\nq = "a\\t" .expandtabs(10**9)\n',
  ],
  ['unpack', 'a, *b, c = range(10**9)\n(x, (y, (z, *w))) = 1\na = b = c = d = a\n*a, = a\n'],
  [
    'einsum',
    T +
      'x = torch.einsum("abcdefghijklm,nopqrstuvwxyz->", torch.ones([2] * 13), torch.ones([2] * 13))\ny = torch.einsum("i" * 1000, torch.ones(2))\nz = torch.ones([2] * 60)\n',
  ],
  ['star', 'def f(*a, **k): return f(*a, *a, **k)\nf(1)\n'],
  ['kwargs', 'def f(**k): return f(**k, x=1)\nf()\nd = {**{}, **{}}\n'],
  ['walrus', 'while (n := n + 1): pass\nx = [y := y for y in y]\n'],
  ['match', 'match x:\n    case [a, *b]:\n        pass\n'],
  [
    'async',
    'async def f():\n    async for x in f():\n        await f()\n    async with f() as g:\n        yield\n',
  ],
  ['global', 'def f():\n    global f\n    f = f\n    return f()\nf()\n'],
  ['setattr', 'class A: pass\na = A()\nfor i in range(10**6):\n    setattr(a, str(i), a)\n'],
  ['sort', 'x = sorted(range(10**5), key=lambda i: sorted(range(i)))\n'],
  [
    'pad',
    T +
      'x = F.pad(torch.ones(2), (10**9, 10**9))\ny = torch.ones(2).repeat(10**9)\nz = torch.ones(2).expand(10**9, 2).sum()\nw = np.tile(np.ones(3), 10**9)\nv = torch.ones(3).repeat_interleave(10**9)\nu = np.pad(np.ones(3), 10**8)\n',
  ],
  [
    'split',
    T +
      'x = torch.ones(10**6).split(1)\ny = torch.ones(10**6).unbind()\nz = list(torch.ones(10**7))\nw = torch.ones(10**6).tolist()\nfor a in torch.ones(10**6):\n    b = a\n',
  ],
  [
    'complex',
    T +
      'z = torch.polar(torch.ones(2), torch.ones(2))\nfor i in range(1000):\n    z = z * z\nw = torch.view_as_real(z @ z)\nz.foo()\nz[10]\nz += 1\nz[0] = 1\nfor a in z: pass\nstr(z)\nz == z\nz.backward()\nnp.array(z)\nz.shape.foo\n',
  ],
];
