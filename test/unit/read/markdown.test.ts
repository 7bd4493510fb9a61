import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSnippets } from '../../../src/read/markdown.js';
import { codeOf, formulasOf, snippetsOf } from './snippets.js';

type Case = readonly [name: string, document: string, formulas: readonly string[]];
const finds = (cases: readonly Case[]): void => {
  it.each(cases)('%s', (_name, document, formulas) => {
    expect(formulasOf(document)).toEqual(formulas);
    expect(formulasOf(document.replaceAll('\n', '\r\n'))).toEqual(
      formulas.map((f) => f.replaceAll('\n', '\r\n')),
    );
  });
};

describe('inline formulas', () => {
  finds([
    ['alone', '$x$', ['x']],
    ['with spaces inside', 'The weights $ W $ are', ['W']],
    ['several', '$Q$, $K$ and $V$.', ['Q', 'K', 'V']],
    ['over two lines', 'a $x +\ny$ b', ['x +\ny']],
    ['CJK right beside', '重み$W$は$d_k$次元（$n$個）。', ['W', 'd_k', 'n']],
    ['an ordinal', 'the $n$th token and the $i$-th', ['n', 'i']],
    ['an escaped dollar inside', '$a \\$ b$', ['a \\$ b']],
    ['emphasis does not cut it', '$a_1 * b_2 * c_3$ and *$x$*', ['a_1 * b_2 * c_3', 'x']],
    ['underscores are no emphasis', '$W_i^Q$ and $W_j^K$', ['W_i^Q', 'W_j^K']],
    ['backticks inside', '$`x^2`$', ['x^2']],
    ['\\(…\\)', 'so \\(a + b\\) is', ['a + b']],
    ['\\[…\\] on one line', 'so \\[a + b\\] is', ['a + b']],
    ['$$…$$ in a line', 'so $$a + b$$ is $c$', ['a + b', 'c']],
    ['side by side', '$a$$b$', ['a', 'b']],
    [
      'in bold, links and headings',
      '## On $x$\n\n**$y$** [see $z$](http://a.b/$q$)',
      ['x', 'y', 'z'],
    ],
    ['setext heading', 'On $x$\n======\n', ['x']],
    ['an angle bracket', 'if $a<b$ and $c>d$', ['a<b', 'c>d']],
    ['after an escape', '\\\\$x$', ['x']],
  ]);
});

describe('dollars that are none', () => {
  finds([
    ['prices', 'It costs $5 and $10.', []],
    ['prices in a list', 'costs $5, not $6', []],
    ['prices with a space', 'US$ 3 and US$ 4, or $ 5 to $ 6 each', []],
    ['a range of prices', '$5-$10 and $1,000–$2,000', []],
    ['a price and a formula', 'For $5 you get $x$', ['x']],
    ['millions', '$5 million to $6 million', []],
    ['Japanese prices', '価格は$5、または$6です。', []],
    ['shell variables', 'export PATH=$HOME/bin:$PATH and ${A}/$B', []],
    ['jQuery', 'call $(this) and $(that)', []],
    ['escaped', '\\$x$ and \\$5', []],
    ['one alone', 'a $ b', []],
    ['never closed', 'a $x + y\n\nb$ c', []],
    ['empty', '$$ $$ and $ $ and $$$$', []],
    ['prose between double dollars', 'They say $$ and more money $$ here', []],
    ['code spans', 'use `$x$` and ``a $y$ `b` ``, then $z$', ['z']],
    ['a code span between', 'from $5 in `code` to $', []],
    ['code blocks', '    $x$\n\n```\n$y$\n```\n\n~~~bash\necho $HOME $PATH\n~~~\n', []],
    ['prices in comments', '<!-- $5 and $6 -->\n\ntext <!-- $HOME:$PATH --> $z$', ['z']],
    ['addresses', '<https://a.b/?$x$> https://a.b/$y$', []],
    ['scripts', '<script>\nvar a = $x$ = 1;\n</script>\n\n<pre>$y$</pre>', []],
  ]);
});

