import type { Dim, Shape } from '../program/dim.js';
import { dimSymbols, divideDims, multiplyDims } from '../program/dims.js';
import { createShapeContext, isUnknownDim, type ShapeContext } from '../program/shapeContext.js';
import { shapeOf } from '../program/shapeRules.js';
import { sameSpan } from '../program/span.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { spareNames } from './conventions.js';
import { axesInUse, usagesOf, type Usage } from './usage.js';

interface Vote {
  readonly size: Dim;
  readonly name: Dim;
  readonly weight: number;
}

function inputShape(
  value: Value,
  usage: ReadonlyMap<ValueId, Usage>,
  context: ShapeContext,
  votes: Vote[],
): Shape {
  const axes = axesInUse(value.name ?? '', usage.get(value.id));
  return axes.map((a) => {
    if (typeof a.dim === 'number') return a.dim;
    const size = context.fresh();
    if (a.weight > 0) votes.push({ size, name: a.dim, weight: a.weight });
    return size;
  });
}

/** The size that is scaled by below `id`: `d_k` of `1/\sqrt{d_k}`, `d_model//h` of `\sqrt{d_{model}/h}`. */
function scalingSize(program: Program, id: ValueId | undefined, depth = 8): Dim | undefined {
  const value = id === undefined ? undefined : program.values[id];
  if (value === undefined || depth === 0) return undefined;
  const { operation } = value;
  const below = (i: number): Dim | undefined => scalingSize(program, value.inputs[i], depth - 1);
  switch (operation.kind) {
    case 'dimension':
      return operation.dim;
    case 'sqrt':
    case 'rsqrt':
    case 'pow':
      return below(0);
    case 'mul':
    case 'div': {
      const [a, b] = [below(0), below(1)];
      if (a === undefined || b === undefined) return a ?? b;
      return operation.kind === 'mul' ? multiplyDims(a, b) : divideDims(a, b);
    }
    default:
      return undefined;
  }
}

/** The size that a product below `id` sums over. */
function contracted(
  program: Program,
  id: ValueId,
  shapes: readonly (Shape | undefined)[],
): Dim | undefined {
  const value = program.values[id];
  if (value?.operation.kind !== 'matmul') return undefined;
  return shapes[value.inputs[0] ?? -1]?.at(-1);
}

/** In `QK^\top / \sqrt{depth}` the size under the root is the one that the product sums over. */
function scalingVotes(program: Program, shapes: readonly (Shape | undefined)[]): Vote[] {
  return program.values.flatMap((v) => {
    const { kind } = v.operation;
    const [a, b] = v.inputs;
    if ((kind !== 'div' && kind !== 'mul') || a === undefined || b === undefined) return [];
    const pairs: [ValueId, ValueId][] =
      kind === 'mul'
        ? [
            [a, b],
            [b, a],
          ]
        : [[a, b]];
    return pairs.flatMap(([product, scale]) => {
      const size = contracted(program, product, shapes);
      if (size === undefined) return [];
      const name = scalingSize(program, scale);
      return name !== undefined && typeof name !== 'number' ? [{ size, name, weight: 10 }] : [];
    });
  });
}

/** Sizes that a scaling names and that the numbers of the text decide: `d_k` beside a 3 × 2 matrix. */
export function decidedSizes(
  program: Program,
  shapes: readonly (Shape | undefined)[],
): ReadonlyMap<string, number> {
  const decided = new Map<string, number>();
  for (const { size, name } of scalingVotes(program, shapes)) {
    if (typeof size === 'number' && typeof name === 'string') decided.set(name, size);
  }
  return decided;
}

function nameSizes(
  shapes: readonly (Shape | undefined)[],
  votes: readonly Vote[],
  context: ShapeContext,
): void {
  const totals = new Map<string, { size: string; name: Dim; weight: number }>();
  for (const vote of votes) {
    const size = context.resolve(vote.size);
    if (!isUnknownDim(size)) continue;
    const key = `${size} ${JSON.stringify(vote.name)}`;
    const before = totals.get(key)?.weight ?? 0;
    totals.set(key, { size, name: vote.name, weight: Math.max(before, vote.weight) });
  }
  for (const { size, name } of [...totals.values()].sort((a, b) => b.weight - a.weight)) {
    if (isUnknownDim(context.resolve(size))) context.unify(name, size);
  }
  const taken = new Set(
    shapes.flatMap((s) => (s ?? []).flatMap((d) => dimSymbols(context.resolve(d)))),
  );
  const free = spareNames.filter((n) => !taken.has(n));
  for (const shape of shapes) {
    for (const d of shape ?? []) {
      for (const symbol of dimSymbols(context.resolve(d))) {
        if (isUnknownDim(symbol))
          context.unify(free.shift() ?? symbol.replace('?', 'size_'), symbol);
      }
    }
  }
}

/**
 * Symbolic shapes of all values. What the reader knows stays; in a formula, free symbols get the
 * rank that the field gives them, sizes that an operation forces to agree are one, and every size
 * gets the name most certain for it.
 */
export function inferShapes(
  program: Program,
  options: { readonly conventions: boolean },
): (Shape | undefined)[] {
  // A reader's own unknowns (`?1`) are other sizes than those found here.
  const context = createShapeContext('infer_');
  const votes: Vote[] = [];
  const usage = usagesOf(program);
  const shapes: (Shape | undefined)[] = [];
  const failed = program.problems.filter((p) => p.code === 'shape-mismatch');
  // Of inputs that do not fit nothing is learnt: each keeps the sizes that the text gives it.
  const misfits = ({ operation, span }: Value): boolean =>
    operation.kind === 'matmul' && failed.some((p) => sameSpan(p.span, span));
  for (const value of program.values) {
    if (value.shape !== undefined || misfits(value)) shapes.push(value.shape);
    else if (value.operation.kind === 'input') {
      shapes.push(options.conventions ? inputShape(value, usage, context, votes) : undefined);
    } else {
      const inputs = value.inputs.map((i) => shapes[i]?.map((d) => context.resolve(d)));
      const result = shapeOf(
        value.operation,
        inputs,
        context,
        value.inputs.map((i) => program.values[i]?.dtype),
      );
      shapes.push(result.ok ? result.value : undefined);
    }
  }
  nameSizes(shapes, [...scalingVotes(program, shapes), ...votes], context);
  return shapes.map((s) => s?.map((d) => context.resolve(d)));
}
