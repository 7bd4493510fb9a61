import type { Span } from './span.js';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/**
 * Something a person should know about the text, at its place. `code` is stable
 * (kebab-case); `message` is a full sentence in English; `values` fill the
 * translated sentence of the same code (see `explain/messages`).
 */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type Result<T, E = Problem> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({
  ok: true,
  value,
});
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({
  ok: false,
  error,
});
