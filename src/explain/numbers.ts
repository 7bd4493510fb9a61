/** Numbers for people: at most four significant digits, a true minus sign, words for what isn't finite. */

export const minus = '\u2212';
const maxCells = 8;

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

/** One number alone. Whole numbers keep all digits up to 99,994. */
export function formatNumber(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 99_995 || size < 0.0001) return exponential(x, digits - 1);
  if (Number.isInteger(x)) return signed(String(x));
  return signed(String(Number(x.toPrecision(digits))));
}

/** Decimals that show the largest number with `digits` significant digits. */
function decimalsFor(largest: number, digits: number): number {
  if (largest === 0) return 0;
  const before = Math.floor(Math.log10(largest)) + 1;
  return Math.min(Math.max(digits - before, 0), 6);
}

/**
 * Numbers that stand under each other: the same decimals for all, as many as the largest needs for
 * `digits` significant digits, fewer where all end in zeros. What would show as zero without being
 * zero, or is too large, has an exponent of its own.
 */
export function formatAligned(numbers: readonly number[], digits = 4): string[] {
  const plain = numbers.filter((x) => Number.isFinite(x) && Math.abs(x) < 99_995);
  const largest = plain.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const most = decimalsFor(largest, digits);
  const zeros = plain.reduce(
    (n, x) => Math.min(n, /0*$/.exec(x.toFixed(most))?.[0].length ?? 0),
    most,
  );
  const decimals = Math.max(most - zeros, 0);
  return numbers.map((x) => {
    if (!Number.isFinite(x)) return nonFinite(x);
    const size = Math.abs(x);
    const text = x.toFixed(decimals);
    if (size >= 99_995) return exponential(x, 2);
    if (size > 0 && Number(text) === 0) {
      return size < 0.001 ? exponential(x, 1) : signed(String(Number(x.toPrecision(2))));
    }
    return signed(Number(text) === 0 ? text.replace('-', '') : text);
  });
}

/** Keeps both ends of a long list; the gap is `…`. */
export function cutMiddle<T>(items: readonly T[], gap: T, most = maxCells): T[] {
  if (items.length <= most) return [...items];
  const head = Math.ceil((most - 1) / 2);
  return [...items.slice(0, head), gap, ...items.slice(items.length - (most - 1 - head))];
}

/** A row of numbers, aligned; longer than eight it is cut in the middle with `…`. */
export const formatRow = (numbers: readonly number[]): string[] =>
  cutMiddle(formatAligned(numbers), '…');

const subscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'0123456789'].map((d, i) => [d, String.fromCodePoint(0x2080 + i)])),
  ',': ',',
};

/** `2` → `₂`, `10,3` → `₁₀,₃`. */
export const subscript = (text: string): string =>
  [...text].map((c) => subscripts[c] ?? c).join('');

/** A number in TeX: `-0.5`, `-\infty`, `1.2 \times 10^{-6}`. */
export function texNumber(x: number, digits = 4): string {
  const text = formatNumber(x, digits).replaceAll(minus, '-');
  if (text === 'NaN') return '\\mathrm{NaN}';
  const [mantissa = '', exponent] = text.split('e');
  if (exponent !== undefined) return `${mantissa} \\times 10^{${exponent}}`;
  return text.replace('∞', '\\infty');
}

export { shapeText } from './shapeText.js';
