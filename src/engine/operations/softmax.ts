import { softmaxRow, logSoftmaxRow } from '../kernels/softmaxRow.js';
import { softmaxShared } from '../kernels/sharing.js';
import type { Tensor } from '../trace.js';
import { alongAxis } from './alongAxis.js';
import type { SharedKernel } from './kernel.js';

type Along = SharedKernel<{ readonly axis: number }>;

const softmax: Along = ({ axis }, [x], context) =>
  alongAxis(
    x as Tensor,
    axis,
    context,
    (source, start, length, target, at, spend) =>
      softmaxRow(source, start, length, target, at, NaN, spend),
    undefined,
    (source, target, rows, length) =>
      softmaxShared(source, target, rows, length, context.threads, context.spend),
  );

const logSoftmax: Along = ({ axis }, [x], context) =>
  alongAxis(x as Tensor, axis, context, logSoftmaxRow);

export const softmaxes = { softmax, logSoftmax };
