import type { Problem } from '../program/problem.js';
import type { Span } from '../program/span.js';
import { formulasOf, nothingOf } from '../read/tex/index.js';
import type { Formula } from '../read/types.js';

/**
 * What `read` gives, or, where a fault of ours ends it, what stands for that: the rest of a document
 * is read all the same.
 */
export function unlessFault<T>(read: () => T, instead: (fault: string) => T): T {
  try {
    return read();
  } catch (error) {
    return instead(error instanceof Error ? error.message : String(error));
  }
}

/** That a fault of ours keeps what stands at a place from being read. */
export const faultAt = (span: Span, fault: string): Problem => ({
  code: 'fault',
  severity: 'warning',
  message: `Attention Lens could not read this because of a fault of its own (${fault}).`,
  span,
  values: { fault },
});

/** What stands for a formula that a fault of ours keeps from being read: its source, and a sentence. */
export function unreadFormulas(text: string, offset: number, fault: string): Formula[] {
  const span = { start: offset, end: offset + text.length };
  return formulasOf(nothingOf(text, offset, faultAt(span, fault)));
}
