import type { Dim } from '../../../program/dim.js';
import type { Call, TensorObject } from '../objects.js';
import { operate, type Reader } from '../reader.js';
import { compose } from './compose.js';

/** q kᵀ / √d of queries and keys [batch, head, position, d], as steps at the place of a call. */
export function scaledScores(
  r: Reader,
  use: Call,
  q: TensorObject,
  k: TensorObject,
  d: Dim,
): TensorObject {
  const s = compose(r, use);
  const turned = s.op({ kind: 'transpose', axis0: -2, axis1: -1 }, k);
  const weak = { dtype: 'int64', weak: true } as const;
  const width = operate(r, { kind: 'dimension', dim: d }, [], { span: use.span }, weak);
  return s.op({ kind: 'div' }, s.op({ kind: 'matmul' }, q, turned), s.op({ kind: 'sqrt' }, width));
}

/**
 * softmax(scores) v with the heads behind the positions again, [batch, position, head, d]; `drop` is what
 * happens to the weights before.
 */
export function weighed(
  r: Reader,
  use: Call,
  scores: TensorObject,
  v: TensorObject,
  drop: (weights: TensorObject) => TensorObject = (w) => w,
): { readonly weights: TensorObject; readonly mixed: TensorObject } {
  const s = compose(r, use);
  const weights = drop(s.op({ kind: 'softmax', axis: -1 }, scores));
  const product = s.op({ kind: 'matmul' }, weights, v);
  return { weights, mixed: s.op({ kind: 'transpose', axis0: 1, axis1: 2 }, product) };
}
