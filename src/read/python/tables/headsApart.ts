import type { Dim } from '../../../program/dim.js';
import { divideDims } from '../../../program/dims.js';
import { learnMask } from '../learn.js';
import { none, tuple, type Call, type PyObject, type TensorObject } from '../objects.js';
import { dtypeOfTensor, shapeOfTensor, type Reader } from '../reader.js';
import { arg, flagArg, tensorArg } from './arguments.js';
import { compose, type Steps } from './compose.js';
import { applyDropout } from './dropout.js';
import { joinedMask, paddingArg } from './multiheadMasks.js';
import { scaledScores, weighed } from './scaledScores.js';

type Triple<T> = readonly [T, T, T];

/** What attention of several heads has learned, and how it runs. */
export interface HeadsApart {
  readonly dModel: Dim;
  readonly heads: number;
  /** Of query, key and value, [dModel, size of the input] each. */
  readonly weights: Triple<TensorObject>;
  readonly biases: Triple<TensorObject | undefined>;
  /** A learned key and value behind the others, [1, 1, dModel]. */
  readonly behind: readonly [TensorObject | undefined, TensorObject | undefined];
  /** Whether a key and a value of zeros stand behind them all. */
  readonly zero: boolean;
  readonly outWeight: TensorObject;
  readonly outBias: TensorObject | undefined;
  readonly dropout: number | undefined;
  readonly training: boolean | undefined;
}

/** Where a call gives what `nn.MultiheadAttention` and `F.multi_head_attention_forward` both take. */
export interface Places {
  readonly padding: number;
  readonly needWeights: number;
  readonly mask: number;
  readonly average: number;
}

/** The three parts of the one matrix or bias of a joint projection. */
export const thirds = (s: Steps, joint: TensorObject): Triple<TensorObject> => {
  const third = (part: number): TensorObject =>
    s.op({ kind: 'chunk', axis: 0, part, parts: 3 }, joint);
  return [third(0), third(1), third(2)];
};

/** More columns of a mask, for keys that no mask is said of. */
function widened(r: Reader, s: Steps, mask: TensorObject, more: number): TensorObject {
  if (more === 0) return mask;
  const shape = shapeOfTensor(r, mask) ?? [];
  const dtype = dtypeOfTensor(r, mask);
  const open = s.cast(s.op({ kind: 'zeros', shape: [...shape.slice(0, -1), more] }), dtype);
  return s.op({ kind: 'concat', axis: -1 }, mask, open);
}

/** Heads of projected positions: [batch, head, position, dModel / heads]. */
function split(
  r: Reader,
  s: Steps,
  { dModel, heads, zero }: HeadsApart,
  batch: Dim,
  t: TensorObject,
  ...more: readonly (TensorObject | undefined)[]
): TensorObject {
  const dK = r.builder.context.resolve(divideDims(dModel, heads));
  let all = s.op({ kind: 'reshape', shape: [batch, -1, dModel] }, t);
  for (const one of more) {
    if (one === undefined) continue;
    const wide = s.op({ kind: 'expand', shape: [batch, 1, dModel] }, one);
    all = s.op({ kind: 'concat', axis: 1 }, all, wide);
  }
  const perHead = s.op({ kind: 'reshape', shape: [batch, -1, heads, dK] }, all);
  const turned = s.op({ kind: 'transpose', axis0: 1, axis1: 2 }, perHead);
  if (more.length === 0 || !zero) return turned;
  const zeros = s.op({ kind: 'zeros', shape: [batch, heads, 1, dK] });
  return s.op({ kind: 'concat', axis: 2 }, turned, s.cast(zeros, dtypeOfTensor(r, turned)));
}

/**
 * Attention of several heads written out step by step on [batch, position, size] or [position, size]:
 * the output and the weights, averaged over heads unless the call wants each head's.
 */
