import { err } from '../program/problem.js';
import { bytesText } from './bytes.js';
import { shapeText } from './tensor.js';
import type { EvaluationError } from './trace.js';

type Failure = { readonly ok: false; readonly error: EvaluationError };
type Figures = Readonly<Record<string, string | number>>;

const failure = (code: string, message: string, values?: Figures): Failure =>
  err({ code, message, ...(values === undefined ? {} : { values }) });

/** Sizes that do not go together. `reason` names the case, as in `program/shapeSupport`. */
export const mismatch = (reason: string, message: string, values: Figures = {}): Failure =>
  failure('shape-mismatch', message, { reason, ...values });

/** Sizes are right but the numbers are not: an index outside its axis, an integer divided by zero. */
export const badValue = (reason: string, message: string, values: Figures = {}): Failure =>
  failure('bad-value', message, { reason, ...values });

export const unsupported = (message: string, values?: Figures): Failure =>
  failure('unsupported', message, values);

export const notRead = (message: string, values?: Figures): Failure =>
  failure('not-read', message, values);

interface Excess {
  /** Shape of the result that does not fit. */
  readonly shape: readonly number[] | undefined;
  /** Of this step alone. */
  readonly bytes: number;
  /** Of all that would be there at one time. */
  readonly total: number;
  readonly limit: number;
  /** The size to make smaller, and its largest value that fits. */
  readonly fit?: { readonly name: string; readonly size: number } | undefined;
}

/** More memory than may be used; said before any of it is. */
export function tooLarge({ shape, bytes, total, limit, fit }: Excess): Failure {
  const [need, most] = [bytesText(total), bytesText(limit)];
  const alone = !(bytes <= limit);
  const sentence = alone
    ? `This needs ${bytesText(bytes)}; at most ${most} are used.`
    : `All steps together need ${need}; at most ${most} are used.`;
  const offer = fit && ` The largest ${fit.name} that fits is ${count(fit.size)}.`;
  return failure('too-large', sentence + (offer ?? ''), {
    bytes: alone ? bytes : total,
    limit,
    most,
    ...(alone ? { need: bytesText(bytes) } : { total: need }),
    ...(shape === undefined ? {} : { shape: shapeText(shape) }),
    ...(fit === undefined
      ? {}
      : { symbol: fit.name, largest: fit.size, largestText: count(fit.size) }),
  });
}

export const badAxis = (axis: number, shape: readonly number[]): Failure =>
  mismatch('axis', `${shapeText(shape)} has no axis ${axis}.`, {
    shape0: shapeText(shape),
    axis,
  });

const count = (n: number): string => n.toLocaleString('en-US');

/** Codes of what is wrong with a step itself. Time, and what is not kept, say nothing of it. */
const ownFault = ['shape-mismatch', 'bad-value', 'too-large', 'unsupported', 'not-read'];

/**
 * The error with the operation and its operands' shapes in its values, and in front of its message
 * where that does not say them: `matmul of [3, 4] and [3, 4]: the inner sizes 4 and 3 differ.`
 */
export function ofOperation(
  error: EvaluationError,
  operation: string,
  shapes: readonly (readonly number[])[],
): EvaluationError {
  if (!ownFault.includes(error.code)) return error;
  const texts = shapes.map(shapeText);
  const unsaid = texts.some((text) => !error.message.includes(text));
  const operands = texts.length === 0 ? '' : ` of ${listed(texts)}`;
  const said = error.message.startsWith(operation) && !unsaid;
  return {
    ...error,
    message: said ? error.message : `${operation}${unsaid ? operands : ''}: ${error.message}`,
    values: { ...error.values, operation, operands: texts.join(', ') },
  };
}

/** Most operands whose shapes a message lists. */
const MOST_LISTED = 6;

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_LISTED);
  if (shown.length < texts.length)
    return `${shown.join(', ')} and ${texts.length - shown.length} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
