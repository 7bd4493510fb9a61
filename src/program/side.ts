import type { Span } from './span.js';
import type { Program, ValueId } from './value.js';

/** One part of a chain of equalities (`a = b \approx c`) that is a value. */
export interface Side {
  /** The program that holds the value: the formula's own, or that of a row above it. */
  readonly program: Program;
  readonly value: ValueId;
  readonly span: Span;
  /** The part as written. */
  readonly text: string;
  /** The sign before it, with its backslash; '' for the first part. */
  readonly sign: string;
  /** What stands between the part and the next sign, such as `\%`; '' for nothing. */
  readonly after: string;
  /** True where nothing of the part was left out of the value: no ellipsis, unit or prose. */
  readonly whole: boolean;
  /**
   * True for a name whose value an earlier formula computed and that is given numbers again, and for a part
   * by its numbers, of which we guess where they count from.
   */
  readonly restated?: true;
  /** True where a part before it applies softmax to something that has no numbers. */
  readonly ofSoftmax?: true;
}