describe('a formula with two signs within a sentence', () => {
  const displays = (document: string): readonly boolean[] =>
    findSnippets(document).map((s) => s.display);

  it.each([
    ['between words', 'When $$QK^T$$ is large, the gradient is small.', [false]],
    ['between words without spaces', '当$$d_k$$较大时$$QK^\\top$$点乘结果很大', [false, false]],
    ['at the end of a sentence', 'The scores are $$QK^T$$', [true]],
    ['at the end, with its number', 'The scores are $$QK^T$$ (1)', [true]],
    ['before words', '$$A = QK^T$$ where $Q$ is', [true, false]],
    ['in cells', '| scores | $$QK^T$$ | of all |\n|---|---|---|', [true]],
    ['on lines of its own', 'So\n$$\nQK^T\n$$ and so on', [true]],
  ] as const)('%s', (_name, document, expected) => {
    expect(displays(document)).toEqual(expected);
  });
});

describe('display formulas', () => {
  finds([
    ['on lines of their own', '$$\nx = 1\n$$', ['x = 1']],
    ['after a sentence', 'So\n$$\nx = 1\n$$\nand $y$', ['x = 1', 'y']],
    ['opened at the end of a line', 'So $$\nx = 1\n$$ and $y$', ['x = 1', 'y']],
    ['text after the closing', '$$\nx = 1\n$$ where $y$ is', ['x = 1', 'y']],
    ['two in a row', '$$\na\n$$\n$$\nb\n$$', ['a', 'b']],
    ['with a blank line inside', '$$\na\n\nb\n$$', ['a\n\nb']],
    [
      'with lines that look like Markdown',
      '$$\na\n= b\n- c\n# d\n> e\n$$',
      ['a\n= b\n- c\n# d\n> e'],
    ],
    ['\\[ on lines of its own', '\\[\nx\n\\]', ['x']],
    [
      'environments',
      '\\begin{align*}\na &= b \\\\\n- c\n\\end{align*}\n\n\\begin{flalign}\nq\n\\end{flalign}',
      ['\\begin{align*}\na &= b \\\\\n- c\n\\end{align*}', '\\begin{flalign}\nq\n\\end{flalign}'],
    ],
    ['in a list', '- one\n\n  $$\n  x\n  $$\n- $y$\n  1. $$z$$', ['x', 'y', 'z']],
    ['in a quote', '> $$\n> x\n> + y\n> $$\n>\n> and $z$', ['x\n  + y', 'z']],
    ['in a quote in a quote', '> > $a +\n> > b$', ['a +\n    b']],
    ['in a quote in a list', '- > $$\n  > x\n  > $$\n', ['x']],
    ['in a table', '| a | b |\n|---|---|\n| $x$ | $y$ |\n| $$z$$ | |', ['x', 'y', 'z']],
    ['in a footnote', 'a[^1]\n\n[^1]: where $x$ is', ['x']],
    ['in a task', '- [ ] prove $x$', ['x']],
    [
      'with a row like a list after a blank line',
      '$$\n\\begin{pmatrix}\n0 \\\\\n\n- b\n\\end{pmatrix}\n$$\n\n- $y$',
      ['\\begin{pmatrix}\n0 \\\\\n\n- b\n\\end{pmatrix}', 'y'],
    ],
    ['still being typed', '$$\nx = 1\n', ['x = 1']],
    ['still being typed above others', '$$\nx = \n\nso $y$\n\n- $z$\n', ['x =', 'y', 'z']],
    [
      'still being typed in an environment',
      '\\begin{align}\nx = 1\n\nso $y$',
      ['\\begin{align}\nx = 1', 'y'],
    ],
  ]);
});

describe('formulas that lost or never had their delimiters', () => {
  finds([
    ['brackets on lines', 'So:\n\n[\n\\frac{a}{b}\n]\n\nand', ['\\frac{a}{b}']],
    ['brackets and a rule', '[\ny =\n====\n\\alpha x\n]', ['y =\n=   \n\\alpha x']],
    ['brackets as a heading', '# [\n\n\\alpha\n\n+ b\n\n]', ['\\alpha\n\n+ b']],
    ['brackets in a list', '- so\n\n  [\n  \\alpha = 1\n  ]', ['\\alpha = 1']],
    ['brackets on one line', '[ a = \\frac{b}{c} ]', ['a = \\frac{b}{c}']],
    ['lists of code', '[\n  "a",\n  1\n]', []],
    ['a checkbox and a link', '[ ] todo \\alpha\n[ a ]\n[x]: \\alpha', []],
    [
      'escaped brackets',
      'so \\\\( a_i \\\\) is\n\n\\\\[ \\\\frac{a}{b} \\\\]',
      ['a_i', '\\frac{a}{b}'],
    ],
    ['escaped prose', 'a path \\\\(see below\\\\)', []],
    [
      'a bare environment',
      'We have\n\\begin{align}\na &= b\n\\end{align}\nso',
      ['\\begin{align}\na &= b\n\\end{align}'],
    ],
  ]);
});

