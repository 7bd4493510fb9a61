import type { OperationOf } from '../../program/operation.js';
import { badAxis, badValue } from '../errors.js';
import { mergeSort } from '../kernels/mergeSort.js';
import { axisIn, inStretches } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import { alongAxis, type Row } from './alongAxis.js';
import type { Kernel, KernelContext, SharedKernel } from './kernel.js';

/** True where `a` is larger; NaN counts as the largest, as in PyTorch. */
const larger = (a: number, b: number): boolean => a > b || (a !== a && b === b);

/** The first largest element's place. */
const largestPlace: Row = (source, start, length, target, at, spend) => {
  let best = start;
  inStretches(length, spend, (from, to) => {
    for (let i = start + from; i < start + to; i++)
      if (larger(source[i] as number, source[best] as number)) best = i;
  });
  target[at] = best - start;
};

const argmax: Kernel<'argmax'> = ({ axis, keepDim = false }, [input], context) => {
  const x = input as Tensor;
  const along = axis === undefined ? x.data.length : x.shape[axisIn(axis, x.shape.length) ?? -1];
  if (along === 0) {
    const which = axis === undefined ? 'it' : `axis ${axis}`;
    return badValue('empty', `${which} has no elements.`, axis === undefined ? {} : { axis });
  }
  const flat: Tensor = axis === undefined ? { ...x, shape: [x.data.length] } : x;
  const found = alongAxis(flat, axis ?? 0, context, largestPlace, 1);
  if (!found.ok) return found;
  const gone = axis === undefined ? undefined : axisIn(axis, x.shape.length);
  const one = (i: number): boolean => axis === undefined || i === gone;
  const shape = keepDim
    ? x.shape.map((d, i) => (one(i) ? 1 : d))
    : x.shape.filter((_, i) => !one(i));
  return { ok: true, value: { ...found.value, shape } };
};

type Part = 'values' | 'indices';

/** The first `count` of a row in order: their values or where they were. Equal ones keep their order. */
function ordered(descending: boolean, count: number, part: Part, context: KernelContext): Row {
  return (source: TensorData, start, length, target, at) => {
    const value = (i: number): number => source[start + i] as number;
    const order = new Uint32Array(length);
    inStretches(length, context.spend, (from, to) => {
      for (let i = from; i < to; i++) order[i] = i;
    });
    const places = mergeSort(
      order,
      descending ? (a, b) => larger(value(a), value(b)) : (a, b) => larger(value(b), value(a)),
      context.spend,
    );
    inStretches(count, context.spend, (from, to) => {
      for (let i = from; i < to; i++) {
        const place = places[i] as number;
        target[at + i] = part === 'indices' ? place : value(place);
      }
    });
  };
}

const sort: Kernel<'sort'> = ({ axis, descending, part }, [input], context) => {
  const x = input as Tensor;
  const length = x.shape[axisIn(axis, x.shape.length) ?? -1] ?? 1;
  return alongAxis(x, axis, context, ordered(descending, length, part, context));
};

/** The k largest, largest first. */
const topk: Kernel<'topk'> = ({ axis, k, part }, [input], context) => {
  const x = input as Tensor;
  const rank = Math.max(x.shape.length, 1);
  const at = axisIn(axis, rank);
  if (at === undefined) return badAxis(axis, x.shape);
  const length = x.shape[at] ?? 1;
  if (!Number.isInteger(k) || k < 0 || k > length || (x.shape.length === 0 && k !== 1)) {
    return badValue('k', `there are no ${k} largest of ${length} elements.`, { k, size0: length });
  }
  return alongAxis(x, axis, context, ordered(true, k, part, context), k);
};

const cumsum: SharedKernel<OperationOf<'cumsum'>> = ({ axis }, [input], context) =>
  alongAxis(input as Tensor, axis, context, (source, start, length, target, at, spend) => {
    let total = 0;
    inStretches(length, spend, (from, to) => {
      for (let i = from; i < to; i++) {
        total += source[start + i] as number;
        target[at + i] = total;
      }
    });
  });

export const ordering = { argmax, topk, sort, cumsum };
