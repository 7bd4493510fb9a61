import type { OperationKind } from '../../program/operation.js';
import { scaledDotProductAttention } from './attention.js';
import { libraryPullback } from '../library/index.js';
import { elementwise } from './elementwise.js';
import { indexing } from './indexing.js';
import { joins } from './joining.js';
import { layout } from './layout.js';
import { loss } from './loss.js';
import { multiHeadAttention } from './multiHead.js';
import { dropout, rotary } from './networks.js';
import { norms } from './norms.js';
import { ordering } from './order.js';
import { products } from './products.js';
import type { NoPullback, Pullback } from './pullback.js';
import { reductions } from './reductions.js';
import { selection } from './selection.js';
import { softmaxes } from './softmax.js';
import { unaries } from './unary.js';

/** One vector-Jacobian product per operation, or why there is none. */
export const pullbacks: { readonly [K in OperationKind]: Pullback<K> | NoPullback } = {
  input: 'source',
  tensor: 'source',
  dimension: 'source',
  zeros: 'source',
  ones: 'source',
  full: 'source',
  arange: 'source',
  eye: 'source',
  random: 'source',
  call: 'source',
  ...elementwise,
  ...unaries,
  ...selection,
  ...reductions,
  ...ordering,
  ...softmaxes,
  ...products,
  ...layout,
  ...joins,
  ...indexing,
  ...norms,
  dropout,
  rotary,
  scaledDotProductAttention,
  multiHeadAttention,
  loss,
  library: libraryPullback,
  // Steps from one whole number to the next; truth values; places.
  floorDiv: 'constant',
  compare: 'constant',
  logical: 'constant',
  argmax: 'constant',
  // A second derivative.
  grad: 'unsupported',
};
