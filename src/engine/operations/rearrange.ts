import type { OperationOf } from '../../program/operation.js';
import { parseRearrange } from '../../program/rearrange.js';
import { mismatch } from '../errors.js';
import { shapeText, sizeOf } from '../tensor.js';
import type { Tensor } from '../trace.js';
import type { SharedKernel } from './kernel.js';
import { permuted } from './layout.js';

/** Writes `...` out as names, one for each axis that the rest of the left side leaves over. */
function withoutEllipsis(pattern: string, rank: number): string {
  const [left = '', right] = pattern.split('->');
  if (!left.includes('...') || right === undefined) return pattern;
  const named = parseRearrange(`${left.replace('...', '')} ->`);
  const hidden = named.ok ? Math.max(0, rank - named.value.left.length) : 0;
  const names = Array.from({ length: hidden }, (_, i) => `ellipsis_${i}`).join(' ');
  return `${left.replace('...', names)}->${right.replace('...', names)}`;
}

/** Size of every name on the left: given, or what is left of its axis. */
function sizesOf(
  groups: readonly (readonly string[])[],
  shape: readonly number[],
  given: Readonly<Record<string, number>>,
): Map<string, number> | undefined {
  const sizes = new Map<string, number>();
  for (const [axis, group] of groups.entries()) {
    const whole = shape[axis] ?? 1;
    const open = group.filter((name) => !Object.hasOwn(given, name));
    const rest = sizeOf(group.map((name) => (Object.hasOwn(given, name) ? (given[name] ?? 1) : 1)));
    const hole = rest === 0 ? 0 : whole / rest;
    if (open.length > 1 || !Number.isInteger(hole) || (open.length === 0 && rest !== whole)) {
      return undefined;
    }
    for (const name of group) sizes.set(name, open.includes(name) ? hole : (given[name] ?? 1));
  }
  return sizes;
}

/** einops.rearrange: splits axes into named parts, orders the parts, joins them again. */
export const rearrange: SharedKernel<OperationOf<'rearrange'>> = (operation, [input], context) => {
  const x = input as Tensor;
  const values = { shape0: shapeText(x.shape), pattern: operation.pattern };
  const failed = mismatch(
    'pattern',
    `${values.shape0} does not fit the pattern ${values.pattern}.`,
    values,
  );
  const parsed = parseRearrange(withoutEllipsis(operation.pattern, x.shape.length));
  if (!parsed.ok)
    return mismatch('pattern', `the pattern ${values.pattern} can’t be read.`, values);
  const { left, right } = parsed.value;
  const sizes = sizesOf(left, x.shape, operation.sizes);
  const [from, to] = [left.flat(), right.flat()];
  const once = new Set(from).size === from.length && new Set(to).size === to.length;
  const same = from.length === to.length && to.every((name) => from.includes(name));
  if (left.length !== x.shape.length || sizes === undefined || !once || !same) return failed;
  const size = (name: string): number => sizes.get(name) ?? 1;
  const split: Tensor = { ...x, shape: from.map(size) };
  const moved = permuted(
    split,
    to.map((name) => from.indexOf(name)),
    context,
  );
  if (!moved.ok) return moved;
  const shape = right.map((group) => sizeOf(group.map(size)));
  return { ok: true, value: { ...moved.value, shape } };
};
