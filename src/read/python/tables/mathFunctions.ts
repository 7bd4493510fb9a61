import { asNumber } from '../convert.js';
import { bool, float, int, size, type PyObject } from '../objects.js';
import { arg, dimArg, type LibraryFunction, type Table } from './arguments.js';
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
  isnan: test(Number.isNaN),
  isinf: test((x) => Math.abs(x) === Number.POSITIVE_INFINITY),
};
