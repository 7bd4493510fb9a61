import {
  ONE,
  add,
  divide,
  multiply,
  twoProduct,
  twoSum,
  type DoubleDouble,
} from './doubleDouble.js';

/**
 * exp, log, sin and cos rounded correctly to double (all but perhaps one argument in 2⁴⁰), by double-double arithmetic. `Math.log` and `Math.exp` may differ from one JavaScript engine to the next and miss the C
 * library's last bit in some percent of the arguments; the C library itself is within 0.52 units of the exact value,
 * so the correctly rounded one is the best portable match.
 */
const LN2_HIGH = Math.LN2;
const LN2_LOW = 2.3190468138462996e-17;
const LN2_REST = 5.707708438416212e-34;
const HALVINGS = 8;
const TERMS = 11;

/** The double nearest to e^x, for |x| ≤ 700. */
export function exactExp(x: number): number {
  const { high, low } = expPair(x);
  return high + low;
}

/** The double nearest to the natural logarithm of a normal x > 0, x not within 10⁻¹² of 1 (there: nearly so). */
export function exactLog(x: number): number {
  const estimate = Math.log(x);
  const power = expPair(estimate);
  const residue = x - power.high - power.low;
  return estimate + (2 * residue) / (x + power.high);
}

/** e^x: reduce by ln 2 and by 2⁸, Taylor series of e^r − 1, then square back. */
function expPair(x: number): DoubleDouble {
  const k = Math.round(x / Math.LN2);
  const scaled = twoProduct(-k, LN2_HIGH);
  const first = twoSum(x, scaled.high);
  const second = twoProduct(-k, LN2_LOW);
  const reduced = add(
    add(first, { high: scaled.low, low: 0 }),
    add(second, { high: -k * LN2_REST, low: 0 }),
  );
  const r = { high: reduced.high / 2 ** HALVINGS, low: reduced.low / 2 ** HALVINGS };

  let sum: DoubleDouble = ONE;
  for (let n = TERMS; n > 1; n--) sum = add(ONE, divide(multiply(sum, r), n));
  let minusOne = multiply(sum, r);
  for (let i = 0; i < HALVINGS; i++) {
    minusOne = add(
      { high: 2 * minusOne.high, low: 2 * minusOne.low },
      multiply(minusOne, minusOne),
    );
  }
  const power = add(ONE, minusOne);
  const scale = 2 ** k;
  return { high: power.high * scale, low: power.low * scale };
}

const HALF_PI: DoubleDouble = { high: Math.PI / 2, low: 6.123233995736766e-17 };
const TRIGONOMETRIC_TERMS = 27;

/** The doubles nearest to sin x and cos x, for |x| ≤ 2π. */
export function exactSinCos(x: number): { sin: number; cos: number } {
  const quarter = Math.round(x / HALF_PI.high);
  const high = twoProduct(-quarter, HALF_PI.high);
  const reduced = add(
    twoSum(x, high.high),
    add({ high: high.low, low: 0 }, twoProduct(-quarter, HALF_PI.low)),
  );
  const square = multiply(reduced, reduced);
  const sin = multiply(reduced, alternating(square, TRIGONOMETRIC_TERMS)).high;
  const cos = alternating(square, TRIGONOMETRIC_TERMS - 1).high;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sin, cos };
    case 1:
      return { sin: cos, cos: -sin };
    case 2:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}

/** 1 − s/((n−1)n)·(1 − s/(…)·…) down from n: the Taylor series of sin x / x (n odd) or cos x (n even), s = x². */
function alternating(square: DoubleDouble, n: number): DoubleDouble {
  let sum = ONE;
  for (let k = n; k > 1; k -= 2) sum = add(ONE, divide(multiply(sum, square), -k * (k - 1)));
  return sum;
}
