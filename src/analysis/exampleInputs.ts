import type { AnalyzedItem } from '../analysisTypes.js';
import { evaluate } from '../engine/evaluate.js';
import type { Bindings, Tensor } from '../engine/trace.js';
import { createBuilder } from '../program/builder.js';
import { evaluateShape } from '../program/dims.js';
import type { Value, ValueId } from '../program/value.js';
import type { Role } from '../recognize/roles.js';

/** Rows that are shares of one, from the same numbers that a plain example of this name has. */
function distribution(value: Value, shape: readonly number[], seed: number): Tensor | undefined {
  const builder = createBuilder();
  const { span } = value;
  const input = builder.emit({
    operation: { kind: 'input' },
    span,
    shape,
    ...(value.name === undefined ? {} : { name: value.name }),
  });
  const root = builder.emit({ operation: { kind: 'softmax', axis: -1 }, inputs: [input], span });
  const program = builder.finish([root]);
  const traced = evaluate(
    program,
    program.values.map((v) => v.shape),
    { bindings: {}, exampleSeed: seed },
  ).values[root];
  return traced?.ok === true ? traced.tensor : undefined;
}

/** True for a mask that is multiplied, which keeps with 1 and drops with 0. */
const isMultiplied = (item: AnalyzedItem, { id }: Value): boolean =>
  item.program.values.some((v) => v.operation.kind === 'mul' && v.inputs.includes(id));

/** Up to the diagonal and after it: 0 and −∞ as one adds to scores, 1 and 0 as one multiplies. */
function causal(shape: readonly number[], [keep, drop]: readonly [number, number]): Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const columns = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / columns) % rows;
    data[i] = i % columns > row ? drop : keep;
  }
  return { shape, dtype: 'float32', data };
}

type Make = (
  value: Value,
  shape: readonly number[],
  seed: number,
  item: AnalyzedItem,
) => Tensor | undefined;

/** Roles whose example numbers have a form of their own. */
const makers: Partial<Record<Role, Make>> = {
  weights: distribution,
  mask: (value, shape, _seed, item) =>
    causal(shape, isMultiplied(item, value) ? [1, 0] : [0, -Infinity]),
};

/** Most elements made here; larger inputs are the engine's to refuse. */
const maxElements = 1_000_000;

/** Example numbers for free inputs that can't be any numbers, by their roles. */
export function exampleInputs(
  item: AnalyzedItem,
  bindings: Bindings,
  seed: number,
): Map<ValueId, Tensor> {
  const inputs = new Map<ValueId, Tensor>();
  for (const value of item.program.values) {
    const role = item.roles.get(value.id);
    const make = role === undefined ? undefined : makers[role];
    if (value.operation.kind !== 'input' || value.dtype !== 'float32' || make === undefined)
      continue;
    const symbolic = item.shapes[value.id];
    const shape = symbolic && evaluateShape(symbolic, bindings);
    if (shape === undefined || shape.reduce((a, b) => a * b, 1) > maxElements) continue;
    const tensor = make(value, shape, seed, item);
    if (tensor !== undefined) inputs.set(value.id, tensor);
  }
  return inputs;
}
