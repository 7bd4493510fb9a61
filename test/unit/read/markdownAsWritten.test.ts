import { describe, expect, it } from 'vitest';
import { finds, formulasOf, shows, snippetsOf, squeezed } from './snippets.js';

describe('a formula in pieces', () => {
  finds(
    [
      ['出力: $H=$Softmax$\\Big(QK^T\\Big)V$', ['H= Softmax \\Big(QK^T\\Big)V']],
      ['重み $A$ = softmax$(QK^T)$ とする', ['A = softmax (QK^T)']],
      ['Attention(Q, K, V) = softmax($QK^T$)$V$.', ['Attention(Q, K, V) = softmax( QK^T ) V']],
      ['so softmax($q^Tk$)V is read', ['softmax( q^Tk )V']],
      ['LayerNorm($x + F(x)$) + $y$', ['LayerNorm( x + F(x) ) + y']],
      ['Concat($h_1$, ..., $h_n$)$W$', ['Concat( h_1 , ..., h_n ) W']],
      ['$K= WH$<b style="color:red">$_1$</b>。', ['K= WH _1']],
      // Names, remarks and rows of symbols stay apart.
      ['the softmax ($\\sigma$) of $x$', ['\\sigma', 'x']],
      ['softmax に $x$ を渡す、$y$', ['x', 'y']],
      ['替えて Swish（$f(x) = x \\sigma(x)$）：', ['f(x) = x \\sigma(x)']],
      ['queries, keys and max $x$, $y$', ['x', 'y']],
      ['`softmax`$(x)$ and log$n$', ['(x)', 'n']],
      ['PATH=$HOME=$softmax', []],
    ],
    squeezed,
  );
});

describe('formulas in other places', () => {
  finds(
    [
      ['![x](https://latex.codecogs.com/svg.latex?y=\\sqrt{d_k}x)', ['y=\\sqrt{d_k}x']],
      [
        'so <img src="https://latex.codecogs.com/gif.latex?\\inline&space;y&space;&plus;&space;1">',
        ['y + 1'],
      ],
      [
        '<p><img src="https://render.githubusercontent.com/render/math?math=%5Csqrt%7Bd_k%7D"></p>',
        ['\\sqrt {d_k }'],
      ],
      ['![x](https://example.com/y=f(x).png) <img src="https://example.com/?a=b+c">', []],
      [
        'so ![{\\displaystyle x\\in \\mathbb {R} }](https://example.org/a.svg) holds',
        ['{\\displaystyle x\\in \\mathbb {R} }'],
      ],
      ['<p align="center">y = W<sub>1</sub>x + b</p>', ['y = W_{ 1} x + b']],
      ['重みは[tex:{ \\displaystyle A = QK^T }]です', ['{ \\displaystyle A = QK^T }']],
      ['[tex](a.md) and [text: 1]', []],
      ['( \\text{score} = QK^\\top )', ['\\text{score} = QK^\\top']],
      ['FFN($x$) = max(0, $xW+b$)$U$', ['FFN( x ) = max(0, xW+b ) U']],
    ],
    squeezed,
  );
});

describe('signs that Markdown was kept from', () => {
  finds(
    [
      ['$\\alpha\\_{ij} = a\\_i b\\_j$', ['\\alpha _{ij} = a _i b _j']],
      ['$\\int\\_{X} QW\\_i \\hat{b}\\_t$', ['\\int _{X} QW _i \\hat{b} _t']],
      ['$step\\_num^{-0.5} \\text{a\\_b}$', ['step\\_num^{-0.5} \\text{a\\_b}']],
      ['$V^\\*(x)$', ['V^ *(x)']],
      ['$\\log\u2061(x)$', ['\\log (x)']],
      ['$X = \\\\{x | x < 10\\\\}$', ['X = \\{x | x < 10 \\}']],
      ['$A \\left\\\\{ B \\right\\\\}$', ['A \\left \\{ B \\right \\}']],
      ['集合は$X = \\\\{x$: 整数$\\\\}$', ['X = \\{x', '\\}']],
      ['$$\n\\mathrm{softmax}!\\left( x \\right)\n$$', ['\\mathrm{softmax} \\left( x \\right)']],
      [
        '$$\nu_i = \\sum_{j=1}^{n} a_{t,j} , v_{j,i}\n$$',
        ['u_i = \\sum_{j=1}^{n} a_{t,j} v_{j,i}'],
      ],
      [
        '$\\sum_j a_j = 1 , b = n!\\left( 2 \\right)$',
        ['\\sum_j a_j = 1 , b = n!\\left( 2 \\right)'],
      ],
      // A row that begins with a group.
      [
        '$$\n\\begin{aligned} a \\\\{\\rm b} \\end{aligned}\n$$',
        ['\\begin{aligned} a \\\\{\\rm b} \\end{aligned}'],
      ],
    ],
    squeezed,
  );
});

