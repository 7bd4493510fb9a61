import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTexSnippets } from '../../../src/read/latexDocument.js';

const formulas = (document: string): string[] =>
  findTexSnippets(document).map((s) => {
    expect(s.text).toHaveLength(s.span.end - s.span.start);
    return s.text.trim();
  });

describe('formulas of a .tex file', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['inline and display', '$a$ and $$b$$ and \\(c\\) and \\[d\\]', ['a', 'b', 'c', 'd']],
    ['every dollar is a delimiter', '$ x$ and $y $2 and $5 and more$', ['x', 'y', '5 and more']],
    [
      'environments are part of the formula',
      '\\begin{equation}\nx\n\\end{equation}',
      ['\\begin{equation}\nx\n\\end{equation}'],
    ],
    [
      'environments of packages',
      '\\begin{dmath}x\\end{dmath} \\begin{IEEEeqnarray}{rCl}y\\end{IEEEeqnarray}',
      ['\\begin{dmath}x\\end{dmath}', '\\begin{IEEEeqnarray}{rCl}y\\end{IEEEeqnarray}'],
    ],
    ['comments', '% $a$\n$b$ % $c$\n\\% $d$\n\\\\% $e$\n\\\\\\% $f$', ['b', 'd', 'f']],
    ['a comment in a formula', '$$a % b\n+ c$$', ['a      \n+ c'.replace('      ', '    ')]],
    [
      'verbatim text',
      '\\begin{verbatim}\n$a$\n\\end{verbatim}\n$b$\n\\begin{lstlisting*}$c$\\end{lstlisting*}',
      ['b'],
    ],
    ['\\verb', 'so \\verb|$a$| and \\verb*+$b$+ and $c$', ['c']],
    ['a commented-out \\begin{verbatim}', '% \\begin{verbatim}\n$a$', ['a']],
    ['verbatim that never ends', '\\begin{verbatim} $a$', ['a']],
    ['an escaped dollar', '\\$5 and $x$', ['x']],
    [
      'the preamble',
      '\\documentclass{article}\n\\title{On $x$}\n\\newcommand{\\q}{$q$}\n\\begin{document}\n$a$\n\\end{document}\n$b$',
      ['a'],
    ],
    ['a part of a document has no preamble', '\\section{On $x$}\n\\input{rest}\n$a$', ['x', 'a']],
    [
      'items, captions and theorems',
      '\\begin{itemize}\n\\item $a$\n\\end{itemize}\n\\begin{figure}\\caption{The \\(b\\).}\\end{figure}\n\\begin{theorem}[On $c$] If \\[d\\] then. \\end{theorem}',
      ['a', 'b', 'c', 'd'],
    ],
    [
      'lines of align',
      '\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}',
      ['\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}'],
    ],
    ['a paragraph ends a formula', '$a\n\nb$ c $d$', ['c']],
  ];
  it.each(cases)('%s', (_name, document, expected) => {
    expect(formulas(document)).toEqual(expected);
  });

  it('stand where they say, for any text', () => {
    const pieces = fc.constantFrom(
      ...['$', '$$', '\\', '%', '\n', '\r\n', 'x', '\\begin{verbatim}', '\\end{verbatim}'],
      ...['\\verb|', '|', '\\[', '\\]', '\\begin{align}', '\\end{align}', '字'],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 50 }), (parts) => {
        formulas(parts.join(''));
      }),
    );
  });

  const times = (n: number, text: string): string => text.repeat(n);
  it.each([
    ['\\begin{verbatim}', times(200_000, '\\begin{verbatim}')],
    ['\\verb|', times(200_000, '\\verb|')],
    ['%', times(1_000_000, '%')],
    ['backslashes', times(1_000_000, '\\')],
    ['\\[', times(200_000, '\\[')],
    ['dollars', times(200_000, '$')],
    ['environments', times(100_000, '\\begin{align}\\begin{gather}')],
  ])('is read in time: %s', (_name, document) => {
    expect(findTexSnippets(document).length).toBeLessThan(200_001);
  });
});
