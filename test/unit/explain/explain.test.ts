import { describe, expect, it } from 'vitest';
import { columnsOf, explain, explainPart, stepsOf, whyStep } from '../../../src/explain/index.js';
import type { Locale } from '../../../src/explain/types.js';
import type { ValueId } from '../../../src/program/value.js';
import type { Pen } from '../recognize/programs.js';
import { attentionFormula, explained, handsOn, idOf, roleId } from './items.js';

const steps = (write: (p: Pen) => ValueId, locale: Locale = 'en'): string[] => {
  const { item, trace } = explained(write);
  return stepsOf(item, trace, locale).map((s) => s.title);
};

describe('the chain of steps', () => {
  it('goes from the input to the output as the hands-on draws it', () => {
    expect(steps(handsOn)).toEqual([
      'Input',
      'Query',
      'Key',
      'Value',
      'Scores',
      'Scaled scores',
      'Attention weights',
      'Output',
    ]);
    expect(steps(handsOn, 'ja')).toEqual([
      '入力',
      'クエリ',
      'キー',
      'バリュー',
      'スコア',
      'スケーリング後のスコア',
      '注意の重み',
      '出力',
    ]);
  });

  it('puts query, key and value side by side', () => {
    const { item, trace } = explained(handsOn);
    expect(columnsOf(stepsOf(item, trace, 'en'))).toEqual([0, 1, 1, 1, 2, 3, 4, 5]);
    const formula = explained(attentionFormula);
    expect(columnsOf(stepsOf(formula.item, formula.trace, 'en'))).toEqual([0, 0, 0, 1, 2, 3, 4]);
  });

  it('puts a mask right before the step that uses it', () => {
    const { item, trace } = explained((p) => {
      const scores = p.mm(p.input('Q'), p.t(p.input('K')));
      const scaled = p.div(scores, p.sqrt(p.size('d_k')));
      return p.mm(p.softmax(p.add(scaled, p.input('M'))), p.input('V'));
    });
    const found = stepsOf(item, trace, 'en');
    const columns = columnsOf(found);
    const at = (role: string): number => columns[found.findIndex((s) => s.role === role)] ?? -1;
    expect(at('masked')).toBe(at('mask') + 1);
    expect(at('scaled')).toBe(at('mask'));
  });

  it('names the inputs of each step, through what is folded away', () => {
    const { item, trace } = explained(attentionFormula);
    const found = stepsOf(item, trace, 'en');
    const scores = found.find((s) => s.role === 'scores');
    expect(scores?.inputs.map((i) => item.program.values[i]?.name)).toEqual(['Q', 'K']);
  });

  it('shows the parts of a formula that nobody knows', () => {
    expect(steps((p) => p.add(p.input('a', ['n', 'm']), p.input('c', ['n', 'm'])))).toHaveLength(3);
    expect(steps((p) => p.number(3))).toHaveLength(1);
  });

  it('shows the stages of a feed-forward net and folds its weights', () => {
    const titles = steps((p) => {
      const first = p.add(p.mm(p.input('x'), p.input('W_1')), p.input('b_1'));
      const hidden = p.op({ kind: 'max' }, [p.number(0), first]);
      return p.add(p.mm(hidden, p.input('W_2')), p.input('b_2'));
    });
    expect(titles).toEqual(['Input', 'Before the activation', 'Hidden layer', 'Output']);
  });
});

describe('the part under the cursor', () => {
  it('explains a symbol by its meaning and its value here', () => {
    const it_ = explained(attentionFormula);
    const note = explainPart(it_.item, it_.trace, idOf(it_, 'd_k'), 'en');
    expect(note.title).toBe('d_k – number of features of a query and of a key');
    expect(note.text).toContain('Here d_k = 6.');
    expect(explainPart(it_.item, it_.trace, idOf(it_, 'd_k'), 'ja').title).toBe(
      'd_k：クエリとキーの次元数',
    );
  });

  it('explains a sub-expression by its role', () => {
    const it_ = explained(attentionFormula);
    const note = explainPart(it_.item, it_.trace, roleId(it_, 'scores'), 'en');
    expect(note.title).toBe('QKᵀ – how well each query matches each key');
    expect(note.shape).toBe('[n, m] = 3 × 4');
  });

  it('explains a weight of a head', () => {
    const it_ = explained((p) => p.mm(p.input('Q'), p.input('W_i^Q')));
    expect(explainPart(it_.item, it_.trace, idOf(it_, 'W_i^Q'), 'en').title).toBe(
      'W_i^Q – learned weights that make queries',
    );
  });

  it('says of an unknown value that it has no numbers and does not throw', () => {
    const it_ = explained(attentionFormula);
    expect(explainPart(it_.item, undefined, 999, 'en').text).toBe('');
  });
});

