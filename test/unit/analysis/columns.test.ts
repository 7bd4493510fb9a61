import { describe, expect, it } from 'vitest';
import { analyzeDocument, evaluateItem } from '../../../src/analysis.js';
import type { AnalyzedItem } from '../../../src/analysisTypes.js';
import { axisNames, explain } from '../../../src/explain/index.js';

const given = String.raw`# Attention

$$Q = \begin{bmatrix} 1 & 0 & 2 \\ 0 & 2 & 1 \end{bmatrix}$$
$$K = \begin{bmatrix} 1 & 1 \\ 0 & 3 \end{bmatrix}$$
$$V = \begin{bmatrix} 4 & 1 \\ 0 & 2 \end{bmatrix}$$

`;

function lastItem(tex: string, before = given): AnalyzedItem {
  const item = analyzeDocument(`${before}$$${tex}$$\n`, 'markdown').items.at(-1);
  if (item === undefined) throw new Error(`nothing found in ${tex}`);
  return item;
}

/** The result of a formula as rows. */
function rowsOf(item: AnalyzedItem): number[][] {
  const value = evaluateItem(item).values[item.root ?? -1];
  if (value?.ok !== true) throw new Error('no number');
  const [rows = 0, columns = 0] = value.tensor.shape;
  const data = [...value.tensor.data];
  return Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));
}

const across = (rows: readonly (readonly number[])[]): number[][] =>
  (rows[0] ?? []).map((_, c) => rows.map((row) => row[c] ?? Number.NaN));

const sums = (rows: readonly (readonly number[])[]): number[] =>
  rows.map((row) => row.reduce((a, b) => a + b, 0));

const shapeOf = (tex: string) => {
  const item = lastItem(tex, '# Attention\n\n');
  return item.shapes[item.root ?? -1];
};

describe('attention of tokens that stand in columns', () => {
  it('gives the weights of each query a sum of 1, whichever way the scores lie', () => {
    const keysFirst = rowsOf(lastItem(String.raw`\text{softmax}(K^\top Q)`));
    const queriesFirst = rowsOf(lastItem(String.raw`\text{softmax}(Q^\top K)`));
    expect(across(keysFirst)).toEqual(queriesFirst);
    for (const sum of sums(queriesFirst)) expect(sum).toBeCloseTo(1, 6);
  });

  it('gives the same output from either side', () => {
    const columns = rowsOf(lastItem(String.raw`V \, \text{softmax}(K^\top Q)`));
    const rows = rowsOf(lastItem(String.raw`\text{softmax}(Q^\top K) V^\top`));
    expect(across(columns)).toEqual(rows);
  });

  it('goes on from weights of an earlier formula', () => {
    const earlier = `${given}${String.raw`$$A = \text{softmax}(K^\top Q)$$`}\n\n`;
    const whole = lastItem(String.raw`V \, \text{softmax}(K^\top Q)`);
    expect(rowsOf(lastItem('O = V A', earlier))).toEqual(rowsOf(whole));
  });

  it('has queries, keys and values in columns', () => {
    expect(shapeOf(String.raw`\text{softmax}(Q^\top K)`)).toEqual(['n', 'm']);
    expect(shapeOf(String.raw`\text{softmax}(K^\top Q)`)).toEqual(['m', 'n']);
    expect(shapeOf(String.raw`V \, \text{softmax}(Q^\top K)^\top`)).toEqual(['d_v', 'n']);
    expect(shapeOf(String.raw`\text{softmax}(Q^\top K) V^\top`)).toEqual(['n', 'd_v']);
  });

  it('is not told of where a shape says that tokens stand in rows', () => {
    const rows = String.raw`$Q, K \in \mathbb{R}^{n \times d}$` + '\n\n';
    const item = lastItem(String.raw`S = Q^\top K`, `# Attention\n\n${rows}`);
    expect(item.shapes[item.root ?? -1]).toEqual(['d', 'd']);
  });

  it('is explained by columns', () => {
    const texts = (locale: 'en' | 'ja'): string =>
      explain(lastItem(String.raw`V \, \text{softmax}(K^\top Q)`), undefined, locale)
        .steps.map((s) => s.text)
        .join('\n');
    expect(texts('en')).toContain('One column per token that asks.');
    expect(texts('en')).toContain('Softmax turns each column of scores');
    expect(texts('en')).not.toMatch(/\brows? /);
    expect(texts('ja')).toContain('列の合計は 1 です');
  });

  it('has rows of weights where the queries stand first', () => {
    const item = lastItem(String.raw`\text{softmax}(Q^\top K)`);
    const texts = explain(item, undefined, 'en').steps.map((s) => s.text);
    expect(texts).toContain(
      'Softmax turns each row of scores into shares between 0 and 1 that add up to 1.',
    );
    expect(item.problems.map((p) => p.code)).not.toContain('softmax-axis');
  });

  it('names what stands in rows and in columns, step by step', () => {
    const named = (tex: string): Record<string, string[]> => {
      const item = lastItem(tex, '# Attention\n\n');
      return Object.fromEntries([...item.roles].map(([id, r]) => [r, axisNames(item, id, 'en')]));
    };
    expect(named(String.raw`V \, \text{softmax}(K^\top Q)`)).toMatchObject({
      query: ['d_k', 'query'],
      key: ['d_k', 'key'],
      value: ['d_v', 'key'],
      scores: ['key', 'query'],
      weights: ['key', 'query'],
      output: ['d_v', 'query'],
    });
    expect(named(String.raw`\text{softmax}(Q^\top K) V^\top`)).toMatchObject({
      query: ['d_k', 'query'],
      scores: ['query', 'key'],
      weights: ['query', 'key'],
      output: ['query', 'd_v'],
    });
    expect(named(String.raw`\text{softmax}(QK^\top) V`)).toMatchObject({
      query: ['query', 'd_k'],
      weights: ['query', 'key'],
      output: ['query', 'd_v'],
    });
  });
});
