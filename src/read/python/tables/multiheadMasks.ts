import type { Dim } from '../../../program/dim.js';
import { multiplyDims } from '../../../program/dims.js';
import type { Call, LayerObject, PyObject, TensorObject } from '../objects.js';
import { dtypeOfTensor, shapeOfTensor, type Reader } from '../reader.js';
import { tensorArg } from './arguments.js';
import { compose } from './compose.js';

/** `out_proj`, whose weight and bias are the second projection's. */
export const outProjection = (weight: TensorObject, bias: PyObject): LayerObject => ({
  type: 'layer',
  name: 'NonDynamicallyQuantizableLinear',
  attributes: new Map([
    ['weight', weight],
    ['bias', bias],
  ]),
  call: () => undefined,
});

/** `key_padding_mask`, true where a key is padding; undefined where there is none. */
export const paddingArg = (r: Reader, use: Call, at: number): TensorObject | undefined =>
  tensorArg(r, use, at, 'key_padding_mask');

/** Both masks as one for every head of every sequence: [batch · heads, queries, keys]. */
export function joinedMask(
  r: Reader,
  use: Call,
  mask: TensorObject | undefined,
  padding: TensorObject,
  [query, key]: readonly TensorObject[],
  heads: number,
): TensorObject | undefined {
  const q = query === undefined ? undefined : shapeOfTensor(r, query);
  const columns = key === undefined ? undefined : shapeOfTensor(r, key)?.at(-2);
  const rows = q?.at(-2);
  if (q === undefined || rows === undefined || columns === undefined) return undefined;
  const batch = q.length === 3 ? (q[0] ?? 1) : 1;
  const s = compose(r, use);
  const wide = [batch, heads, rows, columns];
  const flat = [multiplyDims(batch, heads), rows, columns];
  const spread = (t: TensorObject, shape: readonly Dim[]): TensorObject =>
    s.op({ kind: 'expand', shape: wide }, s.op({ kind: 'reshape', shape }, t));
  const keys = spread(padding, [batch, 1, 1, columns]);
  if (mask === undefined) return s.op({ kind: 'reshape', shape: flat }, keys);
  const own = spread(mask, shapeOfTensor(r, mask)?.length === 3 ? wide : [1, 1, rows, columns]);
  const bools = [mask, padding].every((t) => dtypeOfTensor(r, t) === 'bool');
  const number = (t: TensorObject, wideMask: TensorObject): TensorObject =>
    dtypeOfTensor(r, t) === 'bool'
      ? s.op(
          { kind: 'maskedFill', value: -Infinity },
          s.op({ kind: 'zeros', shape: wide }),
          wideMask,
        )
      : wideMask;
  const joined = bools
    ? s.op({ kind: 'logical', relation: 'or' }, own, keys)
    : s.op({ kind: 'add' }, number(mask, own), number(padding, keys));
  return s.op({ kind: 'reshape', shape: flat }, joined);
}
