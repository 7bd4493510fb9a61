import { describe, expect, it } from 'vitest';
import { propagateLabels } from '../../../src/infer/labels.js';
import { inferShapes } from '../../../src/infer/shapes.js';
import { createBuilder, type Builder } from '../../../src/program/builder.js';
import type { Shape } from '../../../src/program/dim.js';
import type { Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';
import type { ValueId } from '../../../src/program/value.js';

const at = span(0, 1);
const tokens = ['the', 'cat', 'sat'];

interface Pen {
  readonly builder: Builder;
  input(shape: Shape): ValueId;
  op(operation: Operation, ...inputs: ValueId[]): ValueId;
}

function createPen(): Pen {
  const builder = createBuilder();
  return {
    builder,
    input: (shape) => builder.emit({ operation: { kind: 'input' }, span: at, shape }),
    op: (operation, ...inputs) => builder.emit({ operation, inputs, span: at }),
  };
}

/** Axes of `value` that have labels. */
function labelled({ builder }: Pen, value: ValueId): Record<number, string> {
  const program = builder.finish([]);
  const found = propagateLabels(program, inferShapes(program, { conventions: false }));
  return Object.fromEntries(
    [...found]
      .filter(([key]) => key.startsWith(`${value}:`))
      .map(([key, labels]) => [Number(key.split(':')[1]), labels.join(' ')]),
  );
}

describe('names of positions', () => {
  const attention = () => {
    const pen = createPen();
    const x = pen.input([3, 8]);
    const wQ = pen.input([8, 4]);
    const wK = pen.input([8, 4]);
    const q = pen.op({ kind: 'matmul' }, x, wQ);
    const k = pen.op({ kind: 'matmul' }, x, wK);
    const kT = pen.op({ kind: 'transpose', axis0: 0, axis1: 1 }, k);
    const scores = pen.op({ kind: 'matmul' }, q, kT);
    const scale = pen.input([]);
    const scaled = pen.op({ kind: 'div' }, scores, scale);
    const weights = pen.op({ kind: 'softmax', axis: -1 }, scaled);
    const output = pen.op({ kind: 'matmul' }, weights, x);
    return { pen, x, wQ, q, k, kT, scores, weights, output };
  };

  it('given for the weights reach the scores, queries, keys, output and input', () => {
    const { pen, x, wQ, q, k, kT, scores, weights, output } = attention();
    pen.builder.label({ value: weights, axis: 0, labels: tokens, span: at });
    pen.builder.label({ value: weights, axis: -1, labels: tokens, span: at });
    const text = tokens.join(' ');
    expect(labelled(pen, weights)).toEqual({ 0: text, 1: text });
    expect(labelled(pen, scores)).toEqual({ 0: text, 1: text });
    expect(labelled(pen, q)).toEqual({ 0: text });
    expect(labelled(pen, k)).toEqual({ 0: text });
    expect(labelled(pen, kT)).toEqual({ 1: text });
    expect(labelled(pen, x)).toEqual({ 0: text });
    expect(labelled(pen, output)).toEqual({ 0: text });
    expect(labelled(pen, wQ)).toEqual({});
  });

  it('given for the input reach both axes of the weights', () => {
    const { pen, x, weights } = attention();
    pen.builder.label({ value: x, axis: 0, labels: tokens, span: at });
    expect(labelled(pen, weights)).toEqual({ 0: 'the cat sat', 1: 'the cat sat' });
  });

  it.each([
    ['too few', 0, ['a', 'b']],
    ['too many', 0, ['a', 'b', 'c', 'd']],
    ['for no axis', 2, tokens],
    ['for no axis from the end', -3, tokens],
  ])('that do not fit are dropped: %s', (_name, axis, labels) => {
    const { pen, weights, scores } = attention();
    pen.builder.label({ value: weights, axis, labels, span: at });
    expect(labelled(pen, weights)).toEqual({});
    expect(labelled(pen, scores)).toEqual({});
  });

  const steps: readonly (readonly [string, Shape, number, Operation, Record<number, string>])[] = [
    [
      'splitting heads',
      [2, 3, 8],
      1,
      { kind: 'reshape', shape: [2, 3, 4, 2] },
      { 1: 'the cat sat' },
    ],
    ['joining heads', [3, 4, 2], 0, { kind: 'reshape', shape: [3, 8] }, { 0: 'the cat sat' }],
    ['a flattened axis', [3, 2], 0, { kind: 'reshape', shape: [6] }, {}],
    ['a last axis kept', [2, 2, 3], 2, { kind: 'reshape', shape: [4, 3] }, { 1: 'the cat sat' }],
    [
      'swapping axes',
      [2, 3, 4],
      1,
      { kind: 'transpose', axis0: 1, axis1: 2 },
      { 2: 'the cat sat' },
    ],
    ['permuting', [2, 3, 4], 1, { kind: 'permute', axes: [1, 2, 0] }, { 0: 'the cat sat' }],
    ['a sum along another axis', [3, 4], 0, { kind: 'sum', axes: [1] }, { 0: 'the cat sat' }],
    [
      'a mean with its axis kept',
      [2, 3],
      1,
      { kind: 'mean', axes: [0], keepDim: true },
      { 1: 'the cat sat' },
    ],
    ['a sum along the axis', [3, 4], 0, { kind: 'sum', axes: [0] }, {}],
    ['the largest of each row', [3, 4], 0, { kind: 'argmax', axis: -1 }, { 0: 'the cat sat' }],
    [
      'picking a head',
      [2, 3, 4],
      1,
      { kind: 'index', items: [{ kind: 'at', index: 0 }] },
      { 0: 'the cat sat' },
    ],
    [
      'a new axis',
      [3, 4],
      0,
      { kind: 'index', items: [{ kind: 'newAxis' }, { kind: 'ellipsis' }, { kind: 'newAxis' }] },
      { 1: 'the cat sat' },
    ],
    ['a part of the axis', [3, 4], 0, { kind: 'index', items: [{ kind: 'slice', start: 1 }] }, {}],
    [
      'sorting along the axis',
      [3],
      0,
      { kind: 'sort', axis: 0, descending: false, part: 'values' },
      {},
    ],
    [
      'a chunk of the width',
      [3, 4],
      0,
      { kind: 'chunk', axis: 1, part: 0, parts: 2 },
      { 0: 'the cat sat' },
    ],
    ['expanding', [1, 3], 1, { kind: 'expand', shape: [5, 3] }, { 1: 'the cat sat' }],
    ['einsum', [2, 3], 1, { kind: 'einsum', equation: 'ij->ji' }, { 0: 'the cat sat' }],
  ];
  it.each(steps)('are carried through %s', (_name, shape, axis, operation, expected) => {
    const pen = createPen();
    const x = pen.input(shape);
    const y = pen.op(operation, x);
    pen.builder.label({ value: x, axis, labels: tokens, span: at });
    expect(labelled(pen, y)).toEqual(expected);
  });

  it('are carried through batches and products with vectors', () => {
    const pen = createPen();
    const weights = pen.input([3, 3, 4]);
    pen.builder.label({ value: weights, axis: 1, labels: tokens, span: at });
    const values = pen.input([3, 4, 5]);
    const vector = pen.input([4]);
    expect(labelled(pen, pen.op({ kind: 'matmul' }, weights, values))).toEqual({
      1: 'the cat sat',
    });
    expect(labelled(pen, pen.op({ kind: 'matmul' }, weights, vector))).toEqual({
      1: 'the cat sat',
    });
  });

  it('are found in long programs', () => {
    const pen = createPen();
    const x = pen.input([3]);
    pen.builder.label({ value: x, axis: 0, labels: tokens, span: at });
    let last = x;
    for (let i = 0; i < 20_000; i++) last = pen.op({ kind: 'add' }, x, last);
    expect(labelled(pen, last)).toEqual({ 0: 'the cat sat' });
  });
});
