import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/engine/evaluate.js';
import type { Tensor } from '../../../src/engine/trace.js';
import { evaluateShape } from '../../../src/program/dims.js';
import { exampleBindings } from '../../../src/infer/bindings.js';
import { inferShapes } from '../../../src/infer/shapes.js';
import type { Program, ValueId } from '../../../src/program/value.js';
import { expandComposites } from '../../../src/recognize/expand.js';
import { recognize } from '../../../src/recognize/index.js';
import { withVariant, type Variant } from '../../../src/recognize/variants.js';
import { draw, type Drawn, type Pen } from './programs.js';

/** Numbers of a value; free inputs get those of `given`, whatever they are used for. */
const numbers = (program: Program, id: ValueId, given = new Map<ValueId, Tensor>()): number[] => {
  const shapes = inferShapes(program, { conventions: true });
  const bindings = exampleBindings(program, shapes);
  const trace = evaluate(program, shapes, { bindings, inputs: given });
  const traced = trace.values[id];
  return traced?.ok === true ? [...traced.tensor.data] : [];
};

const close = (a: readonly number[], b: readonly number[]): void => {
  expect(a).toHaveLength(b.length);
  for (const [i, x] of a.entries()) expect(x).toBeCloseTo(b[i] ?? Number.NaN, 5);
};

const attention = (p: Pen): ValueId => {
  const scores = p.mm(p.input('Q'), p.t(p.input('K')));
  const scaled = p.named(p.div(scores, p.sqrt(p.size('d_k'))), 'scores');
  return p.mm(p.softmax(scaled), p.input('V'));
};

const vary = (drawn: Drawn, variant: Variant) => {
  const made = withVariant(drawn.program, drawn.shapes, drawn.structures, variant);
  return { ...made, root: made.ids.get(drawn.root) ?? -1 };
};

describe('variants for the panel', () => {
  it('leaves the program alone where nothing is asked for', () => {
    const drawn = draw(attention);
    expect(vary(drawn, { mask: 'none', scaling: true }).program).toBe(drawn.program);
  });

  it('takes the scaling out and keeps the name', () => {
    const drawn = draw(attention);
    const plain = draw((p) =>
      p.mm(
        p.softmax(p.mm(p.input('Q', ['n', 'd_k']), p.t(p.input('K', ['m', 'd_k'])))),
        p.input('V'),
      ),
    );
    const { program, root } = vary(drawn, { mask: 'none', scaling: false });
    close(numbers(program, root), numbers(plain.program, plain.root));
    expect(program.values.find((v) => v.name === 'scores')?.operation.kind).toBe('matmul');
    const structure = recognize(program, inferShapes(program, { conventions: true }))[0];
    expect([...(structure?.roles.values() ?? [])]).not.toContain('scaled');
  });

  it('takes out a scale folded into the query', () => {
    const drawn = draw((p) => {
      const q = p.div(p.input('Q'), p.number(2));
      return p.mm(p.softmax(p.mm(q, p.t(p.input('K')))), p.input('V'));
    });
    const { program } = vary(drawn, { mask: 'none', scaling: false });
    expect(program.values.some((v) => v.operation.kind === 'div')).toBe(false);
  });

  it('puts a causal mask before softmax: later keys get no weight', () => {
    const drawn = draw(attention);
    const { program, ids } = vary(drawn, { mask: 'causal', scaling: true });
    const softmax = drawn.program.values.find((v) => v.operation.kind === 'softmax')?.id ?? -1;
    const weights = numbers(program, ids.get(softmax) ?? -1);
    expect(weights).toHaveLength(12);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 4; column++) {
        const weight = weights[row * 4 + column] ?? Number.NaN;
        if (column > row) expect(weight).toBe(0);
        else expect(weight).toBeGreaterThan(0);
      }
    }
    const roles = recognize(program, inferShapes(program, { conventions: true }))[0]?.roles;
    expect([...(roles?.values() ?? [])]).toEqual(expect.arrayContaining(['mask', 'masked']));
  });

  it('masks a softmax that is written out', () => {
    const drawn = draw((p) => {
      const e = p.op({ kind: 'exp' }, [p.mm(p.input('Q'), p.t(p.input('K')))]);
      const sum = p.op({ kind: 'sum', axes: [-1], keepDim: true }, [e]);
      return p.mm(p.div(e, sum), p.input('V'));
    });
    const { program, ids } = vary(drawn, { mask: 'causal', scaling: true });
    const div = drawn.program.values.find((v) => v.operation.kind === 'div')?.id ?? -1;
    expect(numbers(program, ids.get(div) ?? -1)[1]).toBe(0);
  });

  it('keeps the ids of values before the first change', () => {
    const drawn = draw(attention);
    const { ids } = vary(drawn, { mask: 'causal', scaling: true });
    for (const id of [0, 1, 2, 3, 4, 5, 6]) expect(ids.get(id)).toBe(id);
  });
});

