import type { DType, OperationOf } from '../../program/operation.js';
import { allocate, storeAll } from '../tensor.js';
import type { Tensor, TensorData } from '../trace.js';
import type { SharedKernel } from './kernel.js';

/** The numbers of a tensor as `dtype` holds them: the tensor's own where they already are. */
export function converted(
  tensor: Tensor,
  dtype: DType,
  spend?: (steps: number) => boolean,
): TensorData {
  if (tensor.dtype === dtype) return tensor.data;
  const data = allocate(dtype, tensor.data.length);
  storeAll(data, dtype, tensor.data, spend);
  return data;
}

/**
 * torch.Tensor.to: toward zero to integers, whatever is not 0 to true. NaN, ±∞ and what is past 2⁵³
 * have no integer here (PyTorch gives −2⁶³ or what the machine makes of them): the evaluator refuses
 * a result with one, as it does any integer that is not held exactly.
 */
export const casting = {
  cast: ((_operation, [x], context) => {
    const { shape, data } = x as Tensor;
    const out = context.allocate(shape, context.dtype);
    if (!out.ok) return out;
    storeAll(out.value, context.dtype, data, context.spend);
    return { ok: true, value: { shape, dtype: context.dtype, data: out.value } };
  }) as SharedKernel<OperationOf<'cast'>>,
};
