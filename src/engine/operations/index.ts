import type { OperationKind } from '../../program/operation.js';
import { casting } from './cast.js';
import { elementwise } from './elementwise.js';
import { indexing } from './indexing.js';
import { joining } from './joining.js';
import { library } from '../library/index.js';
import type { Kernel } from './kernel.js';
import { layout } from './layout.js';
import { multiHeadAttention } from './multiHeadAttention.js';
import { networks } from './networks.js';
import { norms } from './norms.js';
import { ordering } from './order.js';
import { products } from './products.js';
import { reductions } from './reductions.js';
import { ofFloatsAlone } from './refusals.js';
import { scaledDotProductAttention } from './scaledDotProductAttention.js';
import { selection } from './selection.js';
import { softmaxes } from './softmax.js';
import { sources } from './sources.js';
import { unaries } from './unary.js';

/** Everything that is computed; free inputs are drawn or given instead. */
type ComputedKind = Exclude<OperationKind, 'input'>;

/** One kernel per operation. */
export const operations: { readonly [K in ComputedKind]: Kernel<K> } = {
  ...sources,
  ...elementwise,
  ...unaries,
  ...casting,
  ...selection,
  ...reductions,
  ...ordering,
  ...softmaxes,
  ...products,
  ...layout,
  ...joining,
  ...indexing,
  ...norms,
  scaledDotProductAttention: ofFloatsAlone(scaledDotProductAttention),
  multiHeadAttention: ofFloatsAlone(multiHeadAttention),
  ...networks,
  library,
};

/** Inputs an operation can't do without. */
export const leastInputs: { readonly [K in ComputedKind]: number } = {
  tensor: 0,
  dimension: 0,
  zeros: 0,
  ones: 0,
  full: 0,
  arange: 0,
  eye: 0,
  random: 0,
  call: 0,
  grad: 2,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  pow: 2,
  floorDiv: 2,
  remainder: 2,
  compare: 2,
  logical: 1,
  neg: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  rsqrt: 1,
  abs: 1,
  tanh: 1,
  sigmoid: 1,
  relu: 1,
  silu: 1,
  erf: 1,
  sin: 1,
  cos: 1,
  gelu: 1,
  elu: 1,
  clamp: 1,
  cast: 1,
  where: 3,
  maskedFill: 2,
  tril: 1,
  triu: 1,
  sum: 1,
  mean: 1,
  prod: 1,
  max: 1,
  min: 1,
  var: 1,
  norm: 1,
  argmax: 1,
  topk: 1,
  sort: 1,
  cumsum: 1,
  softmax: 1,
  logSoftmax: 1,
  matmul: 2,
  linear: 2,
  einsum: 1,
  transpose: 1,
  permute: 1,
  reshape: 1,
  expand: 1,
  repeat: 1,
  rearrange: 1,
  concat: 1,
  stack: 1,
  split: 1,
  chunk: 1,
  unbind: 1,
  index: 1,
  indexPut: 2,
  gather: 2,
  embedding: 2,
  dropout: 1,
  layerNorm: 1,
  rmsNorm: 1,
  batchNorm: 1,
  scaledDotProductAttention: 3,
  multiHeadAttention: 3,
  rotary: 1,
  loss: 2,
  library: 1,
};
