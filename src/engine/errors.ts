import { err } from '../program/problem.js';
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

/** `elements` would not fit beside what is already held. */
export const tooLarge = (shape: readonly number[], elements: number, limit: number): Failure =>
  failure(
    'too-large',
    `This tensor of shape ${shapeText(shape)} has ${count(elements)} elements; at most ${count(limit)} are computed.`,
    { shape: shapeText(shape), elements, limit },
  );

export const badAxis = (axis: number, shape: readonly number[]): Failure =>
  mismatch('axis', `A tensor of shape ${shapeText(shape)} has no axis ${axis}.`, {
    shape0: shapeText(shape),
    axis,
  });

const count = (n: number): string => n.toLocaleString('en-US');
