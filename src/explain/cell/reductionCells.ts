import type { Tensor } from '../../engine/trace.js';
import type { View } from '../view.js';
import { alongAxis, cellAt, line, positiveAxis } from './cells.js';
import {
  joined,
  number,
  operand,
  plainWords,
  sumOf,
  words,
  type Derivation,
  type Index,
} from './words.js';

/** `e^{x - max} / Σ` along the axis. */
function softmaxCell(
  view: View,
  id: number,
  x: Tensor,
  axis: number,
  index: Index,
): Derivation | undefined {
  const input = view.value(id)?.inputs[0];
  const at = positiveAxis(axis, x.shape.length);
  const numbers = alongAxis(x, index, at);
  const own = cellAt(x, index);
  const most = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (input === undefined || !Number.isFinite(most) || numbers.length === 0) return undefined;
  const powers = numbers.map((n) => Math.exp(n - most));
  const power = number(Math.exp(own - most));
  const sum = sumOf(powers);
  const [o, m] = [number(own), operand(most)];
  return {
    links: [
      words(`e^(${o.text} − ${m.text}) / Σ`, `\\frac{e^{${o.tex} - ${m.tex}}}{\\Sigma}`),
      words(`${power.text} / (${sum.text})`, `\\frac{${power.tex}}{${sum.tex}}`),
    ],
    sources: [{ value: input, index: line(index, at) }],
  };
}

interface Line {
  readonly numbers: readonly number[];
  readonly index: readonly (number | null)[];
}

/** The numbers that a reduction puts together for one cell of its result. */
function reduced(
  x: Tensor,
  axes: readonly number[] | undefined,
  keepDim: boolean,
  index: Index,
): Line | undefined {
  const rank = x.shape.length;
  const gone = new Set((axes ?? x.shape.map((_, i) => i)).map((a) => positiveAxis(a, rank)));
  const count = [...gone].reduce((n, a) => n * (x.shape[a] ?? 1), 1);
  if (count > 4096) return undefined;
  let next = 0;
  const pattern = x.shape.map((_, a): number | null => {
    if (!gone.has(a)) return index[keepDim ? a : next++] ?? 0;
    return null;
  });
  const numbers = Array.from({ length: count }, (_, n) => {
    let rest = n;
    const at = [...pattern].reverse().map((p, r) => {
      const size = x.shape[rank - 1 - r] ?? 1;
      if (p !== null) return p;
      const own = rest % size;
      rest = Math.floor(rest / size);
      return own;
    });
    return cellAt(x, at.reverse());
  });
  return { numbers, index: pattern };
}

/** Cells of sums, means, extremes, variances and norms. */
export function reductionCell(
  view: View,
  id: number,
  x: Tensor,
  index: Index,
): Derivation | undefined {
  const value = view.value(id);
  const input = value?.inputs[0];
  if (value === undefined || input === undefined) return undefined;
  const { operation } = value;
  const { phrases } = view.prose;
  const along = (
    axes: readonly number[] | undefined,
    keep: boolean | undefined,
  ): Line | undefined => reduced(x, axes, keep ?? false, index);
  const from = (l: Line, link: ReturnType<typeof words>): Derivation => ({
    links: [link],
    sources: [{ value: input, index: l.index }],
  });
  switch (operation.kind) {
    case 'sum': {
      const l = along(operation.axes, operation.keepDim);
      return l && from(l, sumOf(l.numbers));
    }
    case 'prod': {
      const l = along(operation.axes, operation.keepDim);
      if (l === undefined) return undefined;
      const all = l.numbers.map((x, i) => (i === 0 ? number(x) : operand(x)));
      return from(l, joined(all, words('×', '\\times')));
    }
    case 'mean': {
      const l = along(operation.axes, operation.keepDim);
      if (l === undefined) return undefined;
      const sum = sumOf(l.numbers);
      const n = String(l.numbers.length);
      return from(l, words(`(${sum.text}) / ${n}`, `\\frac{${sum.tex}}{${n}}`));
    }
    case 'max':
    case 'min': {
      const l = along(operation.axes, operation.keepDim);
      if (l === undefined) return undefined;
      const n = String(l.numbers.length);
      return from(
        l,
        plainWords(operation.kind === 'max' ? phrases.cellLargestOf(n) : phrases.cellSmallestOf(n)),
      );
    }
    case 'var': {
      const l = along(operation.axes, operation.keepDim);
      if (l === undefined) return undefined;
      const mean = l.numbers.reduce((a, b) => a + b, 0) / l.numbers.length;
      const n = l.numbers.length - operation.correction;
      const sum = sumOf(l.numbers.map((v) => (v - mean) ** 2));
      return from(l, words(`(${sum.text}) / ${n}`, `\\frac{${sum.tex}}{${n}}`));
    }
    case 'norm': {
      const l = along(operation.axes, operation.keepDim);
      if (l === undefined || operation.p !== 2) return undefined;
      const sum = sumOf(l.numbers.map((v) => v * v));
      return from(l, words(`√(${sum.text})`, `\\sqrt{${sum.tex}}`));
    }
    case 'softmax':
      return softmaxCell(view, id, x, operation.axis, index);
    default:
      return undefined;
  }
}

/** Cells of layer and RMS normalisation: centred, divided, with gain and shift. */
export function normCell(
  view: View,
  id: number,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const value = view.value(id);
  const [x, weight, bias] = tensors;
  const input = value?.inputs[0];
  if (value === undefined || x === undefined || input === undefined) return undefined;
  const { operation } = value;
  if (operation.kind !== 'layerNorm' && operation.kind !== 'rmsNorm') return undefined;
  if (operation.axes !== 1) return undefined;
  const last = x.shape.length - 1;
  const row = alongAxis(x, index, last);
  const own = number(cellAt(x, index));
  const centred = operation.kind === 'layerNorm';
  const mean = centred ? row.reduce((a, b) => a + b, 0) / row.length : 0;
  const square = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
  const [m, s, e] = [operand(mean), number(square), number(operation.eps)];
  const top = centred ? words(`(${own.text} − ${m.text})`, `${own.tex} - ${m.tex}`) : own;
  let link = words(
    `${top.text} / √(${s.text} + ${e.text})`,
    `\\frac{${top.tex}}{\\sqrt{${s.tex} + ${e.tex}}}`,
  );
  const place = [index.at(-1) ?? 0];
  if (weight !== undefined) {
    const g = operand(cellAt(weight, place));
    link = words(`${link.text} × ${g.text}`, `${link.tex} \\times ${g.tex}`);
  }
  if (bias !== undefined) {
    const b = operand(cellAt(bias, place));
    link = words(`${link.text} + ${b.text}`, `${link.tex} + ${b.tex}`);
  }
  return { links: [link], sources: [{ value: input, index: line(index, last) }] };
}
