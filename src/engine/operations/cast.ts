import type { DType, OperationOf } from '../../program/operation.js';
import { allocate, storeAll } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import type { SharedKernel } from './kernel.js';

/** The numbers of a tensor as `dtype` holds them: the tensor's own where they already are. */
export function converted(tensor: Tensor, dtype: DType): TensorData {
  if (tensor.dtype === dtype) return tensor.data;
  const data = allocate(dtype, tensor.data.length);
  storeAll(data, dtype, tensor.data);
  return data;
}

export const casting = {
  cast: ((_operation, [x], context) => {
    const { shape, data } = x as Tensor;
    const out = context.allocate(shape, context.dtype);
    if (!out.ok) return out;
    storeAll(out.value, context.dtype, data);
    context.spend(data.length);
    return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
  }) as SharedKernel<OperationOf<'cast'>>,
};
