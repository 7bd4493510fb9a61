import type { Side } from '../program/side.js';
import type { Entry, Program, ValueId } from '../program/value.js';
import type { Stated } from './digits.js';
import { digitsOf, statedNumbers } from './digits.js';

/** A part of a formula that is nothing but numbers: a result to be checked. */
export interface StatedResult {
  readonly shape: readonly number[];
  readonly numbers: readonly Stated[];
  readonly entries: readonly Entry[];
}

/** `25\%` is 0.25, to as many digits. */
const percent = /^\\?[%％]$/;

/** A literal's numbers, or undefined where the value is computed. */
function literal(program: Program, id: ValueId, sign: string): StatedResult | undefined {
  const value = program.values[id];
  if (value?.operation.kind === 'neg') {
    const body = literal(program, value.inputs[0] ?? -1, sign);
    return body && { ...body, numbers: body.numbers.map((n) => ({ ...n, value: -n.value })) };
  }
  if (value?.operation.kind !== 'tensor') return undefined;
  const { entries } = value;
  const { shape, data } = value.operation;
  if (entries === undefined || entries.length !== data.length) return undefined;
  return { shape, entries, numbers: statedNumbers(data, entries, sign) };
}

/** The exponent of `10^{21}`. */
function powerOfTen({ values }: Program, id: ValueId): number | undefined {
  const value = values[id];
  const [base, exponent] = (value?.inputs ?? []).map((i) => values[i]?.operation);
  if (value?.operation.kind !== 'pow' || base?.kind !== 'tensor' || exponent?.kind !== 'tensor')
    return undefined;
  const k = exponent.data[0];
  return base.data[0] === 10 && base.data.length === 1 && exponent.data.length === 1
    ? k
    : undefined;
}

/** `7.8 \times 10^{21}` as one number of two digits. */
function scientific(side: Side): StatedResult | undefined {
  const value = side.program.values[side.value];
  const [left, right] = value?.inputs ?? [];
  if (value?.operation.kind !== 'mul' || left === undefined || right === undefined)
    return undefined;
  const exponent = powerOfTen(side.program, right);
  const mantissa = literal(side.program, left, '\\approx');
  const [only] = mantissa?.numbers ?? [];
  if (exponent === undefined || only === undefined || mantissa?.shape.length !== 0)
    return undefined;
  const scale = 10 ** exponent;
  const { unit, decimals } = digitsOf(mantissa.entries[0]?.text ?? '');
  if (unit === 0) return undefined;
  return {
    shape: [],
    entries: [{ span: side.span, text: side.text.trim() }],
    numbers: [
      {
        value: only.value * scale,
        digits: { unit: unit * scale, decimals: Math.max(decimals - exponent, 0), whole: false },
        half: (unit * scale) / 2,
        cut: unit * scale,
      },
    ],
  };
}

/** The stated result that a part is, or undefined where it is an expression. */
export function statedResult(side: Side): StatedResult | undefined {
  const sign = side.sign === '' ? '\\approx' : side.sign;
  const found = literal(side.program, side.value, sign) ?? scientific(side);
  if (found === undefined || !percent.test(side.after)) return found;
  const numbers = found.numbers.map((n): Stated => {
    const unit = n.digits.unit / 100;
    const digits = { unit, decimals: n.digits.decimals + 2, whole: false };
    return { value: n.value / 100, digits, half: unit / 2, cut: unit };
  });
  return { ...found, numbers };
}

/** True where all of the part was read: a percent sign is, another unit is not. */
export const isWhole = (side: Side): boolean =>
  side.whole &&
  (side.after === '' ||
    (percent.test(side.after) && literal(side.program, side.value, '') !== undefined));

/** `\approx 10^6` gives the order of magnitude alone. */
export const isMagnitude = (side: Side): boolean =>
  powerOfTen(side.program, side.value) !== undefined && side.sign !== '=';
