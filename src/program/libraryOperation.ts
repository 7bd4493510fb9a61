import type { Dim, Shape } from './dim.js';
import type { DType, RandomStream } from './operation.js';
import type { ShapeContext } from './shapeContext.js';
import { axisOf, badAxis, broadcast, fail, known, type Sized } from './shapeSupport.js';

/** Functions of one element that give a real number. */
export type RealFunction =
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'exp2'
  | 'expm1'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'cbrt'
  | 'erfc'
  | 'erfInverse'
  | 'softplus'
  | 'logSigmoid'
  | 'mish'
  | 'logit'
  | 'softsign'
  | 'hardSigmoid'
  | 'hardSwish';

/** Functions of one element that keep its type. */
export type KeepingFunction =
  | 'sign'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'trunc'
  | 'frac'
  | 'nanToNum'
  | 'hardShrink'
  | 'softShrink'
  | 'threshold';

/** Questions about one element. */
export type Question = 'isNan' | 'isInfinite' | 'isFinite';

export type PointwiseFunction = RealFunction | KeepingFunction | Question;

/**
 * Functions of libraries that are no primitives: what each does stands once in the table of shapes and
 * types here, once in the engine's.
 */
export type LibraryName =
  | PointwiseFunction
  /** (y, x): the angle of (x, y). */
  | 'atan2'
  /** (x): the same numbers, through which no gradient passes. */
  | 'detach'
  | 'cumprod'
  | 'cummax'
  | 'cummin'
  /** (x, index, source): x with source added or put at places along an axis. */
  | 'scatter'
  /** (x [batch, in, …], weight [out, in/groups, …], bias?). */
  | 'convolution'
  /** (x [batch, channels, …]). */
  | 'pool'
  /** (x): the places where it is not zero, [?, rank]. */
  | 'nonzero'
  /** (x): its different numbers in order. */
  | 'unique'
  | 'bincount'
  /** (x [n, n]). */
  | 'inverse'
  | 'determinant'
  /** (x [rows, columns]): the nearest rows or columns that are orthogonal, by Gram and Schmidt. */
  | 'orthonormal'
  /** (weights): indices drawn by weight, [rows, samples]. */
  | 'multinomial'
  /** (query, key, inWeight, inBias, mask?): softmax of the scores of each head, or their mean. */
  | 'headWeights'
  /**
   * (x [steps, batch, in], h [batch, hidden], weightIh, weightHh, biasIh, biasHh, c?): the hidden states,
   * or an LSTM's cells, after every step.
   */
  | 'recurrent';

export interface LibraryOperation {
  readonly kind: 'library';
  readonly name: LibraryName;
  readonly settings: Settings;
  readonly stream?: RandomStream;
}

export type Settings = Readonly<Record<string, number | string | boolean | readonly number[]>>;

type ShapeRule = (
  settings: Settings,
  inputs: readonly (Shape | undefined)[],
  context: ShapeContext,
) => Sized;

/** `first`, or `real` where that is no real number; `promoted` over all inputs. */
type TypeRule = 'first' | 'real' | 'promoted' | 'second' | DType;

interface Entry {
  readonly shape: ShapeRule;
  readonly type: TypeRule;
}

export const numberOf = (settings: Settings, name: string, otherwise: number): number => {
  const value = settings[name];
  return typeof value === 'number' ? value : otherwise;
};
export const numbersOf = (settings: Settings, name: string): readonly number[] => {
  const value = settings[name];
  return typeof value === 'object' ? value : [];
};

const same: ShapeRule = (_settings, [x]) => known(x);
const joint: ShapeRule = (_settings, inputs, context) =>
  broadcast(
    inputs.map((shape, input) => ({ input, shape })),
    context,
  );
const alongAxis: ShapeRule = (settings, [x]) =>
  x === undefined || axisOf(numberOf(settings, 'axis', 0), Math.max(1, x.length)) !== undefined
    ? known(x)
    : badAxis(numberOf(settings, 'axis', 0), x);
const open =
  (rank: number): ShapeRule =>
  (_settings, [x], context) =>
    known(
      rank === 2 ? (x === undefined ? undefined : [context.fresh(), x.length]) : [context.fresh()],
    );

/** The size of an axis after a window of `kernel` positions has gone over it. */
function slid(size: Dim, kernel: number, settings: Settings, i: number): Dim | undefined {
  if (typeof size !== 'number') return undefined;
  const at = (name: string, otherwise: number): number => numbersOf(settings, name)[i] ?? otherwise;
  const reach = at('dilation', 1) * (kernel - 1) + 1;
  const total =
    size + at('padding', 0) + (numbersOf(settings, 'paddingEnd')[i] ?? at('padding', 0));
  return Math.floor((total - reach) / at('stride', 1)) + 1;
}

