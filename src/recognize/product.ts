import { parseEinsum } from '../program/einsum.js';
import type { ValueId } from '../program/value.js';
import { swapsLastAxes, through, type Graph } from './graph.js';

/**
 * A product that sums one axis of `left` with one of `right`. For scores, `right` is the side whose
 * free axis is the result's last one: the key, where the rows are queries.
 */
export interface Product {
  readonly root: ValueId;
  readonly left: ValueId;
  readonly right: ValueId;
  /** True where `right` enters as written `bᵀ`, or the equation sums both last axes. */
  readonly transposed: boolean;
  /** The transposed operand where there is one: `K^\top`. */
  readonly transposedValue: ValueId | undefined;
  /** Axis of the result that comes from `right`, negative from the end. */
  readonly rightAxis: number;
  /** True where `left` is the transposed side: `KᵀQ` with tokens in columns. */
  readonly columns: boolean;
}

function einsumProduct(graph: Graph, id: ValueId, equation: string): Product | undefined {
  const [left, right, third] = graph.value(id).inputs;
  const parsed = parseEinsum(equation);
  if (left === undefined || right === undefined || third !== undefined || !parsed.ok)
    return undefined;
  const letters = parsed.value.inputs.map((t) => [...t.before, ...t.after]);
  const out = [...parsed.value.output.before, ...parsed.value.output.after];
  const [a = [], b = []] = letters;
  const summed = a.filter((l) => b.includes(l) && !out.includes(l));
  const freeRight = b.filter((l) => !a.includes(l) && out.includes(l));
  const freeLeft = a.filter((l) => !b.includes(l) && out.includes(l));
  if (summed.length !== 1) return undefined;
  const c = summed[0] ?? '';
  const base = { root: id, transposedValue: undefined, columns: false };
  const lastOut = out.at(-1) ?? '';
  if (freeLeft.includes(lastOut) && freeRight.length > 0) {
    return { ...base, left: right, right: left, transposed: a.at(-1) === c, rightAxis: -1 };
  }
  const at = out.findIndex((l) => freeRight.includes(l));
  return {
    ...base,
    left,
    right,
    transposed: b.at(-1) === c,
    rightAxis: at < 0 ? -1 : at - out.length,
  };
}

/** `(q * k).sum(-1)`, with or without added axes: the dot product written out. */
function summedProduct(graph: Graph, id: ValueId): Product | undefined {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'sum' || operation.axes?.length !== 1) return undefined;
  const multiply = inputs[0] === undefined ? undefined : graph.value(through(graph, inputs[0]));
  if (multiply?.operation.kind !== 'mul') return undefined;
  const [a, b] = multiply.inputs;
  if (a === undefined || b === undefined) return undefined;
  const rank = graph.rank(multiply.id);
  const axis = operation.axes[0] ?? -1;
  const last = axis === -1 || (rank !== undefined && axis === rank - 1);
  return {
    root: id,
    left: a,
    right: b,
    transposed: last,
    transposedValue: undefined,
    rightAxis: -1,
    columns: false,
  };
}

/** The product that `id` is: matmul, einsum of two operands, or a product summed over an axis. */
export function productOf(graph: Graph, id: ValueId): Product | undefined {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (operation.kind === 'einsum') return einsumProduct(graph, id, operation.equation);
  if (operation.kind === 'sum') return summedProduct(graph, id);
  if (operation.kind !== 'matmul' || a === undefined || b === undefined) return undefined;
  const stop = (v: ValueId): boolean => swapsLastAxes(graph, v);
  const rightSide = through(graph, b, stop);
  const leftSide = through(graph, a, stop);
  const rightSwapped = swapsLastAxes(graph, rightSide);
  const leftSwapped = swapsLastAxes(graph, leftSide);
  const vectors = graph.rank(a) === 1 || graph.rank(b) === 1;
  if (leftSwapped && !rightSwapped && !vectors) {
    const from = graph.value(leftSide).inputs[0] ?? a;
    return {
      root: id,
      left: b,
      right: from,
      transposed: true,
      transposedValue: leftSide,
      rightAxis: -2,
      columns: true,
    };
  }
  const inner = rightSwapped ? (graph.value(rightSide).inputs[0] ?? b) : b;
  const innerLeft = leftSwapped && vectors ? (graph.value(leftSide).inputs[0] ?? a) : a;
  return {
    root: id,
    left: innerLeft,
    right: inner,
    transposed: rightSwapped || vectors,
    transposedValue: rightSwapped ? rightSide : undefined,
    rightAxis: -1,
    columns: false,
  };
}
