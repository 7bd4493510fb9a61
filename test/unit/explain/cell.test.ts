import { describe, expect, it } from 'vitest';
import { explainCell } from '../../../src/explain/index.js';
import type { Operation } from '../../../src/program/operation.js';
import type { ValueId } from '../../../src/program/value.js';
import type { Pen } from '../recognize/programs.js';
import { attentionFormula, explained, handsOn, idOf, roleId, type Explained } from './items.js';

const cell = (it_: Explained, id: ValueId, index: number[]): string =>
  explainCell(it_.item, it_.trace, id, index, 'en').text;

describe('how a cell was computed, in code', () => {
  const it_ = explained(handsOn, 'python');
  it.each([
    ['x', [0, 1], 'x[0, 1] = 0.5 (stands in the text)'],
    ['W_Q', [0, 0], 'W_Q[0, 0] = 1.927 (drawn by PyTorch with seed 42)'],
    ['Q', [0, 0], 'Q[0, 0] = 1 × 1.927 + 0.5 × 0.6784 + 0.3 × (−0.7521) + 0.2 × (−0.7279) = 1.895'],
    ['scores', [1, 2], 'scores[1, 2] = −2.144 / 2 = −1.072'],
    [
      'attention_weights',
      [0, 0],
      'attention_weights[0, 0] = e^(−0.9278 − (−0.8915)) / Σ = 0.9643 / (0.9643 + 0.7421 + 1) = 0.3563',
    ],
  ])('%s%j', (name, index, text) => {
    expect(cell(it_, idOf(it_, name), index)).toBe(text);
  });

  it('names the row of the query and of the key, and where they are', () => {
    const found = explainCell(it_.item, it_.trace, roleId(it_, 'scores'), [1, 2], 'en');
    expect(found.text).toContain('= Q[1] · K[2] =');
    expect(found.sources).toEqual([
      { value: idOf(it_, 'Q'), index: [1, null] },
      { value: idOf(it_, 'K'), index: [2, null] },
    ]);
  });

  it('speaks Japanese', () => {
    expect(explainCell(it_.item, it_.trace, idOf(it_, 'x'), [0, 1], 'ja').text).toBe(
      'x[0, 1] = 0.5（テキストに書かれている値です）',
    );
  });
});