const convolved: ShapeRule = (settings, [x, weight], context) => {
  if (x === undefined || weight === undefined) return known(undefined);
  if (x.length !== weight.length)
    return fail('convolution', '{0} is {shape0}: it needs {count} axes.', {
      shape0: String(x.length),
      count: weight.length,
    });
  const [batch = 1] = x;
  const [out = 1] = weight;
  const spread = x.slice(2).map((size, i) => {
    const kernel = weight[i + 2];
    const made = typeof kernel === 'number' ? slid(size, kernel, settings, i) : undefined;
    return made ?? context.fresh();
  });
  return known([batch, out, ...spread]);
};

const pooled: ShapeRule = (settings, [x], context) => {
  if (x === undefined) return known(undefined);
  const kernel = numbersOf(settings, 'kernel');
  const from = x.length - kernel.length;
  return known(
    x.map((size, i) =>
      i < from ? size : (slid(size, kernel[i - from] ?? 1, settings, i - from) ?? context.fresh()),
    ),
  );
};

const drawn: ShapeRule = (settings, [weights]) =>
  known(
    weights === undefined ? undefined : [...weights.slice(0, -1), numberOf(settings, 'samples', 1)],
  );

const headWeights: ShapeRule = (settings, [query, key]) => {
  const [rows, columns] = [query?.at(-2), key?.at(-2)];
  if (query === undefined || rows === undefined || columns === undefined) return known(undefined);
  const heads = settings['average'] === true ? [] : [numberOf(settings, 'heads', 1)];
  return known([...query.slice(0, -2), ...heads, rows, columns]);
};

const unrolled: ShapeRule = (_settings, [x, h]) => {
  const [steps, hidden] = [x?.[0], h?.at(-1)];
  return known(
    steps === undefined || hidden === undefined || x?.length !== 3
      ? undefined
      : [steps, x[1] ?? 1, hidden],
  );
};

const entries = <K extends string>(names: readonly K[], entry: Entry): Record<K, Entry> =>
  Object.fromEntries(names.map((n) => [n, entry])) as Record<K, Entry>;

const table: Readonly<Record<LibraryName, Entry>> = {
  ...entries<RealFunction>(
    [
      'tan',
      'asin',
      'acos',
      'atan',
      'sinh',
      'cosh',
      'asinh',
      'acosh',
      'atanh',
      'exp2',
      'expm1',
      'log2',
      'log10',
      'log1p',
      'cbrt',
      'erfc',
      'erfInverse',
      'softplus',
      'logSigmoid',
      'mish',
      'logit',
      'softsign',
      'hardSigmoid',
      'hardSwish',
    ],
    { shape: same, type: 'real' },
  ),
  ...entries<KeepingFunction>(
    [
      'sign',
      'floor',
      'ceil',
      'round',
      'trunc',
      'frac',
      'nanToNum',
      'hardShrink',
      'softShrink',
      'threshold',
    ],
    { shape: same, type: 'first' },
  ),
  ...entries<Question>(['isNan', 'isInfinite', 'isFinite'], { shape: same, type: 'bool' }),
  atan2: { shape: joint, type: 'real' },
  detach: { shape: same, type: 'first' },
  cumprod: { shape: alongAxis, type: 'first' },
  cummax: { shape: alongAxis, type: 'first' },
  cummin: { shape: alongAxis, type: 'first' },
  scatter: { shape: same, type: 'first' },
  convolution: { shape: convolved, type: 'first' },
  pool: { shape: pooled, type: 'first' },
  nonzero: { shape: open(2), type: 'int64' },
  unique: { shape: open(1), type: 'first' },
  bincount: { shape: open(1), type: 'int64' },
  inverse: { shape: same, type: 'real' },
  determinant: { shape: (_settings, [x]) => known(x?.slice(0, -2)), type: 'real' },
  orthonormal: { shape: same, type: 'first' },
  multinomial: { shape: drawn, type: 'int64' },
  headWeights: { shape: headWeights, type: 'first' },
  recurrent: { shape: unrolled, type: 'first' },
};

/** The shape of a library function's result. */
export const libraryShape = (
  { name, settings }: LibraryOperation,
  inputs: readonly (Shape | undefined)[],
  context: ShapeContext,
): Sized => table[name].shape(settings, inputs, context);

/** How the element type of a library function's result follows from its inputs'. */
export const libraryType = ({ name }: LibraryOperation): TypeRule => table[name].type;
