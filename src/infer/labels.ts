import type { Shape } from '../program/dim.js';
import { equalDims } from '../program/dims.js';
import type { Program, Value } from '../program/value.js';

type Link = readonly [inputIndex: number, inputAxis: number, outputAxis: number];

const identityKinds = new Set(
  'softmax logSoftmax cast neg exp log sqrt rsqrt abs tanh sigmoid relu silu erf sin cos gelu elu clamp tril triu cumsum dropout layerNorm rmsNorm batchNorm indexPut sort'.split(
    ' ',
  ),
);
const broadcastKinds = new Set(
  'add sub mul div pow floorDiv remainder compare logical where maskedFill'.split(' '),
);

/** Axes of the inputs that are the same axis as one of the result's. */
function links(value: Value, inputs: readonly (Shape | undefined)[], output: Shape): Link[] {
  const { operation } = value;
  const rank = output.length;
  const first = inputs[0];
  const aligned = (i: number, shape: Shape, upTo = shape.length): Link[] =>
    shape.slice(0, upTo).flatMap((d, axis): Link[] => {
      const at = axis - shape.length + rank;
      return at >= 0 && equalDims(d, output[at] ?? 0) ? [[i, axis, at]] : [];
    });
  if (identityKinds.has(operation.kind)) return first === undefined ? [] : aligned(0, first);
  if (broadcastKinds.has(operation.kind)) {
    return inputs.flatMap((s, i) => (s === undefined ? [] : aligned(i, s)));
  }
  switch (operation.kind) {
    case 'matmul':
    case 'linear':
    case 'scaledDotProductAttention': {
      const rows =
        first === undefined || first.length < 2 ? [] : aligned(0, first, first.length - 1);
      const right = inputs[operation.kind === 'scaledDotProductAttention' ? 2 : 1];
      const index = operation.kind === 'scaledDotProductAttention' ? 2 : 1;
      if (operation.kind === 'linear' || right === undefined || right.length < 2) return rows;
      return [...rows, [index, right.length - 1, rank - 1]];
    }
    case 'transpose': {
      if (rank < 2) return [];
      const a = operation.axis0 < 0 ? operation.axis0 + rank : operation.axis0;
      const b = operation.axis1 < 0 ? operation.axis1 + rank : operation.axis1;
      return output.map((_, i): Link => [0, i === a ? b : i === b ? a : i, i]);
    }
    case 'permute':
      return operation.axes.map((a, i): Link => [0, a < 0 ? a + rank : a, i]);
    default:
      return [];
  }
}

/**
 * Carries the names of positions (tokens) along every axis that is the same axis, so that labels
 * given for the weights' plot also name the rows of the scores and of the input. Keys are
 * `value:axis`; labels that do not fit a size are dropped.
 */
export function propagateLabels(
  program: Program,
  shapes: readonly (Shape | undefined)[],
): Map<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  };
  for (const value of program.values) {
    const output = shapes[value.id];
    if (output === undefined || program.labels.length === 0) continue;
    const inputs = value.inputs.map((i) => shapes[i]);
    for (const [input, from, to] of links(value, inputs, output)) {
      join(`${value.inputs[input]}:${from}`, `${value.id}:${to}`);
    }
  }
  const found = new Map<string, readonly string[]>();
  const sizeAt = (key: string): unknown => {
    const [value, axis] = key.split(':').map(Number);
    return shapes[value ?? -1]?.[axis ?? -1];
  };
  const queue: string[] = [];
  for (const entry of program.labels) {
    const rank = shapes[entry.value]?.length ?? 0;
    const key = `${entry.value}:${entry.axis < 0 ? entry.axis + rank : entry.axis}`;
    const size = sizeAt(key);
    if (size === undefined || (typeof size === 'number' && size !== entry.labels.length)) continue;
    if (!found.has(key)) queue.push(key);
    found.set(key, entry.labels);
  }
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    for (const next of neighbours.get(key) ?? []) {
      const labels = found.get(key);
      if (found.has(next) || labels === undefined) continue;
      found.set(next, labels);
      queue.push(next);
    }
  }
  return found;
}
