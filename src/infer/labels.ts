import type { Shape } from '../program/dim.js';
import { equalDims } from '../program/dims.js';
import { parseEinsum } from '../program/einsum.js';
import type { OperationOf } from '../program/operation.js';
import type { Program, Value } from '../program/value.js';

type Link = readonly [inputIndex: number, inputAxis: number, outputAxis: number];
type Shapes = readonly (Shape | undefined)[];

const identityKinds = new Set(
  'softmax logSoftmax cast neg exp log sqrt rsqrt abs tanh sigmoid relu silu erf sin cos gelu elu clamp tril triu cumsum dropout layerNorm rmsNorm batchNorm rotary indexPut multiHeadAttention'.split(
    ' ',
  ),
);
const broadcastKinds = new Set(
  'add sub mul div pow floorDiv remainder compare logical where maskedFill'.split(' '),
);

const axisIn = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Axes of one input, right-aligned with the output's from `shift` axes before its end, of equal size. */
function aligned(input: number, shape: Shape, output: Shape, shift = 0): Link[] {
  return shape.flatMap((d, axis): Link[] => {
    const at = axis - shape.length + output.length - shift;
    const size = output[at];
    return size !== undefined && equalDims(d, size) ? [[input, axis, at]] : [];
  });
}

/** A view keeps the axes before and after those that it splits or joins. */
function reshapeLinks(shape: Shape, output: Shape): Link[] {
  const same = (a: number, b: number): boolean => {
    const [left, right] = [shape.at(a), output.at(b)];
    return left !== undefined && right !== undefined && equalDims(left, right);
  };
  const most = Math.min(shape.length, output.length);
  let before = 0;
  while (before < most && same(before, before)) before += 1;
  let after = 0;
  while (after < most - before && same(-after - 1, -after - 1)) after += 1;
  return [
    ...Array.from({ length: before }, (_, i): Link => [0, i, i]),
    ...Array.from({ length: after }, (_, i): Link => [
      0,
      shape.length - 1 - i,
      output.length - 1 - i,
    ]),
  ];
}

function reductionLinks(
  rank: number,
  axes: readonly number[] | undefined,
  keepDim: boolean,
): Link[] {
  const gone = new Set((axes ?? [...Array(rank).keys()]).map((a) => axisIn(a, rank)));
  const kept = [...Array(rank).keys()].filter((a) => !gone.has(a));
  return kept.map((a, i): Link => [0, a, keepDim ? a : i]);
}

/** Axes that plain subscripts leave whole. */
function indexLinks({ items }: OperationOf<'index'>, rank: number): Link[] {
  if (items.some((i) => i.kind === 'tensor')) return [];
  const used = items.filter((i) => i.kind === 'at' || i.kind === 'slice').length;
  const links: Link[] = [];
  let axis = 0;
  let at = 0;
  const keep = (count: number): void => {
    for (; count > 0; count--) links.push([0, axis++, at++]);
  };
  for (const item of items) {
    if (item.kind === 'newAxis') at += 1;
    else if (item.kind === 'ellipsis') keep(rank - used);
    else if (item.kind === 'at') axis += 1;
    else if (
      item.kind === 'slice' &&
      item.start === undefined &&
      item.stop === undefined &&
      (item.step ?? 1) === 1
    ) {
      keep(1);
    } else {
      axis += 1;
      at += 1;
    }
  }
  keep(rank - axis);
  return links;
}

function einsumLinks(equation: string, inputs: Shapes): Link[] {
  const parsed = parseEinsum(equation);
  if (!parsed.ok || parsed.value.output.ellipsis) return [];
  const output = parsed.value.output.before;
  return parsed.value.inputs.flatMap((term, i) => {
    const rank = inputs[i]?.length ?? 0;
    const after = rank - term.after.length;
    const places = [
      ...term.before.map((letter, axis) => [letter, axis] as const),
      ...term.after.map((letter, axis) => [letter, after + axis] as const),
    ];
    return places.flatMap(([letter, axis]): Link[] => {
      const at = output.indexOf(letter);
      return at < 0 ? [] : [[i, axis, at]];
    });
  });
}

