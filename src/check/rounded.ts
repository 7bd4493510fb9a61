import type { Value } from '../program/value.js';
import { digitsOf } from './digits.js';

/** Numbers that nobody writes without rounding: roots, powers of e, logarithms, parts of π. */
const irrational: readonly number[] = (() => {
  const found: number[] = [];
  for (let k = 2; k <= 100; k++) {
    if (Number.isInteger(Math.sqrt(k))) continue;
    found.push(Math.sqrt(k), 1 / Math.sqrt(k));
  }
  for (let k = 0.5; k <= 10; k += 0.5) found.push(Math.exp(k), Math.exp(-k));
  for (let k = 2; k <= 20; k++) found.push(Math.log(k), Math.log10(k), Math.log2(k));
  for (const k of [1 / 6, 1 / 4, 1 / 3, 1 / 2, 1, 2]) found.push(Math.PI * k);
  return found.filter((x) => !Number.isInteger(x));
})();

/** Denominators whose fractions never end. */
const endless = [3, 6, 7, 9, 11, 12, 13];

/** True for 0.707, 2.718 or 0.333 with three decimals or more: a rounded result, not data. */
function looksRounded(value: number, unit: number): boolean {
  if (unit === 0 || unit > 1e-3) return false;
  const size = Math.abs(value);
  const near = (x: number): boolean => Math.abs(size - x) < unit;
  if (irrational.some(near)) return true;
  return endless.some((q) => {
    const p = Math.round(size * q);
    return p % q !== 0 && p > 0 && near(p / q) && !Number.isInteger((p / q) * 1000);
  });
}

/** A number of a literal that may be rounded, and by how much. */
export interface Loose {
  readonly value: number;
  readonly index: number;
  readonly half: number;
}

/** Texts of the numbers of a value, where it is a literal. */
export const textsOf = (value: Value): readonly string[] =>
  value.operation.kind === 'tensor' ? (value.entries ?? []).map((e) => e.text.trim()) : [];

export interface Looseness {
  /** The part is a step on the way: its decimals are results of the step before. */
  readonly step: boolean;
  /** The part stands after `\approx`: its whole numbers may be rounded too. */
  readonly rounds: boolean;
  /** Numbers that the first part gives as they are, or that are stated as results elsewhere. */
  readonly data: ReadonlySet<string>;
}

/** Numbers of a program's literals that may be rounded. */
export function looseNumbers(values: readonly Value[], { step, rounds, data }: Looseness): Loose[] {
  // Numbers put into a formula by hand are mostly results found before; tables are mostly data.
  const plain = values.every((v) => v.shape?.length === 0);
  return values.flatMap((value): Loose[] => {
    const { operation, entries } = value;
    if (operation.kind !== 'tensor' || entries === undefined) return [];
    return entries.flatMap((entry, index): Loose[] => {
      const { unit, whole } = digitsOf(entry.text);
      const number = operation.data[index] ?? 0;
      const free = step && !data.has(entry.text.trim());
      // `0.248 v_1`: a weight that was worked out before stands by itself.
      const weight = value.shape?.length === 0 && unit < 0.005 && Math.abs(number) < 1;
      if (unit === 0) return [];
      const loose = whole
        ? free && (Math.abs(number) >= 100 || (rounds && Math.abs(number) > 2))
        : free || weight || (plain && unit < 0.05) || looksRounded(number, unit);
      return loose ? [{ value: value.id, index, half: unit / 2 }] : [];
    });
  });
}
