import type { IndexItem, Operation } from '../../program/operation.js';
import { indexAt, offsetOf, positiveAxis } from './cells.js';
import type { Index } from './words.js';

/** A cell of one input that a layout operation shows unchanged. */
export interface Origin {
  readonly input: number;
  readonly index: number[];
}

/** Where `x[items]` reads its cell `index`; undefined for subscripts that are tensors. */
function indexed(
  items: readonly IndexItem[],
  shape: readonly number[],
  index: Index,
): number[] | undefined {
  const consumed = items.filter((i) => i.kind !== 'newAxis' && i.kind !== 'ellipsis').length;
  const source: number[] = [];
  let at = 0;
  for (const item of items) {
    const size = shape[source.length] ?? 0;
    switch (item.kind) {
      case 'at':
        source.push(item.index < 0 ? item.index + size : item.index);
        break;
      case 'slice': {
        const step = item.step ?? 1;
        const start = item.start ?? (step < 0 ? size - 1 : 0);
        const from = Math.min(Math.max(start < 0 ? start + size : start, 0), size);
        source.push(from + step * (index[at++] ?? 0));
        break;
      }
      case 'newAxis':
        at++;
        break;
      case 'ellipsis':
        for (let i = shape.length - consumed; i > 0; i--) source.push(index[at++] ?? 0);
        break;
      case 'tensor':
        return undefined;
      default:
        item satisfies never;
    }
  }
  while (source.length < shape.length) source.push(index[at++] ?? 0);
  return source;
}

/** Part and place along a concatenated axis. */
function concatenated(
  shapes: readonly (readonly number[] | undefined)[],
  axis: number,
  index: Index,
): Origin | undefined {
  const at = positiveAxis(axis, index.length);
  let place = index[at] ?? 0;
  for (const [input, shape] of shapes.entries()) {
    const size = shape?.[at];
    if (size === undefined) return undefined;
    if (place < size) return { input, index: index.map((v, a) => (a === at ? place : v)) };
    place -= size;
  }
  return undefined;
}

const without = (index: Index, axis: number): number[] => index.filter((_, a) => a !== axis);

/** The input cell that cell `index` of a layout operation is, or undefined for other operations. */
export function layoutOrigin(
  operation: Operation,
  shapes: readonly (readonly number[] | undefined)[],
  output: readonly number[],
  index: Index,
): Origin | undefined {
  const shape = shapes[0];
  if (shape === undefined) return undefined;
  const rank = shape.length;
  switch (operation.kind) {
    case 'transpose': {
      const a = positiveAxis(operation.axis0, rank);
      const b = positiveAxis(operation.axis1, rank);
      const from = (axis: number): number => (axis === a ? b : axis === b ? a : axis);
      return { input: 0, index: index.map((_, axis) => index[from(axis)] ?? 0) };
    }
    case 'permute': {
      const source = new Array<number>(rank).fill(0);
      for (const [axis, from] of operation.axes.entries()) {
        source[positiveAxis(from, rank)] = index[axis] ?? 0;
      }
      return { input: 0, index: source };
    }
    case 'reshape': {
      const offset = offsetOf(output, index);
      return offset === undefined ? undefined : { input: 0, index: indexAt(shape, offset) };
    }
    case 'expand':
      return {
        input: 0,
        index: shape.map((size, a) => (size === 1 ? 0 : (index[a + index.length - rank] ?? 0))),
      };
    case 'repeat':
      return {
        input: 0,
        index: shape.map((size, a) => (index[a + index.length - rank] ?? 0) % Math.max(size, 1)),
      };
    case 'cast':
      return { input: 0, index: [...index] };
    case 'dropout':
      return operation.training ? undefined : { input: 0, index: [...index] };
    case 'index': {
      const source = indexed(operation.items, shape, index);
      return source === undefined ? undefined : { input: 0, index: source };
    }
    case 'concat':
      return operation.count === undefined
        ? concatenated(shapes, operation.axis, index)
        : undefined;
    case 'stack': {
      if (operation.count !== undefined) return undefined;
      const at = positiveAxis(operation.axis, index.length);
      return { input: index[at] ?? 0, index: without(index, at) };
    }
    case 'split':
    case 'chunk': {
      const at = positiveAxis(operation.axis, rank);
      const { sizes, part } = operation;
      const equal = Math.ceil((shape[at] ?? 0) / Math.max(operation.parts ?? 1, 1));
      const start =
        sizes === undefined ? part * equal : sizes.slice(0, part).reduce((a, b) => a + b, 0);
      return { input: 0, index: index.map((v, a) => (a === at ? v + start : v)) };
    }
    case 'unbind': {
      const at = positiveAxis(operation.axis, rank);
      return { input: 0, index: [...index.slice(0, at), operation.part, ...index.slice(at)] };
    }
    default:
      return undefined;
  }
}