describe('formulas in other places', () => {
  finds([
    ['a space on one side', 'the $x $ and $ W_i$ and $\\alpha $', ['x', 'W_i', '\\alpha']],
    ['prices with a space on one side', 'costs $5 or $ 6, $a b $c', []],
    ['opened after text', 'text $$a\n= b$$ text', ['a\n= b']],
    ['opened after text, with lists inside', 'text $$\na\n- b\n$$ text $c$', ['a\n- b', 'c']],
    ['in a list, then less indented', '- a\n\n    $$\n  x\n    $$\n- $y$', ['x', 'y']],
    ['deep in a list', '1. a\n\n          $$\n          x\n          $$\n', ['x']],
    ['in a lazy quote', '> so\n> $$\nx\n$$\n\n$y$', ['x', 'y']],
    ['GitLab', 'so $`a_i`$ and\n\n```math\nb\n```', ['a_i', 'b']],
    [
      'MyST',
      '{math}`a_i` and\n\n:::{math}\n:label: q\nb\n:::\n\n:::note\n$c$\n:::',
      ['a_i', 'b', 'c'],
    ],
    ['an escaped pipe in a table', '| a |\n|---|\n| $P(a \\| b)$ |', ['P(a  | b)']],
    ['a comment', '<!-- $$a$$ and $b_i$ -->\n\nx <!-- $$c$$ -->', ['a', 'b_i', 'c']],
    ['a comment over lines', '<!--\n$$\na\n$$\n-->', ['a']],
    ['details', '<details><summary>$a$</summary>\n\n$$\nb\n$$\n\n</details>', ['a', 'b']],
    ['after a break', 'a<br>$b$<br/>$$c$$', ['b', 'c']],
    [
      'at the margin in a list',
      '1. a\n$$\nx\n$$\n    * $y$\n\n   $z$\n\ntext\n\n    $code$',
      ['x', 'y', 'z'],
    ],
    ['a footnote over lines', '[^1]: text $a$\n    and $b$', ['a', 'b']],
    [
      'TeX with text around in a fence',
      '```latex\n\\section{A}\nthe $x$ is\n\\[ y \\]\n```',
      ['x', 'y'],
    ],
    ['Doxygen', 'so \\f$q\\f$ and\n\\f[\na = b\n\\f]', ['q', 'a = b']],
    ['TOML front matter', '+++\ntitle = "$x$"\n+++\n$y$', ['y']],
    ['a link’s address', '[a](b$c$d) and ![e](f_$g$.png "h $i$") $j$', ['j']],
    ['an address, then text', 'https://a.b/$c、$d$です', ['d']],
    [
      'a heading in a formula that is not closed',
      '$$\na\n\n# On $b$\n\n$$\nc\n$$',
      ['a', 'b', 'c'],
    ],
  ]);
});

describe('formulas that are too long', () => {
  const long = 'a + '.repeat(6_000);
  it.each([
    ['$$', `$$\n${long}a\n$$ and $b$`],
    ['\\[', `\\[${long}a\\] and $b$`],
    ['an environment', `\\begin{align}${long}a\\end{align}\n\n$b$`],
  ])('are found as such: %s', (_name, document) => {
    expect(snippetsOf(document).map((s) => s.tooLong)).toEqual([true, undefined]);
  });

  it('are none where paragraphs end between the delimiters', () => {
    const prose = 'Some words of prose.\n\n'.repeat(2_000);
    expect(snippetsOf(`$$a\n\n${prose}\n\n$$`).some((s) => s.tooLong)).toBe(false);
  });
});

