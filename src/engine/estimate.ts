import type { Shape } from '../program/dim.js';
import { dimSymbols, evaluateShape } from '../program/dims.js';
import { createShapeContext } from '../program/shapeContext.js';
import { shapeOf } from '../program/shapeRules.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { bytesOf } from './bytes.js';
import { scratchOf, workOf, type Sized, type Task } from './costs.js';
import { lifetimesOf } from './lifetimes.js';
import type { Bindings, Tensor } from './trace.js';

/** What is known of one value before anything is computed. */
interface ValueEstimate {
  /** Undefined where inference does not tell; such a value is checked when it is allocated. */
  readonly shape: readonly number[] | undefined;
  /** Of the result. */
  readonly bytes: number;
  /** Of what the operation holds besides operands and result. */
  readonly scratch: number;
  /** Elementary steps. */
  readonly work: number;
  /** It would not fit beside what is held by then. */
  readonly refused: boolean;
}

export interface Estimate {
  readonly values: readonly ValueEstimate[];
  /** Most bytes at one time, if nothing is refused. */
  readonly peak: number;
  /** Elementary steps of all that is not refused and does not depend on it. */
  readonly work: number;
}

export interface EstimateOptions {
  readonly bindings: Bindings;
  /** See `EvaluateOptions.keep`. */
  readonly keep?: ReadonlySet<ValueId>;
  /** Tensors that are there already. */
  readonly inputs?: ReadonlyMap<ValueId, Tensor>;
  /** Bytes past which a value is refused. Default: none is. */
  readonly limit?: number;
}

const isShape = (shape: readonly number[] | undefined): shape is readonly number[] =>
  shape?.every((d) => Number.isInteger(d) && d >= 0) === true;

/** Sizes of a value as inference has them, else by its operation's rule from its inputs' sizes. */
function sizesOf(
  value: Value,
  inferred: Shape | undefined,
  inputs: readonly (Sized | undefined)[],
  bindings: Bindings,
): readonly number[] | undefined {
  const written = inferred ?? value.shape;
  const sizes = written && evaluateShape(written, bindings);
  if (sizes !== undefined) return isShape(sizes) ? sizes : undefined;
  if (inputs.includes(undefined)) return undefined;
  const ruled = shapeOf(
    value.operation,
    inputs.map((x) => x?.shape),
    createShapeContext(),
    inputs.map((x) => x?.dtype),
  );
  const made = ruled.ok && ruled.value && evaluateShape(ruled.value, bindings);
  return made !== false && isShape(made) ? made : undefined;
}

/**
 * The bytes and steps of every value of a program, from shapes and bindings alone. `shapes` are those
 * of inference, by id. Takes time and memory by the number of values, never by their sizes.
 */
export function estimate(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  { bindings, keep, inputs, limit = Infinity }: EstimateOptions,
): Estimate {
  const { needed, endings } = lifetimesOf(program, keep);
  const sized: (Sized | undefined)[] = [];
  const values: ValueEstimate[] = [];
  /** What is held of each value, in an evaluation that refuses nothing and in one that does. */
  const own: number[] = [];
  const lost: boolean[] = [];
  let [all, peak, held, work] = [0, 0, 0, 0];
  for (const [index, value] of program.values.entries()) {
    const operands = value.inputs.map((id) => sized[id]);
    const given = value.operation.kind === 'input' ? inputs?.get(index) : undefined;
    const shape = given?.shape ?? sizesOf(value, shapes[index], operands, bindings);
    const result: Sized | undefined = shape && { shape, dtype: given?.dtype ?? value.dtype };
    sized.push(result);
    if (needed[index] !== true) {
      lost.push(value.inputs.some((id) => lost[id] === true));
      own.push(0);
      values.push({ shape, bytes: 0, scratch: 0, work: 0, refused: false });
      continue;
    }
    const known = operands.filter((x) => x !== undefined);
    const task: Task | undefined =
      known.length === operands.length
        ? { operation: value.operation, inputs: known, result, dtype: value.dtype }
        : undefined;
    const bytes = result === undefined ? 0 : bytesOf(result.shape, result.dtype);
    const scratch = task === undefined ? 0 : scratchOf(task);
    const missing = value.inputs.some((id) => lost[id] === true);
    // What is NaN is no size: a product of sizes so large that it is infinite, and of 0.
    const refused = !missing && !(held + bytes + scratch <= limit);
    const steps = missing || refused || task === undefined ? 0 : workOf(task) + bytes / 4;
    own.push(bytes);
    lost.push(missing || refused);
    values.push({ shape, bytes, scratch, work: steps, refused });
    peak = Math.max(peak, all + bytes + scratch);
    all += bytes;
    work += steps;
    if (!missing && !refused) held += bytes;
    for (const id of endings[index] ?? []) {
      all -= own[id] ?? 0;
      if (lost[id] !== true) held -= own[id] ?? 0;
    }
  }
  return { values, peak, work };
}

/** Sizes past which nobody looks for one that fits. */
const MOST = 2 ** 40;

/**
 * The largest value of one symbolic size with which an evaluation stays within `limit` bytes, all
 * other sizes being as they are; undefined where not even 1 does, or where all do.
 */
export function largestThatFits(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  name: string,
  limit: number,
  options: Omit<EstimateOptions, 'inputs' | 'limit'>,
): number | undefined {
  const fits = (size: number): boolean =>
    estimate(program, shapes, { ...options, bindings: { ...options.bindings, [name]: size } })
      .peak <= limit;
  if (!fits(1)) return undefined;
  let [low, high] = [1, 2];
  while (high <= MOST && fits(high)) [low, high] = [high, high * 2];
  if (high > MOST) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** A size that the reader of a text can change, and the largest value of it that fits. */
export interface Fit {
  readonly name: string;
  readonly size: number;
}

/** Most sizes tried, largest first. */
const MOST_NAMES = 8;

/** The named size to make smaller: of those that help, the one that is largest now. */
export function sizeThatFits(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  limit: number,
  options: Omit<EstimateOptions, 'inputs' | 'limit'>,
): Fit | undefined {
  const { bindings } = options;
  const names = new Set<string>();
  for (const [index, value] of program.values.entries())
    for (const dim of shapes[index] ?? value.shape ?? [])
      for (const name of dimSymbols(dim))
        if (!name.startsWith('?') && Object.hasOwn(bindings, name)) names.add(name);
  const now = (name: string): number => bindings[name] ?? 0;
  const tried = [...names].sort((a, b) => now(b) - now(a)).slice(0, MOST_NAMES);
  for (const name of tried) {
    const size = largestThatFits(program, shapes, name, limit, options);
    if (size !== undefined && size < now(name)) return { name, size };
  }
  return undefined;
}
