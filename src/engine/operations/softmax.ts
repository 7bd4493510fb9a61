import { logSoftmaxRow, softmaxRow } from '../kernels/softmaxRow.js';
import type { Tensor } from '../trace.js';
import { alongAxis, type Row } from './alongAxis.js';
import type { SharedKernel } from './kernel.js';

const rowwise =
  (row: Row): SharedKernel<{ readonly axis: number }> =>
  ({ axis }, [x], context) =>
    alongAxis(x as Tensor, axis, context, row);

export const softmaxes = {
  softmax: rowwise((source, start, length, target, at) =>
    softmaxRow(source, start, length, target, at, NaN),
  ),
  logSoftmax: rowwise(logSoftmaxRow),
};
