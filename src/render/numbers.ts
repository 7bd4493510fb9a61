/** Numbers for people: at most four significant digits, a true minus sign, words for what isn't finite. */

const minus = '\u2212';

const signed = (digits: string): string => digits.replace(/-/g, minus);

/** `NaN`, `∞`, `−∞`. */
function nonFinite(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  return x > 0 ? '∞' : `${minus}∞`;
}

/** `1.2e−6`, without zeros that say nothing. */
function exponential(x: number, digits: number): string {
  const [mantissa = '', exponent = ''] = x.toExponential(digits).split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return signed(`${short}e${exponent.replace('+', '')}`);
}

/** One number alone. */
export function formatNumber(x: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 99_995 || size < 0.0001) return exponential(x, 3);
  if (Number.isInteger(x)) return signed(String(x));
  return signed(String(Number(x.toPrecision(4))));
}

/** Decimals that show the largest number with `digits` significant digits. */
function decimalsFor(largest: number, digits: number): number {
  if (largest === 0) return 0;
  const before = Math.floor(Math.log10(largest)) + 1;
  return Math.min(Math.max(digits - Math.max(before, 0) - Math.min(before, 0), 0), 6);
}

/**
 * Numbers that stand under each other: the same decimals for all, as many as the largest needs for
 * `digits` significant digits, fewer where all end in zeros. A number that these decimals would
 * show more than a tenth off (as zero, say), or that is very large, is written in its own way.
 */
export function formatAligned(numbers: readonly number[], digits = 4): string[] {
  const finite = numbers.filter(Number.isFinite);
  const plain = finite.filter((x) => Math.abs(x) < 99_995);
  let decimals = decimalsFor(
    plain.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0),
    digits,
  );
  const rounded = plain.map((x) => x.toFixed(decimals));
  const zeros = rounded.reduce((n, s) => Math.min(n, /0*$/.exec(s)?.[0].length ?? 0), decimals);
  decimals = Math.max(decimals - zeros, 0);
  return numbers.map((x) => {
    if (!Number.isFinite(x)) return nonFinite(x);
    const size = Math.abs(x);
    const text = x.toFixed(decimals);
    if (size >= 99_995) return exponential(x, 2);
    // More than a tenth off: beside a large number, this one needs digits of its own.
    if (Math.abs(Number(text) - x) > size / 10) {
      return size < 0.001 ? exponential(x, 1) : signed(String(Number(x.toPrecision(3))));
    }
    return signed(Number(text) === 0 ? text.replace('-', '') : text);
  });
}
