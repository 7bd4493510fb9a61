import type { Dim, Shape } from './dim.js';
import { addDims, divideDims, shapeLabel, subtractDims } from './dims.js';
import type { IndexItem } from './operation.js';
import {
  axisOf,
  badAxis,
  broadcast,
  fail,
  known,
  type Operand,
  type Rule,
} from './shapeSupport.js';

type SliceItem = Extract<IndexItem, { kind: 'slice' }>;

/** Python's slice.indices for an axis whose size is a number. */
function knownSliceSize(size: number, item: SliceItem): number {
  const step = item.step ?? 1;
  const backward = step < 0;
  const low = backward ? -1 : 0;
  const high = backward ? size - 1 : size;
  const bound = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, low), high);
  const start = item.start === undefined ? (backward ? high : low) : bound(item.start);
  const stop = item.stop === undefined ? (backward ? low : high) : bound(item.stop);
  return Math.max(0, Math.ceil((stop - start) / step));
}

/** For a symbolic axis; it is taken to be long enough for the slice. */
function sliceSize(d: Dim, item: SliceItem, fresh: () => Dim): Dim {
  if (typeof d === 'number') return knownSliceSize(d, item);
  const { start = 0, stop, step = 1 } = item;
  if (step !== 1) {
    return step > 0 && start === 0 && stop === undefined
      ? divideDims(addDims(d, step - 1), step)
      : fresh();
  }
  if (start === 0 && stop === undefined) return d;
  if (stop === undefined) return start < 0 ? -start : subtractDims(d, start);
  if (stop < 0 && start >= 0) return subtractDims(addDims(d, stop), start);
  return start >= 0 === stop >= 0 ? Math.max(0, stop - start) : fresh();
}

const index: Rule<'index'> = (operation, inputs, context, dtypes) => {
  const x = inputs[0];
  if (x === undefined) return known(undefined);
  const isMask = (item: IndexItem): item is Extract<IndexItem, { kind: 'tensor' }> =>
    item.kind === 'tensor' && dtypes[item.input] === 'bool';
  if (operation.items.some((i) => isMask(i) && inputs[i.input] === undefined)) {
    return known(undefined);
  }
  const axesOf = (item: IndexItem): number => {
    if (item.kind === 'newAxis' || item.kind === 'ellipsis') return 0;
    return isMask(item) ? (inputs[item.input]?.length ?? 1) : 1;
  };
  const used = operation.items.reduce((sum, item) => sum + axesOf(item), 0);
  if (used > x.length) {
    return fail('index', '{0} is {shape0}: it has fewer axes than the {count} subscripts.', {
      shape0: shapeLabel(x),
      count: used,
    });
  }
  const result: Dim[] = [];
  const subscripts: Operand[] = [];
  let join = 0;
  let axis = 0;
  for (const item of operation.items) {
    const d = x[axis] ?? 1;
    switch (item.kind) {
      case 'newAxis':
        result.push(1);
        break;
      case 'ellipsis': {
        const skipped = x.length - used;
        result.push(...x.slice(axis, axis + skipped));
        axis += skipped;
        break;
      }
      case 'at':
        if (typeof d === 'number' && (item.index >= d || item.index < -d)) {
          return fail(
            'bounds',
            '{0} is {shape0}: index {index} is outside axis {axis} of size {size0}.',
            { shape0: shapeLabel(x), index: item.index, axis, size0: d },
          );
        }
        axis += 1;
        break;
      case 'slice':
        if (item.step === 0) return fail('step', 'A slice’s step can’t be zero.', {});
        result.push(sliceSize(d, item, () => context.fresh()));
        axis += 1;
        break;
      case 'tensor': {
        const shape = inputs[item.input];
        if (subscripts.length === 0) join = result.length;
        // Tensor subscripts with something between them put their axes first, as in NumPy.
        else if (result.length !== join) join = 0;
        const mask = isMask(item);
        for (const [i, size] of mask ? (shape ?? []).entries() : []) {
          const own = x[axis + i] ?? 1;
          if (!context.unify(own, size)) {
            return fail(
              'mask',
              `{0} is {shape0} and {${item.input}} is {shape1}: a mask needs the sizes of the axes it picks from.`,
              { shape0: shapeLabel(x), shape1: shapeLabel(shape ?? []), operand1: item.input },
            );
          }
        }
        // How many elements a mask picks is not known before it is computed.
        const part = mask ? [context.fresh()] : shape;
        subscripts.push(
          part === undefined
            ? { input: item.input, shape }
            : { input: item.input, shape: shape ?? [], part },
        );
        axis += axesOf(item);
        break;
      }
      default:
        return item satisfies never;
    }
  }
  result.push(...x.slice(axis));
  const joint = broadcast(subscripts, context);
  if (!joint.ok || joint.value === undefined) return joint;
  result.splice(join, 0, ...joint.value);
  return known(result);
};

const gather: Rule<'gather'> = (operation, [x, at]) => {
  if (x === undefined || at === undefined) return known(at);
  // PyTorch takes a scalar for a vector of one element, on either side.
  const [own, picked] = [x, at].map((s) => Math.max(s.length, 1));
  if (axisOf(operation.axis, own ?? 1) === undefined) return badAxis(operation.axis, x);
  return own === picked
    ? known(at)
    : fail('gather', '{0} is {shape0} and {1} is {shape1}: both need the same number of axes.', {
        operand0: 0,
        operand1: 1,
        shape0: shapeLabel(x),
        shape1: shapeLabel(at),
      });
};

const embedding: Rule<'embedding'> = (_operation, [indices, table]) => {
  if (table !== undefined && table.length !== 2) {
    return fail('table', '{1} is {shape0}: an embedding wants a table [rows, width].', {
      operand0: 1,
      shape0: shapeLabel(table),
    });
  }
  const rows: Shape | undefined = table?.slice(1);
  return known(indices === undefined || rows === undefined ? undefined : [...indices, ...rows]);
};

/** Rules of operations that pick elements. */
export const indexRules = { index, gather, embedding };
