import type { OperationOf } from '../../program/operation.js';
import { badValue, notRead, unsupported } from '../errors.js';
import { inStretches } from '../tensor.js';
import type { Tensor } from '../trace.js';
import { converted } from './cast.js';
import type { Kernel, SharedKernel } from './kernel.js';
import { loss } from './loss.js';
import { ofFloatsAlone } from './refusals.js';
import { rotary } from './rotary.js';

/** In training, each element is 0 with probability p and else divided by 1 − p; which ones, we choose. */
const dropout: Kernel<'dropout'> = ({ p, training }, [input, mask], context) => {
  const x = input as Tensor;
  if (!(p >= 0 && p <= 1)) return badValue('probability', `${p} is not a probability.`, { p });
  const out = context.allocate(x.shape, context.dtype);
  if (!out.ok) return out;
  const source = converted(x, context.dtype, context.spend);
  const kept = mask as Tensor | undefined;
  if (training && p > 0 && kept !== undefined) {
    // As ATen/native/Dropout.cpp: the mask is divided first.
    const keep = Math.fround(1 - p) || 1;
    for (let i = 0; i < source.length; i++)
      out.value[i] = (source[i] as number) * Math.fround((kept.data[i] as number) / keep);
    return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
  }
  const chance = context.example();
  inStretches(source.length, context.spend, (start, end) => {
    for (let i = start; i < end; i++) {
      const kept = source[i] as number;
      if (!training || p === 0) out.value[i] = kept;
      else out.value[i] = chance.uniform() < p ? 0 : kept / (1 - p);
    }
  });
  return { ok: true, value: { shape: x.shape, dtype: context.dtype, data: out.value } };
};

export const networks = {
  dropout,
  rotary: ofFloatsAlone(rotary),
  loss: ofFloatsAlone(loss),
  grad: ((_operation, _inputs, context) =>
    context.gradient?.(context) ?? unsupported('Gradients are not computed here.')) as SharedKernel,
  call: (({ callee }) =>
    notRead(`${callee} is not read, so its result is not known.`, { callee })) as SharedKernel<
    OperationOf<'call'>
  >,
};
