import type { Dim, Shape } from '../../program/dim.js';
import { equalDims, multiplyDims } from '../../program/dims.js';
import { shapeOf } from '../../program/shapeRules.js';
import type { OperationKind } from '../../program/operation.js';
import type { Value, ValueId } from '../../program/value.js';
import type { TensorObject } from './objects.js';
import type { Reader } from './reader.js';

/** Sizes asked for of tensors whose rank is not known: value → axis → size. */
const asked = new WeakMap<Reader, Map<ValueId, Map<number, Dim>>>();

function askedOf(r: Reader, id: ValueId): Map<number, Dim> {
  const all = asked.get(r) ?? new Map<ValueId, Map<number, Dim>>();
  asked.set(r, all);
  const one = all.get(id) ?? new Map<number, Dim>();
  all.set(id, one);
  return one;
}

/** The smallest rank that the sizes asked for so far leave possible. */
export function askedRank(r: Reader, id: ValueId): number {
  return Math.max(0, ...[...askedOf(r, id).keys()].map((axis) => (axis < 0 ? -axis : axis + 1)));
}

/** Operations whose result has the first input's shape. */
const sameShape = new Set<OperationKind>(
  'cast neg exp log sqrt rsqrt abs tanh sigmoid relu silu erf sin cos gelu elu clamp tril triu softmax logSoftmax dropout layerNorm rmsNorm batchNorm rotary indexPut cumsum maskedFill'.split(
    ' ',
  ) as OperationKind[],
);

/** Operations with the first input's shape where the second one is a plain number. */
const scalarKinds = new Set<OperationKind>(
  'compare logical add sub mul div pow floorDiv remainder'.split(' ') as OperationKind[],
);

/**
 * The size of one axis. Where the tensor's shape is unknown the size gets a name of its own, the
 * same each time it is asked for.
 */
export function dimOfTensor(r: Reader, t: TensorObject, axis: number): Dim | undefined {
  const shape = r.builder.shape(t.id);
  if (shape !== undefined) return shape[axis < 0 ? axis + shape.length : axis];
  return unknownDim(r, t.id, axis, 0);
}

function unknownDim(r: Reader, id: ValueId, axis: number, depth: number): Dim {
  const shape = r.builder.shape(id);
  const at = shape?.[axis < 0 ? axis + (shape?.length ?? 0) : axis];
  if (at !== undefined) return at;
  const value = r.builder.value(id);
  const input = value.inputs[0];
  if (input !== undefined && depth < 32) {
    if (sameShape.has(value.operation.kind)) return unknownDim(r, input, axis, depth + 1);
    const second = value.inputs[1];
    if (
      scalarKinds.has(value.operation.kind) &&
      second !== undefined &&
      r.builder.shape(second)?.length === 0
    ) {
      return unknownDim(r, input, axis, depth + 1);
    }
    if (value.operation.kind === 'linear') {
      const weight = value.inputs[1];
      const out = axis === -1 && weight !== undefined ? r.builder.shape(weight)?.[0] : undefined;
      if (out !== undefined) return out;
      if (axis !== -1) return unknownDim(r, input, axis, depth + 1);
    }
  }
  const sizes = askedOf(r, id);
  const found = sizes.get(axis);
  if (found !== undefined) return r.builder.context.resolve(found);
  const made = r.builder.context.fresh();
  sizes.set(axis, made);
  return made;
}

/**
 * Sets a shape that later code showed, going back to where the tensor came from and on to what was
 * computed from it.
 */
export function learnShape(r: Reader, id: ValueId, shape: Shape): void {
  const first = goBack(r, id, shape, 0);
  const assumed = r.assumed.has(first);
  for (let next = first + 1; next < r.builder.size; next++) {
    const value = r.builder.value(next);
    if (value.shape !== undefined || value.inputs.length === 0) continue;
    const result = shapeOf(
      value.operation,
      value.inputs.map((i) => r.builder.shape(i)),
      r.builder.context,
    );
    if (result.ok && result.value !== undefined) {
      r.builder.learn(next, result.value);
      if (assumed) r.assumed.add(next);
    }
  }
}

/** Like {@link learnShape}, where nothing in the code but convention speaks for the shape. */
export function assumeShape(r: Reader, id: ValueId, shape: Shape): void {
  r.assumed.add(id);
  for (let at: ValueId | undefined = id; at !== undefined;) {
    const value: Value = r.builder.value(at);
    if (value.shape !== undefined) break;
    r.assumed.add(at);
    at = value.inputs[0];
  }
  learnShape(r, id, shape);
}

/** The last axis of a layer's result is its weight's first, that of a norm its weight's last. */
export function agreeWithWeight(
  r: Reader,
  value: Pick<Value, 'operation' | 'inputs'>,
  shape: Shape,
): void {
  const { kind } = value.operation;
  const weight = value.inputs[1] === undefined ? undefined : r.builder.shape(value.inputs[1]);
  const own =
    kind === 'linear'
      ? weight?.[0]
      : kind === 'layerNorm' || kind === 'rmsNorm'
        ? weight?.at(-1)
        : undefined;
  const last = shape.at(-1);
  if (own !== undefined && last !== undefined) r.builder.context.unify(last, own);
}