describe('formulas in HTML', () => {
  finds([
    ['centred', '<center>$x$</center>', ['x']],
    ['a component of a page', 'so <InlineMath math="a + b" /> is', ['a + b']],
    ['a component on its own line', '<BlockMath math={`a + b`} />', ['a + b']],
    ['a component with a child', '<BlockMath>{`a + b`}</BlockMath>', ['a + b']],
    ['a component over lines', '<BlockMath>\n  {String.raw`a + b`}\n</BlockMath>', ['a + b']],
    ['a component that the page computes', '<TeX math={`${width} + b`} />', []],
    ['another component', '<Figure title="a + b" />', []],
    ['centred over lines', '<center>\n$$\nx\n$$\n</center>', ['x']],
    [
      'bare',
      '<center>FFN(x) = max(0, xW_1 + b_1)W_2 + b_2</center>',
      ['FFN(x) = max(0, xW_1 + b_1)W_2 + b_2'],
    ],
    ['bare with spaces', '<CENTER>\n  y = Wx\n</CENTER>', ['y = Wx']],
    ['bare in a centred paragraph', '<p align="center">y = Wx</p>', ['y = Wx']],
    ['bare in a paragraph', '<p>FFN(x) = max(0, xW_1)</p>', ['FFN(x) = max(0, xW_1)']],
    ['in an element in a line', 'a <b>$x$</b> and <span title="$q$">$y$</span>', ['x', 'y']],
    ['prose', '<p>We set the rate = 3 for all of the models we train here</p>', []],
    ['short prose', '<p>where lr = 3 holds.</p>', []],
    [
      'centred prose',
      '<center>Figure 2: the model where rate = 3 and size = 4 for all</center>',
      [],
    ],
    ['Japanese prose', '<p>ここで n = 3 です</p>', []],
    ['a figure', '<div><img src="a.png" alt="x = 3"></div>', []],
    ['in a quote', '> <center>$x$</center>', ['x']],
  ]);
});

describe('fences', () => {
  finds([
    ['math', '```math\nx = 1\n```', ['x = 1']],
    ['latex, tex, katex', '```latex\na\n```\n~~~tex\nb\n~~~\n```KaTeX\nc\n```', ['a', 'b', 'c']],
    ['in a quote', '> ```math\n> x\n> + y\n> ```', ['x\n  + y']],
    ['MyST', '```{math}\n:label: e\nx\n```', ['x']],
    [
      'MyST’s prose',
      '```{tip} On $a$\n:class: dropdown\n$x$\n\n$$\ny\n$$\n```\n$z$',
      ['x', 'y', 'z'],
    ],
    ['prose in prose', '````{note}\n```{prf:proof}\n$x$\n```\n$y$\n````\n$z$', ['x', 'y', 'z']],
    ['code in prose', '```{note}\n```js\n$x$\n```\n$y$\n```\n$z$', ['y', 'z']],
    ['prose in a list', '- a\n\n  ```{hint}\n  $x$\n  ```\n- $y$', ['x', 'y']],
    ['prose never closed', '```{note}\n$x$\n\n$y$', ['x', 'y']],
    ['Obsidian’s prose', '```ad-note\ntitle: a\n$x$\n```\n$y$', ['x', 'y']],
  ]);

  const python: readonly (readonly [string, string, string])[] = [
    ['python', '```python\nx = 1\ny = 2\n```', 'x = 1\ny = 2'],
    ['py', '```py\nx = 1\n```', 'x = 1'],
    ['{python}', '```{python}\nx = 1\n```', 'x = 1'],
    ['{.python .numberLines}', '```{.python .numberLines}\nx = 1\n```', 'x = 1'],
    ['with a title', '```python title="a.py" {1,3}\nx = 1\n```', 'x = 1'],
    ['{code-cell}', '```{code-cell} ipython3\nx = 1\n```', 'x = 1'],
    ['tildes', '~~~Python\nx = 1\n~~~', 'x = 1'],
    ['not closed', '```python\nx = 1', 'x = 1'],
    ['with a blank line', '```python\nx = 1\n\ny = 2\n```', 'x = 1\n\ny = 2'],
    ['in a list', '- a\n\n  ```python\n  x = 1\n  y = 2\n  ```', '  x = 1\n  y = 2'],
    ['on a list’s line', '1. ```python\n   x = 1\n   y = 2\n   ```', '   x = 1\n   y = 2'],
    ['in a quote', '> ```python\n> x = 1\n> y = 2\n> ```', '  x = 1\n  y = 2'],
    ['with prompts in a quote', '> ```pycon\n> >>> x = 1\n> 1\n> ```', '  >>> x = 1\n  1'],
    ['dollars inside', '```python\ns = "$x$"\n```', 's = "$x$"'],
  ];
  it.each(python)('%s', (_name, document, code) => {
    expect(codeOf(document)).toEqual([code]);
    expect(formulasOf(document)).toEqual([]);
  });

  it('of Python hold formulas as papers write them beside the code', () => {
    const lines = [
      '# so α = softmax(QK^T)V',
      'Attention(Q, K, V) = softmax(QK^T/√d_k)V',
      'y = softmax(s) V  # a factor after a bracket',
      'print("√2 = x·y")',
      'FFN(x) = max(0, xW1 + b1)W2 + b2',
      'z = f(x) @ w',
    ];
    const found = findSnippets(`\`\`\`python\n${lines.join('\n')}\n\`\`\``);
    expect(found.filter((s) => s.language === 'latex').map((s) => s.text)).toEqual([
      'α = softmax(QK^T)V',
      'Attention(Q, K, V) = softmax(QK^T/√d_k)V',
      'y = softmax(s) V',
      'FFN(x) = max(0, xW1 + b1)W2 + b2',
    ]);
  });

  it('in other languages and none are passed over', () => {
    expect(
      snippetsOf('```js\nx\n```\n```\ny\n```\n```{r}\nz\n```\n```mathematica\nq\n```'),
    ).toEqual([]);
  });
});