describe('how a cell was computed, in a formula', () => {
  it('counts from 1 and uses the letters of the field', () => {
    const it_ = explained(attentionFormula);
    expect(cell(it_, roleId(it_, 'scores'), [1, 0])).toMatch(/^s₂₁ = q₂ · k₁ = /);
    expect(cell(it_, roleId(it_, 'weights'), [1, 2])).toMatch(/^w₂₃ = e\^\(.*\) \/ Σ = /);
    expect(cell(it_, idOf(it_, 'Q'), [0, 0])).toMatch(/^Q₁₁ = .* \(example value\)$/);
  });

  it('cuts a long sum in the middle', () => {
    const it_ = explained((p) => p.mm(p.input('A', ['n', 30]), p.input('B', [30, 'm'])));
    const text = cell(it_, it_.item.root ?? 0, [0, 0]);
    expect(text.match(/×/g)).toHaveLength(7);
    expect(text).toContain(' + … + ');
  });

  it('gives TeX for the same', () => {
    const it_ = explained(attentionFormula);
    const { tex } = explainCell(it_.item, it_.trace, roleId(it_, 'scaled'), [0, 0], 'en');
    expect(tex).toMatch(/^s'_\{1,1\} = \\frac\{.*\}\{2\.449\} = /);
  });
});

describe('cells of other operations', () => {
  const a = [
    [1, -2],
    [3, 4],
  ];
  const unary = (operation: Operation) => (p: Pen) => p.op(operation, [p.tensor(a, 'a')]);
  const cases: [string, (p: Pen) => ValueId, number[], string][] = [
    ['add', (p) => p.add(p.tensor(a, 'a'), p.tensor([[5, 6]], 'b')), [1, 1], '4 + 6 = 10'],
    ['sub', (p) => p.sub(p.tensor(a, 'a'), p.tensor([[5, -6]], 'b')), [1, 1], '4 − (−6) = 10'],
    ['mul', (p) => p.mul(p.tensor(a, 'a'), p.number(2)), [0, 1], '−2 × 2 = −4'],
    ['exp', unary({ kind: 'exp' }), [0, 0], 'e^(1) = 2.718'],
    ['relu', unary({ kind: 'relu' }), [0, 1], 'max(0, −2) = 0'],
    ['prod', unary({ kind: 'prod', axes: [-1] }), [0], '1 × (−2) = −2'],
    ['sum', unary({ kind: 'sum', axes: [-1] }), [1], '3 + 4 = 7'],
    ['mean', unary({ kind: 'mean', axes: [0], keepDim: true }), [0, 1], '(−2 + 4) / 2 = 1'],
    ['max', unary({ kind: 'max', axes: [1] }), [0], 'largest of 2 numbers = 1'],
    ['transpose', (p) => p.t(p.tensor(a, 'a')), [0, 1], '= 3 (is a[1, 0])'],
    ['reshape', unary({ kind: 'reshape', shape: [4] }), [2], '= 3 (is a[1, 0])'],
    ['split', unary({ kind: 'chunk', axis: 1, part: 1, parts: 2 }), [1, 0], '= 4 (is a[1, 1])'],
    [
      'index',
      unary({ kind: 'index', items: [{ kind: 'at', index: -1 }] }),
      [0],
      '= 3 (is a[1, 0])',
    ],
    ['tril', unary({ kind: 'tril', diagonal: 0 }), [0, 1], '= 0 (outside the triangle: 0)'],
    [
      'concat',
      (p) => p.op({ kind: 'concat', axis: 0 }, [p.tensor(a, 'a'), p.tensor([[7, 8]], 'b')]),
      [2, 1],
      '= 8 (is b[0, 1])',
    ],
    [
      'einsum',
      (p) =>
        p.op({ kind: 'einsum', equation: 'ij,kj->ik' }, [
          p.tensor(a, 'a'),
          p.tensor([[7, 8]], 'b'),
        ]),
      [1, 0],
      '3 × 7 + 4 × 8 = 53',
    ],
    [
      'linear',
      (p) => p.op({ kind: 'linear' }, [p.tensor(a, 'x'), p.tensor([[7, 8]], 'w')]),
      [0, 0],
      '1 × 7 + (−2) × 8 = −9',
    ],
    [
      'layer norm',
      unary({ kind: 'layerNorm', axes: 1, eps: 0 }),
      [0, 0],
      '(1 − (−0.5)) / √(2.25 + 0) = 1',
    ],
  ];
  it.each(cases)('%s', (_, write, index, text) => {
    const it_ = explained(write, 'python');
    expect(cell(it_, it_.item.root ?? 0, index)).toContain(text);
  });

  it('says what a mask did', () => {
    const it_ = explained((p) => {
      const mask = p.op({ kind: 'compare', relation: 'lt' }, [p.tensor(a, 'a'), p.number(0)]);
      return p.op({ kind: 'maskedFill', value: Number.NEGATIVE_INFINITY }, [
        p.tensor(a, 'b'),
        mask,
      ]);
    }, 'python');
    const root = it_.item.root ?? 0;
    expect(cell(it_, root, [0, 1])).toContain('= −∞ (masked: replaced by −∞)');
    expect(cell(it_, root, [0, 0])).toContain('= 1 (not masked: kept)');
  });

  it('works out a whole attention call', () => {
    const it_ = explained((p) =>
      p.op({ kind: 'scaledDotProductAttention', causal: true }, [
        p.tensor(
          [
            [1, 0],
            [0, 1],
          ],
          'q',
        ),
        p.tensor(
          [
            [1, 0],
            [0, 1],
          ],
          'k',
        ),
        p.tensor(
          [
            [1, 2],
            [3, 4],
          ],
          'v',
        ),
      ]),
    );
    expect(cell(it_, it_.item.root ?? 0, [0, 1])).toContain('1 × 2 + 0 × 4 = 2');
  });

  it('says so where there is no such cell or no number', () => {
    const it_ = explained(attentionFormula);
    expect(cell(it_, 0, [99, 0])).toBe('there are no numbers for this step');
    expect(explainCell(it_.item, undefined, 0, [0, 0], 'ja').text).toBe(
      'このステップには数値がありません',
    );
  });

  it('shows the terms of a product below a bias', () => {
    const it_ = explained((p) => p.add(p.mm(p.input('x'), p.input('W')), p.input('b')));
    expect(cell(it_, it_.item.root ?? 0, [0, 0])).toMatch(/ × .* \+ .* = /);
  });
});
