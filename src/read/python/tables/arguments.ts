import type { Dim } from '../../../program/dim.js';
import type { Call, Given, PyObject, TensorObject } from '../objects.js';
import { asAxes, asDim, asInt, asNumber, asTensor, truth } from '../convert.js';
import type { Reader } from '../reader.js';

export type { Call };

/** One entry of a table: from arguments to a result, undefined where the call is not read. */
export type LibraryFunction = (r: Reader, call: Call) => PyObject | undefined;
export type Table = Readonly<Record<string, LibraryFunction>>;

/** The argument at a position or under one of its names. */
export function given(
  call: Call,
  position: number,
  ...names: readonly string[]
): Given | undefined {
  for (const name of names) {
    const found = call.keywords.get(name);
    if (found !== undefined) return found;
  }
  return call.args[position];
}

export const arg = (
  call: Call,
  position: number,
  ...names: readonly string[]
): PyObject | undefined => given(call, position, ...names)?.value;

/** A keyword that has no position. */
export const keyword = (call: Call, ...names: readonly string[]): PyObject | undefined =>
  given(call, -1, ...names)?.value;

/** A call with keywords under the names that another function has for them. */
export const renamed = (call: Call, names: Readonly<Record<string, string>>): Call => ({
  ...call,
  keywords: new Map([...call.keywords].map(([k, v]) => [names[k] ?? k, v])),
});

/** A tensor; undefined where it is absent, `None`, or not read. */
export function tensorArg(
  r: Reader,
  call: Call,
  position: number,
  ...names: readonly string[]
): TensorObject | undefined {
  const found = given(call, position, ...names);
  return found === undefined ? undefined : asTensor(r, found.value, found);
}

export const intArg = (
  r: Reader,
  call: Call,
  position: number,
  ...names: readonly string[]
): number | undefined => asInt(r, arg(call, position, ...names));

export const numberArg = (
  r: Reader,
  call: Call,
  position: number,
  ...names: readonly string[]
): number | undefined => asNumber(r, arg(call, position, ...names));

export const dimArg = (
  r: Reader,
  call: Call,
  position: number,
  ...names: readonly string[]
): Dim | undefined => asDim(r, arg(call, position, ...names));

/** A yes or no with what holds where it is not given; undefined where it is not known. */
export function flagArg(
  r: Reader,
  call: Call,
  position: number,
  names: readonly string[],
  otherwise: boolean,
): boolean | undefined {
  const found = arg(call, position, ...names);
  return found === undefined ? otherwise : truth(r, found);
}

/** Axes given as `dim=` or `axis=`: undefined where absent or `None`, `unknown` where not read. */
export function axesArg(
  r: Reader,
  call: Call,
  position: number,
  ...names: readonly string[]
): readonly number[] | undefined | 'unknown' {
  const found = arg(call, position, ...names);
  if (found === undefined || found.type === 'none') return undefined;
  return asAxes(r, found) ?? 'unknown';
}

/** Arguments from `position` on as one list: `x.view(2, 3)` and `x.view((2, 3))` alike. */
export const restArgs = (call: Call, position: number): PyObject[] =>
  call.args.slice(position).map((a) => a.value);