describe('front matter', () => {
  finds([
    ['is passed over', '---\ntitle: on $x$\ncost: $5\n---\n\n$y$', ['y']],
    ['may hold a fence', '---\na: |\n  ```math\n  x\n  ```\n---\n$y$', ['y']],
    ['a ruled line is none', '---\n\n# On $x$\n\n---\n\n$y$', ['x', 'y']],
    ['never closed', '---\ntitle: on $x$\n\n$y$', ['x', 'y']],
  ]);
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    '$',
    '$$',
    '\\',
    '\\[',
    '\\]',
    '\\(',
    '\\)',
    '\\begin{align}',
    '\\end{align}',
    '`',
    '```',
    '```python',
    '```math',
    '~~~',
    '\n',
    '\n\n',
    '\r\n',
    '> ',
    '- ',
    '1. ',
    '    ',
    '|',
    '---',
    '<center>',
    '</center>',
    '<p>',
    '</p>',
    'x',
    '=',
    ' a b ',
    '字',
    '😀',
    '#',
    '*',
    '_',
    '[',
    ']',
  );
  it('gives snippets in order, each where it says', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        snippetsOf(parts.join(''));
      }),
      { numRuns: 2_000 },
    );
  });

  const times = (n: number, text: string): string => text.repeat(n);
  const hostile: readonly (readonly [string, string])[] = [
    ['dollars', times(100_000, '$')],
    ['dollars with spaces', times(100_000, '$ ')],
    ['dollars and letters', times(100_000, '$a ')],
    ['lines of $$', times(50_000, '$$\n')],
    ['lines of $$ and blank lines', times(50_000, '$$\n\n')],
    ['lines that open', times(50_000, '$$x\n')],
    ['\\[', times(100_000, '\\[')],
    ['lines of \\[', times(100_000, '\\[\n')],
    ['\\(', times(100_000, '\\(')],
    ['\\begin{align}', times(50_000, '\\begin{align}')],
    ['lines of \\begin{align}', times(30_000, '\\begin{align}\n')],
    ['every opener in turn', times(5_000, '\\[\n\\begin{align}\n\\begin{gather}\n\\begin{math}\n')],
    ['escapes', times(500_000, '\\')],
    ['<p', times(200_000, '<p ')],
    ['<p>', times(200_000, '<p>')],
    ['paragraphs', times(100_000, '<p>\n\n')],
    ['=', `<p>${times(200_000, '=')}<br>`],
    ['equations', `<p>${times(100_000, 'a = b ')}`],
    ['<pre>', times(100_000, '<pre>\n')],
    ['letters between dollars', `$${times(1_000_000, 'a')}$`],
    ['spaces between dollars', `$a${times(19_000, ' ')}b$`],
    ['an open dollar', `$${times(1_000_000, 'a b ')}`],
    ['front matter that does not end', `---\na: ${times(1_000_000, 'x\n')}`],
    ['fences', times(50_000, '```python\n')],
    ['backticks', times(100_000, '$`')],
    [
      '5 MB of notes',
      times(60_000, 'The weights $W_i^Q$ are of size $d_k$, not $5.\n\n$$\nQ K^T\n$$\n\n'),
    ],
    ['5 MB of nothing', times(5_000_000, '\0')],
  ];
  it.each(hostile)('is read in time: %s', (_name, document) => {
    expect(findSnippets(document).length).toBeLessThan(200_000);
  });
});
