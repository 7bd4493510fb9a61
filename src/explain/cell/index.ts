import type { Tensor } from '../../engine/trace.js';
import type { Value } from '../../program/value.js';
import { streamSource } from '../origin.js';
import { plainName } from '../plainText.js';
import type { CellExplanation } from '../types.js';
import type { View } from '../view.js';
import { attentionCell } from './attentionCells.js';
import { broadcastIndex, cellAt, offsetOf } from './cells.js';
import { elementwiseCell, selectionCell } from './elementwiseCells.js';
import { layoutOrigin } from './layoutCells.js';
import { einsumCell, linearCell, matmulCell } from './productCells.js';
import { normCell, reductionCell } from './reductionCells.js';
import {
  cellName,
  number,
  operand,
  words,
  type Derivation,
  type Index,
  type Source,
} from './words.js';

function sourceNote(view: View, value: Value): string | undefined {
  const { phrases } = view.prose;
  switch (value.operation.kind) {
    case 'tensor':
      return phrases.cellLiteral;
    case 'input':
      return phrases.cellExample;
    case 'random': {
      if (value.operation.stream === undefined) return phrases.cellExample;
      const { library, seed } = streamSource(value.operation.stream);
      return phrases.cellSeeded(library, seed);
    }
    case 'call': {
      const { callee, layer } = value.operation;
      return layer === true ? phrases.cellLayer(plainName(callee)) : phrases.cellNotRead(callee);
    }
    default:
      return undefined;
  }
}

function derive(view: View, value: Value, output: Tensor, index: Index): Derivation {
  const note = sourceNote(view, value);
  if (note !== undefined) return { links: [], note, sources: [] };
  const tensors = value.inputs.map((i) => view.tensor(i));
  const layout = layoutOrigin(
    value.operation,
    tensors.map((t) => t?.shape),
    output.shape,
    index,
  );
  if (layout !== undefined) {
    const input = value.inputs[layout.input];
    if (input !== undefined) {
      const source = cellName(view, input, layout.index).text;
      return {
        links: [],
        note: view.prose.phrases.cellIs(source),
        sources: [{ value: input, index: layout.index }],
      };
    }
  }
  const found = tensors.every((t) => t !== undefined)
    ? computed(view, value, tensors, index)
    : undefined;
  if (found !== undefined) return found;
  if (value.inputs.length === 0) return { links: [], sources: [] };
  const names = [...new Set(value.inputs.map((i) => view.name(i)))].slice(0, 4);
  return { links: [], note: view.prose.phrases.cellFrom(names), sources: [] };
}

function computed(
  view: View,
  value: Value,
  tensors: readonly Tensor[],
  index: Index,
): Derivation | undefined {
  const [a, b] = tensors;
  const { id, operation } = value;
  switch (operation.kind) {
    case 'matmul':
      return a === undefined || b === undefined ? undefined : matmulCell(view, id, a, b, index);
    case 'linear':
      return linearCell(view, id, tensors, index);
    case 'einsum':
      return einsumCell(view, id, operation.equation, tensors, index);
    case 'layerNorm':
    case 'rmsNorm':
      return normCell(view, id, tensors, index);
    case 'scaledDotProductAttention':
      return attentionCell(view, id, tensors, index);
    default:
      return (
        productAndBias(view, value, index) ??
        elementwiseCell(view, id, tensors, index) ??
        selectionCell(view, id, tensors, index) ??
        (a === undefined ? undefined : reductionCell(view, id, a, index))
      );
  }
}

/** `x W + b`: the product has no name of its own, so its terms are shown in the sum. */
function productAndBias(view: View, value: Value, index: Index): Derivation | undefined {
  const [a, b] = value.inputs;
  if (value.operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  for (const [product, other, isFirst] of [
    [a, b, true],
    [b, a, false],
  ] as const) {
    const inner = view.value(product);
    const output = view.tensor(product);
    const added = view.tensor(other);
    const hidden = inner?.name === undefined && view.role(product) === undefined;
    if (inner === undefined || output === undefined || added === undefined || !hidden) continue;
    if (inner.operation.kind !== 'matmul' || output.shape.length !== index.length) continue;
    const derived = derive(view, inner, output, index);
    const terms = derived.links.at(-1);
    if (terms === undefined) continue;
    const place = broadcastIndex(added.shape, index);
    const rest = operand(cellAt(added, place));
    const [left, right] = isFirst ? [terms, rest] : [rest, terms];
    return {
      links: [words(`${left.text} + ${right.text}`, `${left.tex} + ${right.tex}`)],
      sources: [...derived.sources, { value: other, index: place }],
    };
  }
  return undefined;
}

/** Follows sources through transposes and casts, so that they point into values that are shown. */
function settled(view: View, source: Source): Source {
  let { value, index } = source;
  for (let i = 0; i < 16; i++) {
    const v = view.value(value);
    const next = v?.inputs[0];
    if (v === undefined || next === undefined) break;
    if (v.defined === true && view.role(value) !== 'keyTransposed') break;
    const { operation } = v;
    const rank = index.length;
    if (operation.kind === 'cast') value = next;
    else if (operation.kind === 'transpose') {
      const a = operation.axis0 < 0 ? operation.axis0 + rank : operation.axis0;
      const b = operation.axis1 < 0 ? operation.axis1 + rank : operation.axis1;
      index = index.map(
        (at, axis) => index[axis === a ? b : axis === b ? a : axis] ?? (at === null ? null : null),
      );
      value = next;
    } else if (operation.kind === 'permute') {
      const before: (number | null)[] = index.map(() => null);
      for (const [axis, from] of operation.axes.entries()) {
        before[from < 0 ? from + rank : from] = index[axis] ?? null;
      }
      index = before;
      value = next;
    } else break;
  }
  return { value, index };
}

/**
 * How one cell was computed, with the real numbers: `scores[1, 2] = 0.31 × 0.52 + … = 1.23`. Cells
 * outside the tensor, or of a value without numbers, say so.
 */
export function cellIn(view: View, id: number, index: Index): CellExplanation {
  const value = view.value(id);
  const output = view.tensor(id);
  if (value === undefined || output === undefined || offsetOf(output.shape, index) === undefined) {
    const call = value?.operation.kind === 'call' ? sourceNote(view, value) : undefined;
    const text = call ?? view.prose.phrases.cellNoNumbers;
    return { text, tex: '', sources: [] };
  }
  const name = cellName(view, id, index);
  const { links, note, sources } = derive(view, value, output, index);
  const result = number(cellAt(output, index));
  const chain = [name, ...links, result];
  const text = chain.map((w) => w.text).join(' = ');
  return {
    text:
      note === undefined ? text : view.locale === 'ja' ? `${text}（${note}）` : `${text} (${note})`,
    tex: chain.map((w) => w.tex).join(' = '),
    sources: sources.map((s) => settled(view, s)),
  };
}
