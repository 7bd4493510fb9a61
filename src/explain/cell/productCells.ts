import type { Tensor } from '../../engine/trace.js';
import { parseEinsum } from '../../program/einsum.js';
import type { View } from '../view.js';
import { broadcastIndex, cellAt } from './cells.js';
import {
  operand,
  rowName,
  sumOfProducts,
  words,
  type Derivation,
  type Index,
  type Source,
  type Words,
} from './words.js';

type Pair = readonly [number, number];
const most = 4096;

/** `q₂ · k₃` where the sides are a query and a key. */
function dotName(view: View, id: number, row: number, column: number): Words | undefined {
  const value = view.value(id);
  const [a, b] = value?.inputs ?? [];
  if (a === undefined || b === undefined || view.role(id) !== 'scores') return undefined;
  const right = view.value(b);
  const key =
    right?.operation.kind === 'transpose' || right?.operation.kind === 'permute'
      ? right.inputs[0]
      : b;
  if (key === undefined) return undefined;
  const left = rowName(view, a, row);
  const other = rowName(view, key, column);
  return words(`${left.text} · ${other.text}`, `${left.tex} \\cdot ${other.tex}`);
}

/** Row of the first times column of the second, as `torch.matmul` pairs them. */
export function matmulCell(
  view: View,
  id: number,
  a: Tensor,
  b: Tensor,
  index: Index,
): Derivation | undefined {
  const [left, right] = view.value(id)?.inputs ?? [];
  if (left === undefined || right === undefined) return undefined;
  const leftVector = a.shape.length === 1;
  const rightVector = b.shape.length === 1;
  const size = a.shape.at(-1) ?? 0;
  if (size > most) return undefined;
  const column = rightVector ? undefined : (index.at(-1) ?? 0);
  const beforeColumn = rightVector ? index : index.slice(0, -1);
  const row = leftVector ? undefined : (beforeColumn.at(-1) ?? 0);
  const batch = leftVector ? beforeColumn : beforeColumn.slice(0, -1);
  const at = (
    shape: readonly number[],
    pair: readonly (number | null | undefined)[],
  ): (number | null)[] => [
    ...broadcastIndex(shape.slice(0, Math.max(shape.length - 2, 0)), batch),
    ...pair.filter((p) => p !== undefined),
  ];
  const aIndex = at(a.shape, leftVector ? [null] : [row, null]);
  const bIndex = at(b.shape, rightVector ? [null] : [null, column]);
  const fill = (pattern: readonly (number | null)[], k: number): number[] =>
    pattern.map((p) => p ?? k);
  const pairs = Array.from({ length: size }, (_, k): Pair => [
    cellAt(a, fill(aIndex, k)),
    cellAt(b, fill(bIndex, k)),
  ]);
  const dot =
    row === undefined || column === undefined ? undefined : dotName(view, id, row, column);
  return {
    links: [...(dot === undefined ? [] : [dot]), sumOfProducts(pairs)],
    sources: [
      { value: left, index: aIndex },
      { value: right, index: bIndex },
    ],
  };
}

/** `x W^\top + b` with the weight as `[out, in]`. */
export function linearCell(
  view: View,
  id: number,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const [x, weight, bias] = tensors;
  const inputs = view.value(id)?.inputs ?? [];
  const column = index.at(-1) ?? 0;
  const size = x?.shape.at(-1) ?? 0;
  if (x === undefined || weight === undefined || size > most) return undefined;
  const row = index.slice(0, -1);
  const pairs = Array.from({ length: size }, (_, k): Pair => [
    cellAt(x, [...row, k]),
    cellAt(weight, [column, k]),
  ]);
  const sum = sumOfProducts(pairs);
  const added = bias === undefined ? undefined : operand(cellAt(bias, [column]));
  const sources: Source[] = [
    { value: inputs[0] ?? 0, index: [...row, null] },
    { value: inputs[1] ?? 0, index: [column, null] },
  ];
  if (bias !== undefined) sources.push({ value: inputs[2] ?? 0, index: [column] });
  return {
    links: [
      added === undefined ? sum : words(`${sum.text} + ${added.text}`, `${sum.tex} + ${added.tex}`),
    ],
    sources,
  };
}

/** Two operands, letters without an ellipsis: products over the letters that the result lacks. */
export function einsumCell(
  view: View,
  id: number,
  equation: string,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const parsed = parseEinsum(equation);
  const inputs = view.value(id)?.inputs ?? [];
  const [a, b] = tensors;
  if (!parsed.ok || a === undefined || b === undefined || tensors.length !== 2) return undefined;
  const letters = parsed.value.inputs.map((t) => (t.ellipsis ? undefined : t.before));
  const [la, lb] = letters;
  if (la === undefined || lb === undefined || parsed.value.output.ellipsis) return undefined;
  const out = parsed.value.output.before;
  const known = new Map(out.map((l, i) => [l, index[i] ?? 0]));
  const summed = [...new Set([...la, ...lb])].filter((l) => !known.has(l));
  const sizeOf = (l: string): number => a.shape[la.indexOf(l)] ?? b.shape[lb.indexOf(l)] ?? 1;
  const total = summed.reduce((n, l) => n * sizeOf(l), 1);
  if (total > most) return undefined;
  const pairs = Array.from({ length: total }, (_, n): Pair => {
    const at = new Map(known);
    let rest = n;
    for (const l of [...summed].reverse()) {
      at.set(l, rest % sizeOf(l));
      rest = Math.floor(rest / sizeOf(l));
    }
    return [
      cellAt(
        a,
        la.map((l) => at.get(l) ?? 0),
      ),
      cellAt(
        b,
        lb.map((l) => at.get(l) ?? 0),
      ),
    ];
  });
  const lineOf = (own: readonly string[]): (number | null)[] =>
    own.map((l) => known.get(l) ?? null);
  return {
    links: [sumOfProducts(pairs)],
    sources: [
      { value: inputs[0] ?? 0, index: lineOf(la) },
      { value: inputs[1] ?? 0, index: lineOf(lb) },
    ],
  };
}
