/** One number from two, in double precision; the result is rounded when it is stored. */
export type Binary = (a: number, b: number) => number;

/** Python's `%`: the remainder has the divisor's sign. */
export const remainder: Binary = (a, b) => {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
};

/** Python's `//`, by way of the exact remainder: a / b may round up to a whole number. */
export const floorDivide: Binary = (a, b) => {
  if (b === 0) return a / b;
  const rest = a % b;
  const whole = Math.round((a - rest) / b) - (rest !== 0 && rest < 0 !== b < 0 ? 1 : 0);
  // A quotient of 0 has the sign of a / b.
  return whole === 0 ? (a / b) * 0 : whole;
};

/** C's pow, which differs from the language's at 1 to anything and at −1 to ±∞. */
export const power: Binary = (a, b) => {
  if (b === 2) return a * a;
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : Math.pow(a, b);
};

/** Among integers only ±1 have inverses; PyTorch gives 0 for the others. */
export const integerPower: Binary = (a, b) => {
  if (b >= 0) return Math.pow(a, b);
  return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
};

/**
 * Powers of a tensor with one plain number as exponent that PyTorch and NumPy take as roots: they
 * differ from pow at −0 and −∞.
 */
export const roots: ReadonlyMap<number, Binary> = new Map([
  [0.5, (a) => Math.sqrt(a)],
  [-0.5, (a) => 1 / Math.sqrt(a)],
]);