describe('the whole', () => {
  it('lists each symbol once with its meaning and shape', () => {
    const { item, trace } = explained(attentionFormula);
    const { symbols } = explain(item, trace, 'en');
    expect(symbols.map((s) => [s.text, s.shape])).toEqual([
      ['Q', '[n, d_k] = 3 × 6'],
      ['K', '[m, d_k] = 4 × 6'],
      ['d_k', 'd_k = 6'],
      ['V', '[m, d_v] = 4 × 5'],
    ]);
    expect(symbols.every((s) => s.meaning !== '')).toBe(true);
  });

  it('says what these numbers show', () => {
    const { item, trace } = explained(handsOn);
    expect(explain(item, trace, 'en').observation).toBe(
      '“is” looks most at “beautiful”: 0.37 of 1',
    );
    expect(explain(item, trace, 'ja').observation).toBe(
      '「is」が最も注目しているのは「beautiful」です（1 のうち 0.37）',
    );
    expect(explain(item, undefined, 'en').observation).toBeUndefined();
  });

  it('makes no claim about example numbers that are no shares', () => {
    const { item, trace } = explained((p) => p.mm(p.input('a_{ij}', ['n', 'm']), p.input('V')));
    const sums = trace.values[0]?.ok === true ? trace.values[0].tensor.data : [];
    const isShares = Math.abs((sums[0] ?? 0) + (sums[1] ?? 0) + (sums[2] ?? 0) - 1) < 0.5;
    if (!isShares) expect(explain(item, trace, 'en').observation).toBeUndefined();
  });

  it.each([
    ['seeded', handsOn, 'PyTorch’s own numbers (seed 42)', 'PyTorch と同じ値（シード 42）'],
    [
      'no seed',
      (p: Pen) => handsOn(p, Number.NaN),
      'example values (no seed for W_Q, W_K and W_V)',
      '例の値（W_Q、W_K、W_V はシードが指定されていません）',
    ],
    ['free symbols', attentionFormula, 'example values', '例の値'],
    [
      'literal',
      (p: Pen) => p.softmax(p.tensor([[1, 2]], 'x')),
      'the text’s own numbers',
      'テキストに書かれている値',
    ],
    [
      'not read',
      (p: Pen) =>
        p.softmax(p.op({ kind: 'call', callee: 'load' }, [], { name: 'x', defined: true })),
      'example values; x comes from load(), not read',
      '例の値; x は load() の結果で、読み取れません',
    ],
  ] as const)('says where the numbers come from: %s', (name, write, en, ja) => {
    const draw = name === 'no seed' ? (p: Pen) => unseeded(p) : write;
    const { item, trace } = explained(draw);
    expect(explain(item, trace, 'en').originLine).toBe(en);
    expect(explain(item, trace, 'ja').originLine).toBe(ja);
  });
});

/** The hands-on without a seed. */
function unseeded(p: Pen): ValueId {
  const plain: Pen = {
    ...p,
    op: (operation, inputs, extra) =>
      p.op(
        operation.kind === 'random'
          ? { kind: 'random', shape: operation.shape, distribution: operation.distribution }
          : operation,
        inputs,
        extra,
      ),
  };
  return handsOn(plain);
}

describe('why a step exists', () => {
  it('uses these numbers', () => {
    const it_ = explained(handsOn, 'python');
    const why = (role: 'scores' | 'weights' | 'output' | 'scaled', locale: Locale = 'en'): string =>
      whyStep(it_.item, it_.trace, roleId(it_, role), locale);
    expect(why('scores')).toContain('the largest is −1.12, of “beautiful” with “beautiful”');
    expect(why('scaled')).toContain('divided by 2.');
    expect(why('weights')).toContain(
      'For “is” the scores −1.32, −1.13, −1.07 become 0.286, 0.347, 0.367.',
    );
    expect(why('weights', 'ja')).toContain('「is」のスコア −1.32, −1.13, −1.07 は');
    expect(why('output')).toContain(
      '0.286 × V(“Tokyo”) + 0.347 × V(“is”) + 0.367 × V(“beautiful”)',
    );
  });

  it('says what a step is for even without numbers', () => {
    const { item } = explained(attentionFormula);
    for (const s of stepsOf(item, undefined, 'ja')) {
      expect(whyStep(item, undefined, s.value, 'ja')).toMatch(/。$/);
    }
  });
});
