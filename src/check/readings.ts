import type { Operation } from '../program/operation.js';
import type { Value } from '../program/value.js';
import type { Computation, Numbers } from './compute.js';
import { compute, rewritten } from './compute.js';

type Change = (value: Value) => Operation | undefined;

const scaledBy = (kind: Operation['kind'], factor: number, before: boolean) =>
  ({ kind, factor, before }) as const;

/**
 * Conventions that a text may follow without saying so. A result that holds under one of them is
 * right: softmax down the columns, variance over n − 1, a normalisation without ε.
 */
const changes: readonly Change[] = [
  ({ operation: o }) =>
    (o.kind === 'softmax' || o.kind === 'logSoftmax') && o.axis !== -2
      ? { ...o, axis: -2 }
      : undefined,
  ({ operation: o }) => (o.kind === 'layerNorm' ? { ...o, eps: 0 } : undefined),
  ({ operation: o }) => (o.kind === 'var' ? { ...o, correction: 1 - o.correction } : undefined),
];

/** Logarithms to other bases, angles in degrees: a factor on the result or on the input. */
const factors = [
  scaledBy('log', 1 / Math.LN10, false),
  scaledBy('log', 1 / Math.LN2, false),
  scaledBy('sin', Math.PI / 180, true),
  scaledBy('cos', Math.PI / 180, true),
];

/** The computation with every operation of a kind scaled, as values put in before or after it. */
function scaled(
  computation: Computation,
  { kind, factor, before }: (typeof factors)[number],
): Computation | undefined {
  const { values } = computation.program;
  if (!values.some((v) => v.operation.kind === kind)) return undefined;
  const made: Value[] = [];
  const ids = new Map<number, number>();
  const add = (value: Value): number => {
    made.push({ ...value, id: made.length });
    return made.length - 1;
  };
  const times = (value: Value, id: number): number => {
    const operation: Operation = { kind: 'tensor', shape: [], data: [factor] };
    const by = add({ ...value, operation, inputs: [], shape: [], dtype: 'float64' });
    return add({ ...value, operation: { kind: 'mul' }, inputs: [id, by] });
  };
  for (const value of values) {
    const inputs = value.inputs.map((i) => ids.get(i) ?? 0);
    const own = value.operation.kind === kind;
    const given = own && before ? inputs.map((i) => times(made[i] ?? value, i)) : inputs;
    const id = add({ ...value, inputs: given });
    ids.set(value.id, own && !before ? times(value, id) : id);
  }
  const root = ids.get(computation.root) ?? 0;
  return { program: { ...computation.program, values: made, outputs: [root] }, root };
}

/** The numbers under every other convention that changes something. */
export function otherReadings(computation: Computation): Numbers[] {
  const rewrites = changes.map((change) => rewritten(computation, change));
  return [...rewrites, ...factors.map((f) => scaled(computation, f))].flatMap((c) => {
    const numbers = c === undefined ? undefined : compute(c);
    return numbers ?? [];
  });
}
