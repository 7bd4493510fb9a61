import { describe, expect, it } from 'vitest';
import { findPythonNotes } from '../../../src/read/pythonNotes.js';

const formulas = (code: string): string[] => {
  const found = findPythonNotes(code);
  for (const s of found) {
    expect(s.text).toHaveLength(s.span.end - s.span.start);
  }
  return found.map((s) => s.text.trim());
};

const doc = (body: string, prefix = ''): string =>
  `def f(x):\n    ${prefix}"""${body}"""\n    return x\n`;

describe('formulas in comments and docstrings', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a comment', 'x = 1  # softmax(QK^T / sqrt(d_k)) V\n', ['softmax(QK^T / sqrt(d_k)) V']],
    ['dollars', '# the scale $\\sqrt{d_k}$ of $Q$\n', ['\\sqrt{d_k}', 'Q']],
    ['over lines', '# $$\n# a = b\n# $$\nx = 1\n', ['a = b']],
    ['Unicode', '    # h = W₁x + b₁\n', ['h = W₁x + b₁']],
    [
      'TeX alone',
      doc('Attends.\n\n    \\text{A}(Q, K) = \\frac{Q K^T}{\\sqrt{d_k}}\n\n    More.', 'r'),
      ['\\text{A}(Q, K) = \\frac{Q K^T}{\\sqrt{d_k}}'],
    ],
    ['doubled backslashes', doc('Scale $\\\\frac{a}{b}$.'), ['\\frac{a}{b}']],
    ['a role', doc('the matrix :math:`W_Q` and :math:`\\sqrt{d}`', 'r'), ['W_Q', '\\sqrt{d}']],
    [
      'a directive',
      doc(
        'Text\n\n    .. math::\n        :label: a\n\n        y = \\frac{a}{b}\n        + c\n\n    more',
        'r',
      ),
      ['y = \\frac{a}{b}\n        + c'],
    ],
    ['a directive on a line', doc('.. math:: y = x\n\n    more'), ['y = x']],
    ['Doxygen', '## The sum \\f$ a + b \\f$ and \\f[ c^2 \\f]\n', ['a + b', 'c^2']],
    ['brackets', doc('so \\(a_i\\) is', 'r'), ['a_i']],
    ['a class', 'class A:\n  """LayerNorm(x + Sublayer(x))"""\n', ['LayerNorm(x + Sublayer(x))']],
  ];
  it.each(cases)('%s', (_name, code, expected) => {
    expect(formulas(code)).toEqual(expected);
  });

  it.each([
    ['strings', 's = "$x$"\nt = f("""$y$""")\n'],
    ['shapes', '# (B, nh, T, hs) x (B, nh, hs, T) -> (B, nh, T, T)\n'],
    ['code commented out', '# x = x + self.pos(x)\n# y = f(x) + x\n# w = w[:, :, 0] * 2\n'],
    ['doctests', doc('>>> y = x^2 + 1\n    ... $z$\n')],
    [
      'arguments',
      doc('Args:\n        x: a tensor of shape (n, d), default = None.\n        lr (float): = 0.1'),
    ],
    ['code spans', doc('use ``softmax(QK^T)V`` and `$x$`')],
    ['shell', '# run: export A=$HOME/bin:$PATH\n# costs $5 or $6\n'],
    ['a protocol', '# $5\\r\\n$6\\r\\n\n'],
    ['addresses', '# https://a.b/c?x=1&y=2^3\n'],
    ['never closed', 'x = """$a$ \\frac{a}{b}'],
  ])('not in %s', (_name, code) => {
    expect(formulas(code).filter((f) => !f.startsWith('a'))).toEqual([]);
  });

  it.each([
    ['quotes', '"'.repeat(300_000)],
    ['comments', '#\n'.repeat(200_000)],
    ['hashes', '# $a\n'.repeat(100_000)],
    ['docstrings', '"""$"""\n'.repeat(50_000)],
  ])('are read in time: %s', (_name, code) => {
    expect(findPythonNotes(code).length).toBeLessThan(200_000);
  });
});
