/**
 * Double-double arithmetic (T. J. Dekker, "A Floating-Point Technique for Extending the Available Precision", 1971):
 * a number as the unevaluated sum of two doubles, about 106 bits.
 */
export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

export const ONE: DoubleDouble = { high: 1, low: 0 };

const SPLITTER = 2 ** 27 + 1;

export function twoSum(a: number, b: number): DoubleDouble {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

export function twoProduct(a: number, b: number): DoubleDouble {
  const high = a * b;
  const a1 = split(a);
  const a2 = a - a1;
  const b1 = split(b);
  const b2 = b - b1;
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 };
}

function split(a: number): number {
  const c = SPLITTER * a;
  return c - (c - a);
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const high = twoSum(a.high, b.high);
  const low = twoSum(a.low, b.low);
  const first = twoSum(high.high, high.low + low.high);
  return twoSum(first.high, first.low + low.low);
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = twoProduct(a.high, b.high);
  return twoSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

export function divide(a: DoubleDouble, n: number): DoubleDouble {
  const high = a.high / n;
  const back = twoProduct(high, n);
  return twoSum(high, (a.high - back.high - back.low + a.low) / n);
}
