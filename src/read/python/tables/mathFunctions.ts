import { asNumber } from '../convert.js';
import { bool, float, int, size, type PyObject } from '../objects.js';
import { arg, dimArg, keyword, type LibraryFunction, type Table } from './arguments.js';
import { pointwise } from './pointwise.js';

/** Folds a known number; a size known only by name becomes a symbolic scalar. */
const fold =
  (name: string, f: (x: number) => number): LibraryFunction =>
  (r, call) => {
    const x = asNumber(r, arg(call, 0));
    if (x !== undefined && arg(call, 0)?.type !== 'unknown') {
      const value = f(x);
      return Number.isNaN(value) ? undefined : float(value);
    }
    return pointwise[name]?.(r, call);
  };

const whole =
  (f: (x: number) => number): LibraryFunction =>
  (r, call) => {
    const x = asNumber(r, arg(call, 0));
    if (x !== undefined) return Number.isFinite(x) ? int(f(x)) : undefined;
    const dim = dimArg(r, call, 0);
    return dim === undefined ? undefined : size(dim);
  };

const log: LibraryFunction = (r, call) => {
  const base = arg(call, 1);
  if (base === undefined) return fold('log', Math.log)(r, call);
  const [x, b] = [asNumber(r, arg(call, 0)), asNumber(r, base)];
  return x === undefined || b === undefined ? undefined : float(Math.log(x) / Math.log(b));
};

const product: LibraryFunction = (r, call) => {
  const items = arg(call, 0);
  if (items?.type !== 'list' && items?.type !== 'tuple') return undefined;
  const numbers = items.items.map((i) => asNumber(r, i));
  if (!numbers.every((n): n is number => n !== undefined)) return undefined;
  const value = numbers.reduce((a, b) => a * b, 1);
  return items.items.some((i) => i.type === 'number' && i.float) ? float(value) : int(value);
};

const test =
  (f: (x: number) => boolean): LibraryFunction =>
  (r, call): PyObject | undefined => {
    const x = asNumber(r, arg(call, 0));
    return x === undefined ? undefined : bool(f(x));
  };

const power: LibraryFunction = (r, call) => {
  const [a, b] = [asNumber(r, arg(call, 0)), asNumber(r, arg(call, 1))];
  return a === undefined || b === undefined ? pointwise.pow?.(r, call) : float(a ** b);
};

/** A function of several known numbers. */
const ofNumbers =
  (f: (...x: number[]) => number, isFloat = true): LibraryFunction =>
  (r, call) => {
    const numbers = call.args.map((a) => asNumber(r, a.value));
    if (!numbers.every((n): n is number => n !== undefined) || numbers.length === 0)
      return undefined;
    const value = f(...numbers);
    if (Number.isNaN(value) || (!isFloat && !Number.isSafeInteger(value))) return undefined;
    return isFloat ? float(value) : int(value);
  };

const divisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : divisor(b, a % b));

/** n over k; past the exact integers not a number. */
function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k, 1_000); i++) result = (result * (n - i + 1)) / i;
  return k < 0 || k > n ? 0 : Math.round(result);
}

const factorial = (n: number): number =>
  n < 0 || n > 18
    ? Number.NaN
    : Array.from({ length: n }, (_, i) => i + 1).reduce((a, b) => a * b, 1);

/** Sums in double precision, with the lost parts kept (Neumaier). */
const exactSum: LibraryFunction = (r, call) => {
  const items = arg(call, 0);
  if (items?.type !== 'list' && items?.type !== 'tuple') return undefined;
  const numbers = items.items.map((i) => asNumber(r, i));
  if (!numbers.every((n): n is number => n !== undefined)) return undefined;
  let [sum, lost] = [0, 0];
  for (const x of numbers) {
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return float(sum + lost);
};

const close: LibraryFunction = (r, call) => {
  const [a, b] = [asNumber(r, arg(call, 0)), asNumber(r, arg(call, 1))];
  const relative = asNumber(r, keyword(call, 'rel_tol')) ?? 1e-9;
  const absolute = asNumber(r, keyword(call, 'abs_tol')) ?? 0;
  if (a === undefined || b === undefined) return undefined;
  const most = Math.max(relative * Math.max(Math.abs(a), Math.abs(b)), absolute);
  return bool(a === b || Math.abs(a - b) <= most);
};

/** Functions of the math module. */
export const mathFunctions: Table = {
  sqrt: fold('sqrt', Math.sqrt),
  exp: fold('exp', Math.exp),
  sin: fold('sin', Math.sin),
  cos: fold('cos', Math.cos),
  tanh: fold('tanh', Math.tanh),
  fabs: fold('abs', Math.abs),
  log,
  log2: fold('log2', Math.log2),
  log10: fold('log10', Math.log10),
  floor: whole(Math.floor),
  ceil: whole(Math.ceil),
  pow: power,
  prod: product,
  tan: fold('tan', Math.tan),
  asin: ofNumbers(Math.asin),
  acos: ofNumbers(Math.acos),
  atan: ofNumbers(Math.atan),
  atan2: ofNumbers(Math.atan2),
  sinh: ofNumbers(Math.sinh),
  cosh: ofNumbers(Math.cosh),
  expm1: ofNumbers(Math.expm1),
  log1p: ofNumbers(Math.log1p),
  hypot: ofNumbers(Math.hypot),
  copysign: ofNumbers((a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
  fmod: ofNumbers((a, b) => a % b),
  radians: ofNumbers((x) => (x * Math.PI) / 180),
  degrees: ofNumbers((x) => (x * 180) / Math.PI),
  trunc: whole(Math.trunc),
  gcd: ofNumbers(divisor, false),
  lcm: ofNumbers((a, b) => Math.abs(a * b) / (divisor(a, b) || 1), false),
  isqrt: ofNumbers((x) => Math.floor(Math.sqrt(x)), false),
  comb: ofNumbers(choose, false),
  perm: ofNumbers((n, k = n) => factorial(n) / factorial(n - k), false),
  factorial: ofNumbers(factorial, false),
  fsum: exactSum,
  isclose: close,
  isfinite: test(Number.isFinite),
  isnan: test(Number.isNaN),
  isinf: test((x) => Math.abs(x) === Number.POSITIVE_INFINITY),
};
