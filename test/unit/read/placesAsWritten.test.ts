import { describe, expect, it } from 'vitest';
import { findTexSnippets } from '../../../src/read/latexDocument.js';
import { formulasOf, shows, squeezed, finds } from './snippets.js';

shows('delimiters of other sites', [
  ['[latex]S = QK^T[/latex] and [math]x[/math]', ['S = QK^T', 'x']],
  ['see [latex](a) and [math]', []],
  ['$latex S = QK^T$', ['S = QK^T']],
  ['text :math:`S = QK^T` more', ['S = QK^T']],
  ['$$`O = AV`$$', ['O = AV']],
  ['\\$S = QK^\\top\\$ costs \\$5 or \\$10', ['S = QK^\\top']],
  ['```mathjax\nS = QK^T\n```', ['S = QK^T']],
  ['a\n\n`$$\nx = \\frac{b}{c}\n$$`\n\nb', ['x = \\frac{b}{c}']],
  ['use `$$\\frac{a}{b}$$` and `$\\alpha$`', []],
  ['<script type="math/tex; mode=display">S = QK^T</script>', ['S = QK^T']],
  ['![](https://math.vercel.app/?color=white&from=S%3DQ)', ['S  =Q']],
]);

shows('dollars one of which was forgotten', [
  ['$$\nS = QK^T\n$\n\nand $x$', ['S = QK^T', 'x']],
  ['$$S = QK^T$ and then $x$ is', ['S = QK^T', 'x']],
  ['$a$$b$ $$c$$', ['a', 'b', 'c']],
]);

shows('a picture of a formula is one formula', [
  ['![S=Q](https://latex.codecogs.com/svg.image?S%3DQ)', ['S  =Q']],
  ['![LaTeX](https://latex.codecogs.com/svg.image?S%3DQ)', ['S  =Q']],
]);

shows('what stands between two formulas is no third one', [
  [
    '由于 $θ、q、k$ 已知，只与 $(m-n)$ 有关（不是与 $m$ 或 $n$ 有关',
    ['θ、q、k', '(m-n)', 'm', 'n'],
  ],
  ['行列 $Q、K$ と $V$ を使う', ['Q、K', 'V']],
  ['価格は$5、または$6です', []],
  ['$ 注意力 $ 和 $x$', ['x']],
]);

shows('a bracket on the wrong side of its dollar', [
  ['is drawn from $N(0, \\sigma^2$).', ['N(0, \\sigma^2 )']],
  ['- equal $(\\alpha = \\frac{1}{m}$), so', ['(\\alpha = \\frac{1}{m} )']],
  ['and $g[i$] is', ['g[i ]']],
  ['(see $f(x$) and ($y$)', ['f(x', 'y']],
  ['so $f(x)$) and $(a, b$ (c)', ['f(x)', '(a, b']],
]);

shows('brackets of references that are escaped', [
  ['\\[1] [A title](https://example.org "A title")\n\n$x$', ['x']],
  ['\\[Figure 2] shows $x$', ['x']],
  ['\\[ A[i] = \\frac{1}{2}', ['A[i] = \\frac{1}{2}']],
]);

shows('brackets that Markdown was kept from', [
  ['$\\(x + y\\)$', ['x + y']],
  ['$f\\(x\\) = exp\\[x\\]$', ['f (x ) = exp [x ]']],
  [
    '$\\begin{matrix} a \\\\[4pt] b \\end{matrix}$',
    ['\\begin{matrix} a \\\\[4pt] b \\end{matrix}'],
  ],
]);

describe('sides of an equation, each between its own dollars', () => {
  finds(
    [
      ['$S$ = $QK^T$ / $\\sqrt{d_k}$', ['S = QK^T / \\sqrt{d_k}']],
      ['| $d_k$ = $64$ | $Q$ = $K$ = $V$ |', ['d_k = 64', 'Q = K = V']],
      ['$Q$ × $K^T$', ['Q × K^T']],
      ['$A$ = $B$$C$', ['A = B C']],
      // Others stay apart.
      ['$W_Q$ / $W_K$ and $a$ - $b$', ['W_Q', 'W_K', 'a', 'b']],
      ['$x = 1$ = $y = 2$', ['x = 1', 'y = 2']],
      ['plus $[0, 1]$ = $[0, 2]$', ['[0, 1]', '[0, 2]']],
      ['2 times $a$ = $b$, $c$ = $d$ / 2', ['a', 'b', 'c', 'd']],
    ],
    squeezed,
  );
});

shows('contents of a block of MkDocs', [
  ['!!! note ""\n\n    - with $Q$\n\nout $y$', ['Q', 'y']],
  ['??? note "a"\n    S = QKᵀ\n\n    $$\n    A = B\n    $$', ['S = QKᵀ', 'A = B']],
  ['=== "Tab"\n\n    ```python\n    x = 1\n    ```\n', []],
  ['what??? and !!! no\n\n    code $x$', []],
]);

describe('formulas between macros of the document', () => {
  const texOf = (document: string): string[] => findTexSnippets(document).map((s) => s.text.trim());
  it.each([
    ['\\newcommand{\\be}{\\begin{equation}}\\newcommand{\\ee}{\\end{equation}}', '\\be S = Q \\ee'],
    [
      '\\def\\bea{\\begin{eqnarray}}\\def\\eea{\\end{eqnarray}}',
      '\\bea S &=& Q \\\\ A &=& V \\eea',
    ],
  ])('%s', (definitions, formula) => {
    expect(texOf(`${definitions}\n\\best ${formula} text`)).toEqual([formula]);
  });

  it('as the argument of one', () => {
    const definition = '\\newcommand{\\eq}[1]{\\begin{equation}#1\\end{equation}}';
    expect(texOf(`${definition}\n\\eq{y = W_{1}x}`)).toEqual(['y = W_{1}x']);
  });
});

it.each(['$$', '\\$', '$a$ = ', '[latex]', '`$$', '!!! a\n', '\\be ', '<script type="math/tex">'])(
  'reads a long text of %j in time',
  (piece) => {
    expect(() => formulasOf(piece.repeat(50_000 / piece.length))).not.toThrow();
  },
);
