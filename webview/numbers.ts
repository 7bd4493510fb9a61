const MINUS = '−';
const EXPONENT_FROM = 1e6;
const SMALL_BELOW = 1e-4;

const withMinus = (text: string): string => text.replace(/-/g, MINUS);

function special(x: number): string | null {
  if (Number.isNaN(x)) return 'NaN';
  if (x === Infinity) return '∞';
  if (x === -Infinity) return `${MINUS}∞`;
  return x === 0 ? '0' : null;
}

function exponential(x: number, digits: number): string {
  const [mantissa = '', exponent = ''] = x.toExponential(Math.max(0, digits - 1)).split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return withMinus(`${short}e${exponent.replace('+', '')}`);
}

/**
 * One number for reading: at most `digits` significant digits, a true minus sign, no trailing
 * zeros; whole numbers below a million are written out.
 */
export function formatNumber(x: number, digits = 4): string {
  const word = special(x);
  if (word !== null) return word;
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < EXPONENT_FROM) return withMinus(String(x));
  if (size >= 10 ** digits || size < SMALL_BELOW) return exponential(x, Math.min(digits, 3));
  return withMinus(String(Number(x.toPrecision(digits))));
}

export type NumberFormat = (x: number) => string;

/** What a common format must fit: the largest size, and the decimals that say every number. */
export interface NumberExtent {
  readonly largest: number;
  readonly decimals: number;
}

/**
 * A format for the cells of one matrix: all share one number of decimals, so that points align,
 * and the largest has at most `digits` significant digits. A number that would read as zero but
 * is not is written with an exponent.
 */
export function alignedFormat(extent: NumberExtent, digits = 4): NumberFormat {
  const { largest } = extent;
  if (largest >= EXPONENT_FROM || (largest > 0 && largest < SMALL_BELOW)) {
    return (x) => special(x) ?? exponential(x, Math.min(digits, 2));
  }
  const integerDigits = largest <= 1 ? 0 : Math.floor(Math.log10(largest)) + 1;
  const decimals = Math.min(extent.decimals, Math.max(0, digits - integerDigits));
  return (x) => {
    const word = special(x);
    if (word !== null) return word;
    if (Number.isInteger(x)) return withMinus(String(x));
    const text = x.toFixed(decimals);
    if (Number(text) === 0) return exponential(x, 1);
    return withMinus(Math.abs(Number(text)) === 1 ? x.toPrecision(digits) : text);
  };
}