/** The earliest value whose shape this shows. */
function goBack(r: Reader, id: ValueId, shape: Shape, depth: number): ValueId {
  if (depth > 32 || id < r.settledBefore || r.builder.value(id).shape !== undefined) return id;
  for (const [axis, dim] of askedOf(r, id)) {
    const at = shape[axis < 0 ? axis + shape.length : axis];
    if (at !== undefined) r.builder.context.unify(dim, at);
  }
  r.builder.learn(id, shape);
  const value = r.builder.value(id);
  const input = value.inputs[0];
  if (input === undefined) return id;
  const { operation } = value;
  agreeWithWeight(r, value, shape);
  if (sameShape.has(operation.kind)) return goBack(r, input, shape, depth + 1);
  if (operation.kind === 'linear') {
    const weight = value.inputs[1];
    const inner = weight === undefined ? undefined : r.builder.shape(weight)?.[1];
    if (inner !== undefined) return goBack(r, input, [...shape.slice(0, -1), inner], depth + 1);
  } else if (operation.kind === 'chunk' && operation.parts !== undefined) {
    const at = operation.axis < 0 ? operation.axis + shape.length : operation.axis;
    const { parts } = operation;
    const whole = shape.map((d, i) => (i === at ? multiplyDims(parts, d) : d));
    return goBack(r, input, whole, depth + 1);
  } else if (operation.kind === 'transpose') {
    const rank = shape.length;
    const a = operation.axis0 < 0 ? operation.axis0 + rank : operation.axis0;
    const b = operation.axis1 < 0 ? operation.axis1 + rank : operation.axis1;
    const before = [...shape];
    before[a] = shape[b] ?? 1;
    before[b] = shape[a] ?? 1;
    return goBack(r, input, before, depth + 1);
  } else if (scalarKinds.has(operation.kind)) {
    const other = value.inputs[1];
    const plain = other === undefined || r.builder.shape(other)?.length === 0;
    if (plain) return goBack(r, input, shape, depth + 1);
  } else if (operation.kind === 'index') {
    const added = operation.items.filter((i) => i.kind === 'newAxis').length;
    const whole = operation.items.every(
      (i) =>
        i.kind === 'newAxis' ||
        i.kind === 'ellipsis' ||
        (i.kind === 'slice' &&
          i.start === undefined &&
          i.stop === undefined &&
          i.step === undefined),
    );
    if (!whole || added === 0) return id;
    const dots = operation.items.findIndex((i) => i.kind === 'ellipsis');
    const before = shape.filter((_, axis) => {
      const from = dots >= 0 && axis > dots ? axis - shape.length + operation.items.length : axis;
      return operation.items[from]?.kind !== 'newAxis';
    });
    return goBack(r, input, before, depth + 1);
  }
  return id;
}

/**
 * `linear(x).view(batch, length, heads, dim)`: the last sizes make up the layer's width, so the
 * first ones are the leading axes of `x`. −1 among them is a size nobody named.
 */
export function learnFromView(r: Reader, id: ValueId, wanted: readonly Dim[]): void {
  if (r.builder.value(id).shape !== undefined) return;
  const width = r.builder.context.resolve(unknownDim(r, id, -1, 0));
  let product: Dim = 1;
  for (let i = wanted.length - 1; i > 0; i--) {
    const d = wanted[i] ?? 1;
    if (d === -1) return;
    product = multiplyDims(product, d);
    if (!equalDims(product, width)) continue;
    const leading = wanted.slice(0, i).map((l) => (l === -1 ? r.builder.context.fresh() : l));
    learnShape(r, id, [...leading, width]);
    return;
  }
}

/** A mask fits the last axes of what it masks; as many as its own reshaping leaves room for. */
export function learnMask(r: Reader, mask: ValueId, masked: Shape | undefined): void {
  if (masked === undefined || r.builder.value(mask).shape !== undefined || masked.length < 2)
    return;
  const last = masked.slice(-2);
  const added = addedAxes(r, mask, masked.length);
  if (added === undefined) return;
  learnShape(
    r,
    mask,
    added.length === 0 ? last : masked.map((d, i) => (added.includes(i) ? 1 : d)),
  );
}

/** Axes of size 1 that indexing with `None` put in on the way from a free input to `id`. */
function addedAxes(r: Reader, id: ValueId, rank: number): number[] | undefined {
  const added: number[] = [];
  for (let at: ValueId | undefined = id; at !== undefined;) {
    const value = r.builder.value(at);
    const { operation } = value;
    if (operation.kind === 'input' || operation.kind === 'call') return added;
    if (operation.kind === 'index') {
      const dots = operation.items.findIndex((i) => i.kind === 'ellipsis');
      for (const [i, item] of operation.items.entries()) {
        if (item.kind === 'newAxis')
          added.push(dots >= 0 && i > dots ? rank - operation.items.length + i : i);
        else if (item.kind === 'at' || item.kind === 'tensor') return undefined;
      }
    } else if (!sameShape.has(operation.kind) && !['compare', 'logical'].includes(operation.kind)) {
      return undefined;
    }
    at = value.inputs[0];
  }
  return undefined;
}
