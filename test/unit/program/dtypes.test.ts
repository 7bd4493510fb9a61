import { describe, expect, it } from 'vitest';
import golden from '../../golden/promotion.json' with { type: 'json' };
import { createBuilder } from '../../../src/program/builder.js';
import type { DType, Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';

const operations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(
    'add mul div pow where exp sqrt neg sum mean max sigmoid relu'
      .split(' ')
      .map((kind) => [kind, { kind: kind as 'add' }]),
  ),
  compare: { kind: 'compare', relation: 'lt' },
  concat: { kind: 'concat', axis: 0 },
  cumsum: { kind: 'cumsum', axis: 0 },
  softmax: { kind: 'softmax', axis: -1 },
  argmax: { kind: 'argmax' },
};

const plain: Readonly<Record<string, DType>> = { True: 'bool', '2': 'int64', '2.5': 'float64' };

/** `float32[2]`, `int64[]` (a tensor without axes), or a number of the language. */
function dtypeOf(kind: string, operands: readonly string[]): string {
  const builder = createBuilder();
  const inputs = operands.map((text) => {
    const number = plain[text];
    const [dtype, axes] = text.split(/[[\]]/);
    return builder.emit({
      operation: { kind: 'input' },
      span: span(0, 1),
      dtype: number ?? (dtype as DType),
      weak: number !== undefined,
      shape: axes === '2' ? [2] : [],
    });
  });
  const operation = operations[kind];
  if (operation === undefined) throw new Error(kind);
  const condition = builder.emit({
    operation: { kind: 'input' },
    span: span(0, 1),
    dtype: 'bool',
    shape: [2],
  });
  const all = kind === 'where' ? [condition, ...inputs] : inputs;
  return builder.value(builder.emit({ operation, inputs: all, span: span(0, 1) })).dtype;
}

describe('element types are PyTorch’s', () => {
  const cases = golden as [string, string[], string][];
  it.each(Object.keys(operations))('%s', (wanted) => {
    const own = cases.filter(([kind]) => kind === wanted);
    expect(own).not.toEqual([]);
    const wrong = own.flatMap(([kind, operands, expected]) => {
      const got = dtypeOf(kind, operands);
      return got === expected ? [] : [`${operands.join(', ')}: ${got}, not ${expected}`];
    });
    expect(wrong).toEqual([]);
  });
});