/** Axes of the inputs that are the same axis as one of the result's. */
function links(value: Value, inputs: Shapes, output: Shape): Link[] {
  const { operation } = value;
  const first = inputs[0];
  if (broadcastKinds.has(operation.kind) || inputs.length > 1) {
    // max and min of two are elementwise too.
    if (broadcastKinds.has(operation.kind) || /^(max|min)$/.test(operation.kind)) {
      return inputs.flatMap((s, i) => (s === undefined ? [] : aligned(i, s, output)));
    }
  }
  if (first === undefined) return [];
  if (identityKinds.has(operation.kind)) return aligned(0, first, output);
  const rank = first.length;
  switch (operation.kind) {
    case 'matmul': {
      const right = inputs[1] ?? [];
      const vector = right.length === 1 ? 1 : 0;
      const rows =
        rank < 2
          ? []
          : aligned(0, [...first.slice(0, -1), -1], [...output, ...(vector ? [-1] : [])]);
      const columns: Link[] = right.length < 2 ? [] : [[1, right.length - 1, output.length - 1]];
      return [...rows.filter(([, axis]) => axis < rank - 1), ...columns];
    }
    case 'linear':
      return aligned(0, first.slice(0, -1), output, 1);
    case 'scaledDotProductAttention': {
      const last = inputs[2]?.length ?? 0;
      return [
        ...aligned(0, first.slice(0, -1), output, 1),
        ...(last < 1 ? [] : [[2, last - 1, output.length - 1] as const]),
      ];
    }
    case 'transpose': {
      const [a, b] = [axisIn(operation.axis0, rank), axisIn(operation.axis1, rank)];
      if (rank < 2) return aligned(0, first, output);
      return output.map((_, i): Link => [0, i === a ? b : i === b ? a : i, i]);
    }
    case 'permute':
      return operation.axes.map((a, i): Link => [0, axisIn(a, rank), i]);
    case 'reshape':
      return reshapeLinks(first, output);
    case 'expand':
      return aligned(0, first, output);
    case 'sum':
    case 'mean':
    case 'prod':
    case 'max':
    case 'min':
    case 'var':
    case 'norm':
      return reductionLinks(rank, operation.axes, operation.keepDim ?? false);
    case 'argmax':
      return reductionLinks(
        rank,
        operation.axis === undefined ? undefined : [operation.axis],
        operation.keepDim ?? false,
      );
    case 'topk':
    case 'sort':
      return aligned(0, first, output).filter(([, a]) => a !== axisIn(operation.axis, rank));
    case 'split':
    case 'chunk':
      return aligned(0, first, output).filter(([, a]) => a !== axisIn(operation.axis, rank));
    case 'unbind':
      return reductionLinks(rank, [operation.axis], false);
    case 'concat':
      return inputs.flatMap((s, i) =>
        s === undefined
          ? []
          : aligned(i, s, output).filter(([, a]) => a !== axisIn(operation.axis, s.length)),
      );
    case 'index':
      return indexLinks(operation, rank);
    case 'einsum':
      return einsumLinks(operation.equation, inputs);
    case 'embedding':
      return first.map((_, i): Link => [0, i, i]);
    default:
      return [];
  }
}

/** Axes that are one and the same, as an undirected graph over `value:axis`. */
function neighboursOf(program: Program, shapes: Shapes): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  const at = (key: string): string[] => {
    const found = neighbours.get(key) ?? [];
    neighbours.set(key, found);
    return found;
  };
  for (const value of program.values) {
    const output = shapes[value.id];
    if (output === undefined) continue;
    const inputs = value.inputs.map((i) => shapes[i]);
    for (const [input, from, to] of links(value, inputs, output)) {
      const [a, b] = [`${value.inputs[input]}:${from}`, `${value.id}:${to}`];
      at(a).push(b);
      at(b).push(a);
    }
  }
  return neighbours;
}

/**
 * Carries the names of positions (tokens) along every axis that is the same axis, so that labels
 * given for the weights' plot also name the rows of the scores and of the input. Keys are
 * `value:axis`; labels that do not fit a size are dropped.
 */
export function propagateLabels(program: Program, shapes: Shapes): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (program.labels.length === 0) return found;
  const queue: string[] = [];
  for (const entry of program.labels) {
    const shape = shapes[entry.value] ?? [];
    const axis = axisIn(entry.axis, shape.length);
    const size = shape[axis];
    if (size === undefined || (typeof size === 'number' && size !== entry.labels.length)) continue;
    const key = `${entry.value}:${axis}`;
    if (!found.has(key)) queue.push(key);
    found.set(key, entry.labels);
  }
  const neighbours = neighboursOf(program, shapes);
  // The array grows while it is walked: a breadth-first search.
  for (const key of queue) {
    const labels = found.get(key) ?? [];
    for (const next of neighbours.get(key) ?? []) {
      if (found.has(next)) continue;
      found.set(next, labels);
      queue.push(next);
    }
  }
  return found;
}
