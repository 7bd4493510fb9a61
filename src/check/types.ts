import type { Problem } from '../program/problem.js';
import type { Span } from '../program/span.js';

/** A result that the text states, held against what its formula gives. Numbers are row-major. */
export interface Check {
  /** Where the result is stated. */
  readonly span: Span;
  readonly status: 'right' | 'wrong';
  /** Shape of what was computed. */
  readonly shape: readonly number[];
  readonly stated: readonly number[];
  readonly computed: readonly number[];
}

export interface Checked {
  readonly checks: readonly Check[];
  /** `value-mismatch` at the smallest place: the wrong entry of a matrix. */
  readonly problems: readonly Problem[];
}
