import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  explain,
  explainCell,
  explainPart,
  toPyTorch,
  whyStep,
} from '../../../src/explain/index.js';
import { lint } from '../../../src/lint/index.js';
import type { Operation } from '../../../src/program/operation.js';
import type { ValueId } from '../../../src/program/value.js';
import { expandComposites } from '../../../src/recognize/expand.js';
import { withVariant } from '../../../src/recognize/variants.js';
import type { Pen } from '../recognize/programs.js';
import { explained } from './items.js';

const names = ['Q', 'K', 'V', 'W_i^Q', 'x', 'M', '\\alpha', 'scores', 'b', '\\mu', 'd', ''];
const unary: Operation[] = [
  { kind: 'softmax', axis: -1 },
  { kind: 'softmax', axis: 0 },
  { kind: 'transpose', axis0: -2, axis1: -1 },
  { kind: 'exp' },
  { kind: 'sqrt' },
  { kind: 'neg' },
  { kind: 'relu' },
  { kind: 'sum', axes: [-1], keepDim: true },
  { kind: 'mean' },
  { kind: 'reshape', shape: [-1] },
  { kind: 'layerNorm', axes: 1, eps: 1e-5 },
  { kind: 'dropout', p: 0.1, training: false },
  { kind: 'index', items: [{ kind: 'at', index: 0 }] },
  { kind: 'call', callee: '\\sum' },
  { kind: 'chunk', axis: -1, part: 1, parts: 2 },
];
const binary: Operation[] = [
  { kind: 'matmul' },
  { kind: 'matmul' },
  { kind: 'add' },
  { kind: 'sub' },
  { kind: 'mul' },
  { kind: 'div' },
  { kind: 'max' },
  { kind: 'maskedFill', value: Number.NEGATIVE_INFINITY },
  { kind: 'concat', axis: -1 },
  { kind: 'einsum', equation: 'ij,kj->ik' },
  { kind: 'linear' },
];

/** A random program over a few symbols, sound or not. */
const write =
  (choices: readonly (readonly [number, number, number, number])[]) =>
  (p: Pen): ValueId => {
    const ids: ValueId[] = [p.input('Q'), p.input('K'), p.number(2), p.size('d_k')];
    for (const [what, a, b, c] of choices) {
      const pick = (n: number): ValueId => ids[n % ids.length] ?? 0;
      if (what % 5 === 0) ids.push(p.input(names[c % names.length] ?? 'x'));
      else if (what % 5 < 3)
        ids.push(p.op(binary[c % binary.length] ?? { kind: 'add' }, [pick(a), pick(b)]));
      else ids.push(p.op(unary[c % unary.length] ?? { kind: 'exp' }, [pick(a)]));
      if (what % 11 === 0) p.named(ids.at(-1) ?? 0, names[b % (names.length - 1)] ?? 'x');
    }
    return ids.at(-1) ?? 0;
  };

const numeral = fc.nat(1000);
const choices = fc.array(fc.tuple(numeral, numeral, numeral, numeral), { maxLength: 25 });

describe('any program', () => {
  it('is recognised, explained and printed without a throw', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(choices, (list) => {
        const { item, trace } = explained(write(list));
        for (const locale of ['en', 'ja'] as const) {
          const { steps, title } = explain(item, trace, locale);
          expect(title).not.toBe('');
          expect(steps.length).toBeGreaterThan(0);
          for (const s of steps) {
            expect(s.title).not.toBe('');
            whyStep(item, trace, s.value, locale);
            for (const input of s.inputs) expect(steps.some((o) => o.value === input)).toBe(true);
          }
          for (const id of item.members) {
            explainPart(item, trace, id, locale);
            const traced = trace.values[id];
            const index = traced?.ok === true ? traced.tensor.shape.map(() => 0) : [];
            const { text } = explainCell(item, trace, id, index, locale);
            expect(text).not.toMatch(/undefined|\[object/);
          }
        }
        expect(toPyTorch(item, item.bindings)).not.toMatch(/undefined|\[object/);
        lint(item.program, item.shapes, item.structures);
        expandComposites(item.program, item.shapes);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every value in its variants', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(choices, fc.boolean(), (list, scaling) => {
        const { item } = explained(write(list));
        const { program, ids } = withVariant(item.program, item.shapes, item.structures, {
          mask: 'causal',
          scaling,
        });
        for (const v of item.program.values)
          expect(program.values[ids.get(v.id) ?? -1]).toBeDefined();
        for (const v of program.values) for (const i of v.inputs) expect(i).toBeLessThan(v.id);
      }),
      { numRuns: 150 },
    );
  });
});
