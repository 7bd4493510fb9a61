import fc from 'fast-check';
import type {
  AttentionInputs,
  AttentionOptions,
  AttentionTensor,
} from '../../../src/engine/attention/types.js';
import { exampleSource } from '../../../src/engine/examples.js';
import { sizeOf } from '../../../src/engine/tensor.js';

export interface AttentionCase {
  readonly inputs: AttentionInputs;
  readonly options: AttentionOptions;
  /** Scores are so large that their rounding to float32 is seen in the weights. */
  readonly large: boolean;
}

/** One axis of a mask: as long as the scores', stretched, or (the last) shorter. */
type MaskAxis = 'full' | 'one' | 'short';

const normal = { weight: 8, arbitrary: fc.constant('normal' as const) };
const kinds = fc.oneof(
  normal,
  { weight: 1, arbitrary: fc.constant('large' as const) },
  { weight: 1, arbitrary: fc.constant('denormal' as const) },
  { weight: 2, arbitrary: fc.constant('holes' as const) },
);

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const bound = fc.oneof(
  { weight: 2, arbitrary: fc.constant(-1) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(20, 64) },
);

const axis = fc.constantFrom<MaskAxis>('full', 'full', 'one', 'short');

const masks = fc.record({
  boolean: fc.boolean(),
  axes: fc.array(axis, { maxLength: 4 }),
  /** How many of ten elements mask. */
  masked: fc.constantFrom(0, 3, 6, 9, 10),
  shorter: fc.integer({ min: 1, max: 5 }),
  odd: fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 1e30, -3e38) },
  ),
});

/** Sizes that are small, with a few that cross the tiles and vectors of fast kernels. */
const sizes = (length: fc.Arbitrary<number>, width: fc.Arbitrary<number>, most: number) =>
  fc.record({
    batch: fc.integer({ min: most > 1 ? 0 : 1, max: most }),
    kvHeads: fc.integer({ min: 1, max: most }),
    group: fc.integer({ min: 1, max: 3 }),
    queries: length,
    newKeys: length,
    dim: width,
    valueDim: width,
  });
const small = sizes(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), 3);
const crossing = sizes(
  fc.constantFrom(1, 3, 4, 5, 8, 17, 63, 64, 65, 70, 127, 129, 200),
  fc.constantFrom(1, 4, 7, 16, 31, 33, 64),
  1,
);

/** Any call of `attention` whose inputs go together, in any layout. */
export const attentionCase: fc.Arbitrary<AttentionCase> = fc
  .record({
    size: fc.oneof({ weight: 24, arbitrary: small }, { weight: 1, arbitrary: crossing }),
    layout: fc.constantFrom('axes', 'axes', 'folded', 'plain'),
    batched: fc.boolean(),
    namedHeads: fc.boolean(),
    past: seldom(fc.integer({ min: 0, max: 7 })),
    pastLayout: fc.constantFrom('result', 'as keys', 'full'),
    lengths: seldom(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })), // prettier-ignore
    mask: fc.option(masks, { nil: undefined }),
    causal: fc.boolean(),
    window: seldom(fc.tuple(bound, bound)),
    softcap: seldom(fc.constantFrom(0, 0.5, 2, 30)),
    scale: seldom(fc.constantFrom(0, -0.7, 0.01, 1, 2)),
    kind: kinds,
    seed: fc.nat(),
  })
  .map((c) => {
    const { layout } = c;
    const folded = layout !== 'axes';
    const one = layout === 'plain';
    const { queries, newKeys, dim, valueDim } = c.size;
    const kvHeads = one ? 1 : c.size.kvHeads;
    const queryHeads = one ? 1 : kvHeads * c.size.group;
    const batch = folded && !c.batched ? 1 : c.size.batch;
    const past = c.past ?? 0;
    const keys = past + newKeys;
    const random = exampleSource(c.seed, 'attention');
    const whole = (most: number): number => Math.floor(random.uniform() * (most + 1));

    const size = { normal: 1, holes: 1, large: 12, denormal: 1e-22 }[c.kind];
    const numbers = (shape: readonly number[], holes: boolean): AttentionTensor => {
      const data = Float32Array.from({ length: sizeOf(shape) }, () => size * random.normal());
      for (let i = whole(2); holes && i > 0 && data.length > 0; i--)
        data[whole(data.length - 1)] = [NaN, Infinity, -Infinity][whole(2)] as number;
      return { shape, dtype: 'float32', data };
    };
    const holes = c.kind === 'holes';
    const laid = (heads: number, length: number, width: number): number[] =>
      folded ? [...(c.batched ? [batch] : []), length, heads * width] : [batch, heads, length, width]; // prettier-ignore
    const result = (heads: number, length: number, width: number): number[] => [
      ...(!folded || c.batched ? [batch] : []),
      ...(one ? [] : [heads]),
      length,
      width,
    ];
    const before = (width: number): number[] => {
      if (c.pastLayout === 'full') return [batch, kvHeads, past, width];
      const as = c.pastLayout === 'result' ? result : laid;
      return as(kvHeads, past, width);
    };
    const lengths = c.past === undefined ? c.lengths : undefined;
    const scoresShape = result(queryHeads, queries, keys);
    const inputs: AttentionInputs = {
      q: numbers(laid(queryHeads, queries, dim), false),
      k: numbers(laid(kvHeads, newKeys, dim), holes),
      v: numbers(laid(kvHeads, newKeys, valueDim), holes),
      ...(c.past === undefined
        ? {}
        : {
            pastKey: numbers(before(dim), holes),
            pastValue: numbers(before(valueDim), holes),
          }),
      ...(lengths === undefined
        ? {}
        : {
            kvLengths: Array.from({ length: batch }, (_, b) => Math.round((lengths[b] as number) * keys)), // prettier-ignore
          }),
      ...(c.mask === undefined ? {} : { mask: maskOf(c.mask, scoresShape, random) }),
    };
    const named = folded ? !one : c.namedHeads;
    const options: AttentionOptions = {
      causal: c.causal,
      ...(c.scale === undefined ? {} : { scale: c.scale }),
      ...(c.softcap === undefined ? {} : { softcap: c.softcap }),
      ...(c.window === undefined ? {} : { window: c.window }),
      ...(named ? { queryHeads } : {}),
      ...(named && (kvHeads !== queryHeads || c.namedHeads) ? { kvHeads } : {}),
    };
    return { inputs, options, large: c.kind === 'large' };
  });

type Random = ReturnType<typeof exampleSource>;

function maskOf(
  mask: typeof masks extends fc.Arbitrary<infer M> ? M : never,
  scores: readonly number[],
  random: Random,
): AttentionTensor {
  const axes = mask.axes.slice(0, scores.length);
  const target = scores.slice(scores.length - axes.length);
  const shape = axes.map((kind, i) => {
    const full = target[i] as number;
    if (kind === 'one') return 1;
    // A last axis of 1 would be stretched, not short.
    const short = full - mask.shorter;
    return kind === 'short' && i === axes.length - 1 && short >= 0 && short !== 1 ? short : full;
  });
  const length = sizeOf(shape);
  const drops = (): boolean => random.uniform() * 10 < mask.masked;
  if (mask.boolean) {
    return { shape, dtype: 'bool', data: Uint8Array.from({ length }, () => (drops() ? 0 : 1)) };
  }
  const data = Float32Array.from({ length }, () => (drops() ? -Infinity : 2 * random.normal()));
  if (mask.odd !== undefined && length > 0) data[Math.floor(random.uniform() * length)] = mask.odd;
  return { shape, dtype: 'float32', data };
}
