import { describe, expect, it } from 'vitest';
import { createBuilder, leastCertain, type Builder } from '../../../src/program/builder.js';
import { shapeLabel } from '../../../src/program/dims.js';
import type { Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';
import type { Origin, ValueId } from '../../../src/program/value.js';

const at = span(3, 7);
const stream = { id: 0, seed: 42, generator: 'torch' } as const;
const normal = { kind: 'normal', mean: 0, std: 1 } as const;

const sources: Readonly<Record<Origin, Operation>> = {
  literal: { kind: 'tensor', shape: [2], data: [1, 2] },
  seeded: { kind: 'random', shape: [2], distribution: normal, stream },
  example: { kind: 'random', shape: [2], distribution: normal },
};

const emit = (builder: Builder, operation: Operation, ...inputs: ValueId[]): ValueId =>
  builder.emit({ operation, inputs, span: at });

describe('where numbers come from', () => {
  const origins: readonly Origin[] = ['literal', 'seeded', 'example'];
  const pairs = origins.flatMap((a, i) => origins.map((b, j) => [a, b, Math.max(i, j)] as const));
  it.each(pairs)('%s and %s: the less certain one', (a, b, expected) => {
    const builder = createBuilder();
    const sum = emit(
      builder,
      { kind: 'add' },
      emit(builder, sources[a]),
      emit(builder, sources[b]),
    );
    expect(builder.value(sum).origin).toBe(origins[expected]);
    expect(leastCertain([a, b])).toBe(origins[expected]);
  });

  it('constants are literal, free symbols and calls are examples', () => {
    const builder = createBuilder();
    const kinds: readonly (readonly [Operation, Origin])[] = [
      [{ kind: 'zeros', shape: [2] }, 'literal'],
      [{ kind: 'arange', start: 0, stop: 3, step: 1 }, 'literal'],
      [{ kind: 'input' }, 'example'],
      [{ kind: 'call', callee: 'f' }, 'example'],
    ];
    for (const [operation, origin] of kinds) {
      expect(builder.value(emit(builder, operation)).origin, operation.kind).toBe(origin);
    }
  });
});

describe('a program', () => {
  it('has what it was told, in order', () => {
    const builder = createBuilder();
    const x = builder.emit({ operation: { kind: 'input' }, span: at, name: 'x', shape: ['?1', 3] });
    builder.define(x, 'y');
    builder.mention(span(9, 10), x);
    builder.label({ value: x, axis: 1, labels: ['a', 'b', 'c'], span: at });
    builder.context.rename('?1', 'T');
    const program = builder.finish([x]);
    expect(program).toMatchObject({
      values: [{ id: 0, name: 'y', defined: true, span: at, shape: ['T', 3], dtype: 'float32' }],
      outputs: [x],
      mentions: [{ span: span(9, 10), value: x }],
      labels: [{ value: x, axis: 1, labels: ['a', 'b', 'c'] }],
      problems: [],
    });
    expect(builder.size).toBe(1);
  });

  it('learns shapes that later code shows', () => {
    const builder = createBuilder();
    const x = emit(builder, { kind: 'input' });
    expect(builder.shape(x)).toBeUndefined();
    builder.learn(x, ['B', 'T', 'C']);
    const y = emit(builder, { kind: 'transpose', axis0: -2, axis1: -1 }, x);
    expect(shapeLabel(builder.shape(y) ?? [])).toBe('[B, C, T]');
  });

  it('says a contradiction once, at its place, and goes on', () => {
    const builder = createBuilder();
    const a = builder.emit({ operation: { kind: 'input' }, span: at, name: 'a', shape: [2, 3] });
    const b = builder.emit({ operation: { kind: 'input' }, span: at, tex: 'b', shape: [2, 3] });
    const product = builder.emit({
      operation: { kind: 'matmul' },
      inputs: [a, b],
      span: span(20, 25),
    });
    const after = emit(builder, { kind: 'exp' }, product);
    const { problems } = builder.finish([after]);
    expect(problems).toEqual([
      {
        code: 'shape-mismatch',
        severity: 'error',
        message: 'a is [2, 3] and b is [2, 3]: the inner sizes 3 and 2 differ.',
        span: span(20, 25),
        values: {
          0: 'a',
          1: 'b',
          reason: 'inner',
          operand0: 0,
          operand1: 1,
          shape0: '[2, 3]',
          shape1: '[2, 3]',
          size0: '3',
          size1: '2',
        },
      },
    ]);
    expect(builder.shape(after)).toBeUndefined();
  });
});
