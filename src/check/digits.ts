import { withoutGroups } from '../program/numerals.js';
import type { Entry } from '../program/value.js';

/** What the digits of one number say about how exactly it is meant. */
export interface Digits {
  /** One unit in its last place; 0 for an expression such as `\frac{1}{2}`. */
  readonly unit: number;
  /** Digits after the point. */
  readonly decimals: number;
  readonly whole: boolean;
}

const exact: Digits = { unit: 0, decimals: 0, whole: false };

const plain = (text: string): string =>
  withoutGroups(text)
    .replaceAll(
      /\\(?:mathbf|mathrm|boldsymbol|bm|textbf|text|color|,|;|!|:| )(?![A-Za-z])|[\s{}()]/g,
      '',
    )
    .replaceAll('−', '-');

const number = /^[-+]?(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i;

/** Digits of a number as the text writes it. */
export function digitsOf(text: string): Digits {
  const found = number.exec(plain(text));
  if (found === null || (found[1] === '' && (found[2] ?? '') === '')) return exact;
  const [, , fraction, exponent] = found;
  const decimals = (fraction ?? '').length - Number(exponent ?? 0);
  return {
    unit: 10 ** -decimals,
    decimals: Math.max(decimals, 0),
    whole: fraction === undefined && exponent === undefined,
  };
}

/** Whole numbers up to here are taken as exact after `=`; longer ones may be rounded to a unit. */
const longWhole = 100;

/** What a whole number after `=` may be off, so that softmax's 0.9999 can be stated as 1. */
const wholeSlack = 0.005;

export interface Stated {
  readonly value: number;
  readonly digits: Digits;
  /** What rounding to these digits can change. */
  readonly half: number;
  /** What cutting digits off can change; 0 where that is no custom. */
  readonly cut: number;
}

/** Zeros at the end of a whole number. */
const zeros = (value: number): number => {
  let n = 0;
  for (let x = Math.abs(value); x >= 10 && x % 10 === 0 && n < 15; x /= 10) n++;
  return n;
};

/**
 * The numbers of a stated result with what their digits leave open. A whole number among decimals
 * (`[0.73, 1]`) is as exact as the least exact of them.
 */
export function statedNumbers(
  data: readonly number[],
  entries: readonly Entry[],
  sign: string,
): Stated[] {
  const digits = data.map((_, i) => digitsOf(entries[i]?.text ?? ''));
  const coarsest = Math.max(0, ...digits.filter((d) => d.decimals > 0).map((d) => d.unit));
  const rounds = sign !== '=' && sign !== ':=';
  return data.map((value, i): Stated => {
    const own = digits[i] ?? exact;
    if (own.unit === 0) return { value, digits: own, half: 0, cut: 0 };
    if (!own.whole) return { value, digits: own, half: own.unit / 2, cut: own.unit };
    const half =
      coarsest > 0 && data.length > 1
        ? coarsest / 2
        : rounds
          ? 10 ** zeros(value) / 2
          : Math.abs(value) >= longWhole
            ? 0.5
            : wholeSlack;
    const round = rounds && zeros(value) > 0;
    return { value, digits: own, half, cut: round ? 10 ** zeros(value) : 0 };
  });
}

/** True where a number computed within ± `slack` can have been stated so. */
export function fits(stated: Stated, computed: number, slack = 0): boolean {
  if (!Number.isFinite(computed)) return Object.is(stated.value, computed);
  const hair = 1e-9 * Math.max(1, Math.abs(computed)) + stated.half * 1e-6 + slack;
  if (Math.abs(stated.value - computed) <= stated.half + hair) return true;
  const sameSide = stated.value === 0 || stated.value > 0 === computed > 0;
  const over = Math.abs(computed) - Math.abs(stated.value);
  return sameSide && over >= -hair && over < stated.cut + hair;
}

/** A computed number with two more digits than the text states, and at least four that count. */
export function computedText(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? '∞' : '−∞';
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x);
  const before = x === 0 ? 1 : Math.floor(Math.log10(Math.abs(x))) + 1;
  const shown = Math.min(Math.max(decimals + 2, 4 - before, 0), 12);
  if (before < -6 || before > 15) return x.toPrecision(4);
  return String(Number(x.toFixed(shown)));
}