shows('a formula whose closing dollar was forgotten', [
  ['so $x = softmax(QK^T\nand more', ['x = softmax(QK^T']],
  ['so $\\text{softmax}(QK^T/\\sqrt{d_k})V.\n\nNext', ['\\text{softmax}(QK^T/\\sqrt{d_k})V']],
  ['- a score $q \\cdot k\n- and $k$', ['q \\cdot k', 'k']],
  ['a score $q \\cdot k\nand then $k$ too', ['q \\cdot k', 'k']],
  ['スコアは $q \\cdot k / \\sqrt{d_k}\nです。', ['q \\cdot k / \\sqrt{d_k}']],
  ['| a | $\\alpha_{ij} | c |\n|---|---|---|', ['\\alpha_{ij}']],
  ['if $\\mathbf{x} \\geq 0 \\), then', ['\\mathbf{x} \\geq 0']],
  ['so $\\text{softmax}(QK^T)V 🎉', ['\\text{softmax}(QK^T)V']],
  ['| $a_{1} | b | $c', ['a_{1}']],
  ['with $y_{2 and more', []],
  ['In PHP call $attention(1).', []],
  ['Use $tanh(x) as a variable.', []],
  ['see $env:USERPROFILE\\text\\frac today', []],
  ['in $HOME\\sum\\alpha is a path', []],
  ['with $x_{1} and @y.', []],
  ['a ${arr_{i}} ok', []],
  ['a ${softmax (x)} here', []],
  ['the regex $\\1\\beta', []],
  ['so $\\phi(x) =\n\nwhat', []],
  ['it costs $5 and then some', []],
  ['it costs $x = 3 dollars for all', []],
  ['set $HOME=/usr/x and run $_{a', []],
  ['with $\\alpha we mean the rate of the thing', []],
  ['$x = softmax(a_b);', []],
]);

it('keeps what has a space on one side and a bar or a break in it', () => {
  expect(formulasOf('is $p(x) = p(x | y) $ and')).toEqual(['p(x) = p(x | y)']);
  expect(formulasOf('is $p_1(x)\n= p(x) $ and')).toEqual(['p_1(x)\n= p(x)']);
});

shows('places of Japanese notes', [
  ['ここで$q$と$k$の内積$q\\cdot k$を', ['q', 'k', 'q\\cdot k']],
  ['重みは$\\text{類似度}(q_i, k_j)$です', ['\\text{類似度}(q_i, k_j)']],
  ['note では $${y = Wx + b}$$ と書く', ['{y = Wx + b}']],
  ['はてなでは [tex: y = Wx + b] と', ['y = Wx + b']],
  ['[tex: \\displaystyle\ny = Wx\n]', ['\\displaystyle\ny = Wx']],
  ['> [!NOTE] 式\n> 値は\n> y = F(x) + x', ['y = F(x) + x']],
  [':::message\n$$\ny = Wx + b\n$$\n:::', ['y = Wx + b']],
  ['y = F(x) + x ・・・(1)\n\n② y = G(x) + x', ['y = F(x) + x', 'y = G(x) + x']],
  ['ｽｺｱは$ｙ＝２x＋１$です', ['ｙ＝２x＋１']],
  ['$x \\text{ if $x>0$}$ と $\\fbox{$y$}$', ['x \\text{ if $x>0$}', '\\fbox{$y$}']],
  ['so $\\text{foo$ and $b$}', ['\\text{foo', 'b']],
]);

it('gives the formulas of a comment behind their code, in order', () => {
  const snippets = snippetsOf('```python\n# $a$ and $b$\nx = 1\n```\n\n$c$');
  expect(snippets.map((s) => s.text)).toEqual(['# $a$ and $b$\nx = 1', 'a', 'b', 'c']);
});
