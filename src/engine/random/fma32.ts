/** `Math.fround` under a short name: every float32 operation below is one JavaScript operation and one rounding. */
const f = Math.fround;

/**
 * Fused multiply-add on float32 numbers: a·b + c, rounded once to float32 (IEEE 754 `fusedMultiplyAdd`).
 *
 * The product of two float32 numbers is exact in a double, so only the addition rounds twice (to double, then to
 * float32). The second rounding can go wrong only where the double lies exactly halfway between two float32 numbers;
 * there the addition's own error (Knuth's TwoSum) decides.
 */
export function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const rounded = f(sum);
  const distance = sum - rounded;
  if (distance === 0) return rounded;
  const other = rounded + 2 * distance;
  if (f(other) !== other) return rounded;
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  if (error === 0) return rounded;
  return error > 0 ? Math.max(rounded, other) : Math.min(rounded, other);
}
