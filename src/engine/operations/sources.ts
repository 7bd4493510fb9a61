import { evaluateDim } from '../../program/dims.js';
import type { Dim, Shape } from '../../program/dim.js';
import type { DType } from '../../program/operation.js';
import { badValue, mismatch, notRead, unsupported } from '../errors.js';
import { fillFrom } from '../examples.js';
import { distributionError } from '../randomSource.js';
import { fillAll, inStretches, shapeText, sizeOf, storeAll, tensorOf } from '../tensor.js';
import type { TensorData } from '../trace.js';
import type { Computed, Kernel, KernelContext, SharedKernel } from './kernel.js';
import { writtenShape } from './layout.js';

/** A tensor of a written shape, filled by `fill`. */
function made(
  shape: readonly number[] | undefined,
  context: KernelContext,
  fill: (data: TensorData) => void,
): Computed {
  if (shape === undefined) return notRead('A size of this tensor is not known.');
  const out = context.allocate(shape, context.dtype);
  if (!out.ok) return out;
  fill(out.value);
  return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
}

const filledWith =
  (value: number): SharedKernel<{ readonly shape: Shape }> =>
  ({ shape }, _inputs, context) =>
    made(writtenShape(shape, context), context, (data) => void fillAll(data, value, context.spend));

/** A number as an element of `dtype` holds it. */
const stored = (value: number, dtype: DType): number => tensorOf([], [value], dtype).data[0] ?? NaN;

const tensor: Kernel<'tensor'> = ({ shape, data }, _inputs, context) => {
  if (sizeOf(shape) !== data.length) {
    const values = { shape0: shapeText(shape), size0: data.length };
    return mismatch('literal', `${data.length} numbers do not fill ${values.shape0}.`, values);
  }
  return made(shape, context, (out) => storeAll(out, context.dtype, data, context.spend));
};

const sized = (dim: Dim, context: KernelContext): number | undefined =>
  evaluateDim(dim, context.bindings);

const dimension: Kernel<'dimension'> = ({ dim }, _inputs, context) => {
  const size = sized(dim, context);
  return size === undefined
    ? notRead('This size is not known.')
    : made([], context, (data) => data.fill(size));
};

const arange: Kernel<'arange'> = ({ start, stop, step }, _inputs, context) => {
  const [from, to] = [sized(start, context), sized(stop, context)];
  if (from === undefined || to === undefined) return notRead('An end of this range is not known.');
  const count = Math.ceil((to - from) / step);
  if (!Number.isFinite(count))
    return badValue('step', `a range can’t have the step ${step}.`, { step });
  return made([Math.max(0, count)], context, (data) => {
    inStretches(data.length, context.spend, (start, end) => {
      for (let i = start; i < end; i++) data[i] = from + i * step;
    });
  });
};

const eye: Kernel<'eye'> = ({ rows, columns }, _inputs, context) => {
  const shape = writtenShape([rows, columns], context);
  return made(shape, context, (data) => {
    const width = shape?.[1] ?? 0;
    inStretches(Math.min(width, shape?.[0] ?? 0), context.spend, (start, end) => {
      for (let i = start; i < end; i++) data[i * width + i] = 1;
    });
  });
};

/** Numbers of a seeded stream where there is one, else example numbers in full precision. */
const random: Kernel<'random'> = ({ shape, distribution, stream }, _inputs, context) => {
  const error = distributionError(distribution);
  if (error !== undefined) return { ok: false, error };
  const sizes = writtenShape(shape, context);
  if (stream === undefined) {
    return made(sizes, context, (data) =>
      fillFrom(data, distribution, context.example(), context.spend),
    );
  }
  const source = context.random(stream);
  if (!source.ok) return source;
  if (!source.value.draws.includes(context.dtype)) {
    return unsupported(`Draws of type ${context.dtype} are not reproduced.`, {
      dtype: context.dtype,
    });
  }
  return made(sizes, context, (data) =>
    source.value.draw(distribution, data, context.dtype, context.spend),
  );
};

export const sources = {
  tensor,
  dimension,
  zeros: filledWith(0),
  ones: filledWith(1),
  full: ((operation, inputs, context) =>
    filledWith(stored(operation.value, context.dtype))(
      operation,
      inputs,
      context,
    )) as Kernel<'full'>,
  arange,
  eye,
  random,
};
