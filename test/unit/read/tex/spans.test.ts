import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../../src/read/tex/expression.js';
import { partsOf } from '../../../../src/read/tex/expression.js';
import { readLayout } from '../../../../src/read/tex/layout/index.js';
import { createParser } from '../../../../src/read/tex/parse.js';
import { tokenize } from '../../../../src/read/tex/tokens.js';

function expressionOf(tex: string, offset: number): Expression {
  const { nodes } = readLayout(tokenize(tex, offset));
  return createParser().parse(nodes, { start: offset, end: offset + tex.length });
}

function all(e: Expression): Expression[] {
  return [e, ...partsOf(e).flatMap(all)];
}

const leaf = fc.constantFrom(
  ...'Q|K|V|x|W_i^Q|W^Q_i|d_k|d_{model}|\\alpha_{ij}|2|0.5|\\mathbf{x}|\\hat{y}|\\text{head}_i|注意|Ｑ|𝐐|β|W_{Q}^{(i)}|{\\bf K}|\\bm h_t'.split(
    '|',
  ),
);

/** Formulas whose parts are known before they are read. */
const { formula } = fc.letrec<{ formula: string; closed: string }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('closed'),
    fc.tuple(tie('closed'), tie('closed')).map(([a, b]) => `${a} + ${b}`),
    fc.tuple(tie('closed'), tie('closed')).map(([a, b]) => `${a}\\cdot ${b}`),
    fc.tuple(tie('closed'), tie('closed')).map(([a, b]) => `${a} ${b}`),
    fc.tuple(tie('closed'), tie('closed')).map(([a, b]) => `${a} / ${b}`),
  ),
  closed: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `\\frac{${a}}{${b}}`),
    tie('formula').map((a) => `\\sqrt{${a}}`),
    tie('formula').map((a) => `\\left( ${a} \\right)`),
    tie('formula').map((a) => `（${a}）`),
    tie('formula').map((a) => `\\text{softmax}(${a})`),
    tie('formula').map((a) => `\\operatorname{LayerNorm}\\left(${a}\\right)`),
    tie('formula').map((a) => `\\lVert ${a}\\rVert_2`),
    tie('formula').map((a) => `(${a})^\\top`),
    tie('formula').map((a) => `\\exp(${a})`),
    fc
      .tuple(tie('formula'), tie('formula'))
      .map(([a, b]) => `\\begin{bmatrix} ${a} & ${b} \\\\ ${b} & ${a} \\end{bmatrix}`),
    tie('formula').map((a) => `e^{${a}}`),
  ),
}));

const before = fc.constantFrom('', 'x ', '😀 the ', '全角　', '👩‍👩‍👧 ');

describe('the span of every part', () => {
  it('lies in that of the whole, apart from those of its neighbours', () => {
    fc.assert(
      fc.property(formula, before, (tex, prefix) => {
        for (const e of all(expressionOf(tex, prefix.length))) {
          const parts = partsOf(e).filter((p) => p.kind !== 'missing');
          for (const part of parts) {
            expect(part.span.start).toBeGreaterThanOrEqual(e.span.start);
            expect(part.span.end).toBeLessThanOrEqual(e.span.end);
          }
          const sorted = parts.map((p) => p.span).sort((a, b) => a.start - b.start);
          for (const [i, span] of sorted.entries()) {
            const next = sorted[i + 1];
            if (next !== undefined) expect(span.end).toBeLessThanOrEqual(next.start);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('holds text that is read as the same thing by itself', () => {
    fc.assert(
      fc.property(formula, before, (tex, prefix) => {
        const text = prefix + tex;
        for (const e of all(expressionOf(tex, prefix.length))) {
          const alone = text.slice(e.span.start, e.span.end);
          expect(alone).toBe(alone.trim());
          const again = expressionOf(alone, e.span.start);
          // A braced argument is the expression in its braces.
          const inner = e.kind !== 'paren' && again.kind === 'paren' ? again.body : again;
          expect({ alone, kind: inner.kind }).toEqual({ alone, kind: e.kind });
          expect(inner.span).toEqual(e.span);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is found under every character of a formula', () => {
    fc.assert(
      fc.property(formula, (tex) => {
        const whole = expressionOf(tex, 0);
        expect(tex.slice(whole.span.start, whole.span.end)).toBe(tex);
      }),
      { numRuns: 300 },
    );
  });
});