describe('composites written out', () => {
  const call = (causal: boolean, scale?: number) => (p: Pen) =>
    p.named(
      p.op(
        { kind: 'scaledDotProductAttention', causal, ...(scale === undefined ? {} : { scale }) },
        [p.input('Q', ['n', 'd_k']), p.input('K', ['m', 'd_k']), p.input('V', ['m', 'd_v'])],
      ),
      'head_1',
    );

  it.each([
    ['plain', call(false)],
    ['causal', call(true)],
    ['with a scale of its own', call(false, 0.25)],
    [
      'with an added mask',
      (p: Pen) =>
        p.op({ kind: 'scaledDotProductAttention', causal: false }, [
          p.input('Q', ['n', 'd_k']),
          p.input('K', ['m', 'd_k']),
          p.input('V', ['m', 'd_v']),
          p.tensor([
            [0, -1, 0, -3],
            [0, 0, 0, 0],
            [1, 0, 2, 0],
          ]),
        ]),
    ],
    [
      'multi-head, plain',
      (p: Pen) => {
        const x = p.input('x', ['n', 8]);
        return p.op({ kind: 'multiHeadAttention', heads: 2 }, [x, x, x]);
      },
    ],
    [
      'multi-head with weights, a batch, other keys',
      (p: Pen) =>
        p.op({ kind: 'multiHeadAttention', heads: 2 }, [
          p.input('q', [2, 3, 8]),
          p.input('k', [2, 5, 8]),
          p.input('v', [2, 5, 8]),
          p.input('in_w', [24, 8]),
          p.input('in_b', [24]),
          p.input('out_w', [8, 8]),
          p.input('out_b', [8]),
        ]),
    ],
  ])('%s gives the same numbers', (_, write) => {
    const drawn = draw(write);
    const { program, ids } = expandComposites(drawn.program, drawn.shapes);
    const kinds = program.values.map((v) => v.operation.kind);
    expect(kinds).not.toContain('scaledDotProductAttention');
    expect(kinds).not.toContain('multiHeadAttention');
    const given = new Map<ValueId, Tensor>();
    for (const { id, operation } of drawn.program.values) {
      const sizes = evaluateShape(
        drawn.shapes[id] ?? [],
        exampleBindings(drawn.program, drawn.shapes),
      );
      if (operation.kind !== 'input' || sizes === undefined) continue;
      const count = sizes.reduce((a, b) => a * b, 1);
      const data = Float32Array.from({ length: count }, (_, i) => Math.sin(i * 7 + id));
      given.set(id, { shape: sizes, dtype: 'float32', data });
    }
    const moved = new Map([...given].map(([id, tensor]) => [ids.get(id) ?? -1, tensor]));
    const before = numbers(drawn.program, drawn.root, given);
    expect(before.length).toBeGreaterThan(0);
    close(numbers(program, ids.get(drawn.root) ?? -1, moved), before);
  });

  it.each([
    ['a boolean mask', { dtype: 'bool' as const }, [0, 0, 1, 1]],
    ['an additive mask', {}, [-Infinity, -Infinity, 0, 0]],
  ])('gives 0 for a query that sees no key, as the call does: %s', (_, extra, data) => {
    const drawn = draw((p) => {
      const mask = p.op({ kind: 'tensor', shape: [2, 2], data }, [], { name: 'mask', ...extra });
      const [q, k, v] = ['Q', 'K', 'V'].map((n) =>
        p.tensor(
          [
            [1, 2],
            [3, 4],
          ],
          n,
        ),
      );
      const call = { kind: 'scaledDotProductAttention', causal: false } as const;
      return p.op(call, [q ?? 0, k ?? 0, v ?? 0, mask]);
    });
    const { program, ids } = expandComposites(drawn.program, drawn.shapes);
    const before = numbers(drawn.program, drawn.root);
    expect(before.slice(0, 2)).toEqual([0, 0]);
    close(numbers(program, ids.get(drawn.root) ?? -1), before);
  });

  it('finds every step of the opened call', () => {
    const drawn = draw(call(true));
    const { program } = expandComposites(drawn.program, drawn.shapes);
    const roles = recognize(program, inferShapes(program, { conventions: true }))[0]?.roles;
    expect([...(roles?.values() ?? [])]).toEqual(
      expect.arrayContaining([
        'query',
        'key',
        'value',
        'scores',
        'scaled',
        'mask',
        'masked',
        'weights',
        'output',
      ]),
    );
  });

  it('keeps the name of the call on its result, and a call of unknown shape as it is', () => {
    const drawn = draw(call(false));
    const { program, ids } = expandComposites(drawn.program, drawn.shapes);
    expect(program.values[ids.get(drawn.root) ?? -1]?.name).toBe('head_1');
    const unknown = expandComposites(drawn.program, []);
    expect(unknown.program.values.map((v) => v.operation.kind)).toEqual(
      drawn.program.values.map((v) => v.operation.kind),
    );
  });
});
