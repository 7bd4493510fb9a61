import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFormulas } from '../../../../src/read/tex/index.js';
import { bodies, characters, commands, environments, fill, parses, uses } from './katex.js';

/** What a reader complains about in a text, with the text it complains about. */
const complaints = (tex: string): string[] =>
  readFormulas(tex, 0)
    .flatMap((f) => f.program.problems)
    .filter((p) => p.severity === 'error' || p.severity === 'warning')
    // What the numbers of a matrix say is another question than whether it was read.
    .filter((p) => !/^(?:ragged-matrix|shape-mismatch)$/.test(p.code))
    .map((p) => `${p.code} at «${tex.slice(p.span.start, p.span.end)}»`);

const misread = (texts: readonly string[]): string[] =>
  texts.flatMap((tex) => {
    const found = parses(tex) ? complaints(tex) : [];
    return found.length === 0 ? [] : [`${tex} → ${found.join(', ')}`];
  });

describe('what KaTeX reads is read without a complaint', () => {
  it('finds the tables of KaTeX', () => {
    expect(commands.length).toBeGreaterThan(900);
    expect(characters.length).toBeGreaterThan(400);
    expect(environments).toContain('pmatrix');
  });

  it.each(uses)('every command in %s', (use) => {
    expect(misread(commands.map((name) => fill(use, name, 'x', 'y', 'z')))).toEqual([]);
  });

  it('every character alone, between others, as a script and under an accent', () => {
    const places = [
      'C',
      'x C y',
      'x^C',
      'x_C',
      '\\hat C',
      '\\mathbf{C}',
      '\\text{C}',
      '\\left C x\\right.',
    ];
    expect(misread(characters.flatMap((c) => places.map((p) => fill(p, c))))).toEqual([]);
  });

  it.each(environments)('the environment %s', (name) => {
    const texts = bodies.map(
      (body) => `\\begin{${name}}${fill(body, '', 'x', 'y', 'z', 'w')}\\end{${name}}`,
    );
    expect(misread(texts)).toEqual([]);
  });

  it('formulas put together from all of these', () => {
    const used = uses.flatMap((use) =>
      commands.filter((c) => parses(fill(use, c, 'x', 'y', 'z'))).map((c) => [use, c] as const),
    );
    const plain = fc.constantFrom(
      'x',
      'Q',
      'W_i^Q',
      '2',
      '\\alpha_{ij}',
      'd_k',
      'K^\\top',
      '(a, b)',
      '注意',
      "f'",
      '-1',
      'a = b',
    );
    const { formula } = fc.letrec<{
      formula: string;
      use: string;
      environment: string;
      row: string;
    }>((tie) => ({
      formula: fc.oneof({ depthSize: 'small' }, plain, tie('row'), tie('use'), tie('environment')),
      row: fc
        .array(tie('formula'), { minLength: 2, maxLength: 3 })
        .chain((parts) =>
          fc.constantFrom(' ', ' + ', ' \\cdot ', ' = ', '/').map((sign) => parts.join(sign)),
        ),
      use: fc
        .tuple(fc.constantFrom(...used), tie('formula'), tie('formula'))
        .map(([[use, command], a, b]) => `{${fill(use, command, a, b)}}`),
      environment: fc
        .tuple(
          fc.constantFrom(...environments),
          fc.constantFrom(...bodies),
          tie('formula'),
          tie('formula'),
        )
        .map(([name, body, a, b]) => `\\begin{${name}}${fill(body, '', a, b)}\\end{${name}}`),
    }));
    fc.assert(
      fc.property(formula, (tex) => {
        fc.pre(tex.length < 2_000 && parses(tex));
        expect(complaints(tex)).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  }, 120_000);
});
