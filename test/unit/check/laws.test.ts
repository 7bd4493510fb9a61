import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked, matrixTex } from './reading.js';

const size = fc.integer({ min: 1, max: 4 });
const number = fc.integer({ min: -300, max: 300 }).map((n) => n / 100);
const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

/** Two matrices that can be multiplied, and the decimals of the result stated. */
const example = fc
  .tuple(fc.integer({ min: 2, max: 4 }), size, fc.integer({ min: 2, max: 4 }))
  .chain(([n, k, m]) => fc.tuple(matrix(n, k), matrix(k, m), fc.integer({ min: 1, max: 4 })));

const multiply = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((s, x, k) => s + x * (b[k]?.[j] ?? 0), 0)));

const softmax = (rows: number[][]): number[][] =>
  rows.map((row) => {
    const powers = row.map((x) => Math.exp(x));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => p / sum);
  });

const written = (rows: number[][], decimals: number): string[][] =>
  rows.map((r) => r.map((x) => x.toFixed(decimals)));
const asGiven = (rows: number[][]): string => matrixTex(rows.map((r) => r.map((x) => String(x))));

const forms: [
  string,
  (a: string, b: string) => string,
  (a: number[][], b: number[][]) => number[][],
][] = [
  ['a product', (a, b) => a + b, multiply],
  [
    'softmax of a product',
    (a, b) => `\\text{softmax}\\left(${a}${b}\\right)`,
    (a, b) => softmax(multiply(a, b)),
  ],
];

describe.each(forms)('%s', (_, tex, compute) => {
  it('stated to some digits is never called wrong', () => {
    fc.assert(
      fc.property(example, ([a, b, decimals]) => {
        const result = matrixTex(written(compute(a, b), decimals));
        const { checks, problems } = checked(`${tex(asGiven(a), asGiven(b))} = ${result}`);
        expect(problems).toEqual([]);
        expect(checks.map((c) => c.status)).toEqual(['right']);
      }),
      { numRuns: 60 },
    );
  });

  it('with one number more than two units off is found there', () => {
    const place = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 3, max: 40 }), fc.boolean());
    fc.assert(
      fc.property(example, place, ([a, b, decimals], [row, column, units, up]) => {
        const digits = Math.max(decimals, 2);
        const exact = compute(a, b);
        const [i, j] = [row % exact.length, column % (exact[0]?.length ?? 1)];
        const wrong = exact.map((r, y) =>
          r.map((x, z) => (y === i && z === j ? x + (up ? units : -units) / 10 ** digits : x)),
        );
        const stated = `${tex(asGiven(a), asGiven(b))} = ${matrixTex(written(wrong, digits))}`;
        const { problems } = checked(stated);
        expect(problems).toHaveLength(1);
        expect(problems[0]?.values).toMatchObject({ row: i + 1, column: j + 1 });
      }),
      { numRuns: 60 },
    );
  });
});
