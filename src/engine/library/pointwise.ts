import { numberOf, type PointwiseFunction, type Settings } from '../../program/libraryOperation.js';
import { erf } from '../specialFunctions.js';

/** A function of one element and up to two settings, and its derivative. */
export interface Pointwise {
  readonly f: (x: number, a: number, b: number) => number;
  /** Absent where it is 0 wherever there is one. */
  readonly slope?: (x: number, a: number, b: number) => number;
  /** Names of the settings and what they are where nothing is said. */
  readonly settings?: readonly (readonly [name: string, otherwise: number])[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

/** To the nearest integer, halves to the even one. */
function halfToEven(x: number): number {
  const near = Math.round(x);
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near;
}

/** Giles 2010 gives a start, two steps of Newton's method the rest. */
function erfInverse(y: number): number {
  if (!(Math.abs(y) < 1)) return y === 1 ? Infinity : y === -1 ? -Infinity : NaN;
  const w = -Math.log1p(-y * y);
  const c = 2 / (Math.PI * 0.147) - w / 2;
  let x = Math.sign(y) * Math.sqrt(Math.max(0, Math.sqrt(c * c + w / 0.147) - c));
  for (let i = 0; i < 3; i++)
    x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) || 1);
  return x;
}

export const pointwise: Readonly<Record<PointwiseFunction, Pointwise>> = {
  tan: { f: Math.tan, slope: (x) => 1 / Math.cos(x) ** 2 },
  asin: { f: Math.asin, slope: (x) => 1 / Math.sqrt(1 - x * x) },
  acos: { f: Math.acos, slope: (x) => -1 / Math.sqrt(1 - x * x) },
  atan: { f: Math.atan, slope: (x) => 1 / (1 + x * x) },
  sinh: { f: Math.sinh, slope: Math.cosh },
  cosh: { f: Math.cosh, slope: Math.sinh },
  asinh: { f: Math.asinh, slope: (x) => 1 / Math.sqrt(x * x + 1) },
  acosh: { f: Math.acosh, slope: (x) => 1 / Math.sqrt(x * x - 1) },
  atanh: { f: Math.atanh, slope: (x) => 1 / (1 - x * x) },
  exp2: { f: (x) => 2 ** x, slope: (x) => 2 ** x * Math.LN2 },
  expm1: { f: Math.expm1, slope: Math.exp },
  log2: { f: Math.log2, slope: (x) => 1 / (x * Math.LN2) },
  log10: { f: Math.log10, slope: (x) => 1 / (x * Math.LN10) },
  log1p: { f: Math.log1p, slope: (x) => 1 / (1 + x) },
  cbrt: { f: Math.cbrt, slope: (x) => 1 / (3 * Math.cbrt(x) ** 2) },
  erfc: {
    f: (x) => 1 - erf(x),
    slope: (x) => (-2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  },
  erfInverse: {
    f: erfInverse,
    slope: (x) => (Math.sqrt(Math.PI) / 2) * Math.exp(erfInverse(x) ** 2),
  },
  softplus: {
    settings: [
      ['beta', 1],
      ['threshold', 20],
    ],
    f: (x, beta, most) => (x * beta > most ? x : softplus(x * beta) / beta),
    slope: (x, beta, most) => (x * beta > most ? 1 : sigmoid(x * beta)),
  },
  logSigmoid: { f: (x) => -softplus(-x), slope: (x) => sigmoid(-x) },
  mish: {
    f: (x) => x * Math.tanh(softplus(x)),
    slope: (x) => {
      const t = Math.tanh(softplus(x));
      return t + x * (1 - t * t) * sigmoid(x);
    },
  },
  logit: {
    settings: [['eps', -1]],
    f: (x, eps) => {
      const p = eps < 0 ? x : Math.min(Math.max(x, eps), 1 - eps);
      return Math.log(p / (1 - p));
    },
    slope: (x, eps) => (eps >= 0 && (x < eps || x > 1 - eps) ? 0 : 1 / (x * (1 - x))),
  },
  softsign: { f: (x) => x / (1 + Math.abs(x)), slope: (x) => 1 / (1 + Math.abs(x)) ** 2 },
  hardSigmoid: {
    f: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
    slope: (x) => (x > -3 && x < 3 ? 1 / 6 : 0),
  },
  hardSwish: {
    f: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
    slope: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
  },
  sign: { f: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0) },
  floor: { f: Math.floor },
  ceil: { f: Math.ceil },
  round: {
    settings: [['decimals', 0]],
    f: (x, decimals) => halfToEven(x * 10 ** decimals) / 10 ** decimals,
  },
  trunc: { f: Math.trunc },
  frac: { f: (x) => x - Math.trunc(x), slope: () => 1 },
  nanToNum: {
    settings: [
      ['nan', 0],
      ['posinf', 3.4028234663852886e38],
    ],
    f: (x, nan, most) => (Number.isNaN(x) ? nan : x === Infinity ? most : x),
    slope: (x) => (Number.isFinite(x) ? 1 : 0),
  },
  hardShrink: {
    settings: [['lambda', 0.5]],
    f: (x, l) => (Math.abs(x) > l ? x : 0),
    slope: (x, l) => (Math.abs(x) > l ? 1 : 0),
  },
  softShrink: {
    settings: [['lambda', 0.5]],
    f: (x, l) => (x > l ? x - l : x < -l ? x + l : 0),
    slope: (x, l) => (Math.abs(x) > l ? 1 : 0),
  },
  threshold: {
    settings: [
      ['threshold', 0],
      ['value', 0],
    ],
    f: (x, least, value) => (x > least ? x : value),
    slope: (x, least) => (x > least ? 1 : 0),
  },
  isNan: { f: (x) => Number(Number.isNaN(x)) },
  isInfinite: { f: (x) => Number(Math.abs(x) === Infinity) },
  isFinite: { f: (x) => Number(Number.isFinite(x)) },
};

/** A function's settings in order. */
export const settingsOf = ({ settings = [] }: Pointwise, given: Settings): [number, number] => [
  numberOf(given, settings[0]?.[0] ?? '', settings[0]?.[1] ?? 0),
  numberOf(given, settings[1]?.[0] ?? '', settings[1]?.[1] ?? 0),
];