export function attendApart(
  r: Reader,
  use: Call,
  inputs: Triple<TensorObject>,
  made: HeadsApart,
  places: Places,
): { readonly output: TensorObject; readonly weights: () => TensorObject } | undefined {
  const { dModel, heads, behind, zero } = made;
  const s = compose(r, use);
  const linear = (x: TensorObject, weight: TensorObject, bias?: TensorObject): TensorObject =>
    s.op({ kind: 'linear' }, x, weight, ...(bias === undefined ? [] : [bias]));
  const [q, k, v] = ([0, 1, 2] as const).map((i) =>
    linear(inputs[i], made.weights[i], made.biases[i]),
  ) as [TensorObject, TensorObject, TensorObject];
  const shape = shapeOfTensor(r, q);
  const rows = shape?.at(-2);
  const columns = shapeOfTensor(r, k)?.at(-2);
  if (shape === undefined || rows === undefined || columns === undefined) return undefined;
  const batch = shape.length === 3 ? (shape[0] ?? 1) : 1;
  const qh = split(r, s, made, batch, q);
  const kh = split(r, s, made, batch, k, behind[0]);
  const vh = split(r, s, made, batch, v, behind[1]);
  const dK = r.builder.context.resolve(divideDims(dModel, heads));
  const scores = scaledScores(r, use, qh, kh, dK);
  const mask = maskOf(r, use, inputs, heads, [rows, columns], places);
  if (mask === 'unknown') return undefined;
  const more = (behind[0] === undefined ? 0 : 1) + (zero ? 1 : 0);
  const hidden = mask && masked(r, s, scores, widened(r, s, mask, more), batch, heads, rows);
  const drop = (w: TensorObject): TensorObject =>
    made.dropout === 0
      ? w
      : applyDropout(r, w, made.dropout, made.training, { ...use, tex: undefined });
  const { weights, mixed } = weighed(r, use, hidden ?? scores, vh, drop);
  const joined = s.op({ kind: 'reshape', shape }, mixed);
  const output = linear(joined, made.outWeight, made.outBias);
  const shown = (): TensorObject => {
    const average = flagArg(r, use, places.average, ['average_attn_weights'], true) !== false;
    const some = average ? s.op({ kind: 'mean', axes: [1] }, weights) : weights;
    return shape.length === 3
      ? some
      : s.op({ kind: 'index', items: [{ kind: 'at', index: 0 }] }, some);
  };
  return { output, weights: shown };
}

/** What a call gives: the output and the weights, or `None` where it wants none. */
export function withWeights(
  r: Reader,
  use: Call,
  places: Places,
  output: TensorObject,
  weights: () => TensorObject,
): PyObject {
  const wanted = flagArg(r, use, places.needWeights, ['need_weights'], true);
  return tuple([output, wanted === false ? none : weights()]);
}

/** Both masks in one; undefined where there is none, `unknown` where one is not read. */
export function maskOf(
  r: Reader,
  use: Call,
  inputs: readonly TensorObject[],
  heads: number,
  [rows, columns]: readonly [Dim | undefined, Dim | undefined],
  places: Places,
): TensorObject | 'unknown' | undefined {
  const given = arg(use, places.mask, 'attn_mask');
  const asked = given !== undefined && given.type !== 'none';
  const mask = asked ? tensorArg(r, use, places.mask, 'attn_mask') : undefined;
  if (asked && mask === undefined) return 'unknown';
  if (mask !== undefined && rows !== undefined && columns !== undefined)
    learnMask(r, mask.id, [rows, columns]);
  const padding = paddingArg(r, use, places.padding);
  return padding === undefined
    ? mask
    : (joinedMask(r, use, mask, padding, inputs, heads) ?? 'unknown');
}

/** Scores [batch, heads, queries, keys] under a mask of truth values (true is left out) or numbers. */
function masked(
  r: Reader,
  s: Steps,
  scores: TensorObject,
  mask: TensorObject,
  batch: Dim,
  heads: number,
  rows: Dim,
): TensorObject {
  const each = shapeOfTensor(r, mask)?.length === 3;
  const wide = each ? s.op({ kind: 'reshape', shape: [batch, heads, rows, -1] }, mask) : mask;
  return dtypeOfTensor(r, mask) === 'bool'
    ? s.op({ kind: 'maskedFill', value: -Infinity }, scores, wide)
    : s.op({ kind: 'add' }, scores, wide);
}
