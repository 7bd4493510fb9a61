import type { Problem } from '../program/problem.js';
import type { Span } from '../program/span.js';
import type { Program, ValueId } from '../program/value.js';

/**
 * A stretch of a document that a reader can take: a formula without its delimiters, or code. `text`
 * has the same length as `span`; line prefixes of quotes and lists are blanked with spaces, so
 * `span.start + i` is always the place of `text[i]` in the document.
 */
export interface Snippet {
  readonly language: 'latex' | 'python';
  readonly text: string;
  readonly span: Span;
  /** With the delimiters: where a hover counts as being on it. */
  readonly outer: Span;
  /** True for `$$…$$`, fences and blocks. */
  readonly display: boolean;
}

/** One formula read. Spans are document offsets. A row of an aligned block is one formula. */
export interface Formula {
  readonly program: Program;
  /** The value of the right-hand side; undefined where nothing could be read as a value. */
  readonly root: ValueId | undefined;
  readonly span: Span;
  /** TeX that typesets this formula alone, and where in the document it came from (same length). */
  readonly tex: string;
}

/** What is known before a formula is read. */
export interface TexContext {
  /** Macros: name without backslash → body with `#1`… */
  readonly macros?: Readonly<Record<string, string>>;
}

/** Code read: one program for all segments, in order, as cells of a notebook share their names. */
export interface PythonReading {
  readonly program: Program;
  readonly scopes: readonly PythonScope[];
  readonly problems: readonly Problem[];
}

/** The top level, a function or a class, with the values its statements make. */
export interface PythonScope {
  /** `module`, or the qualified name: `MultiHeadAttention.forward`. */
  readonly name: string;
  readonly kind: 'module' | 'function' | 'class';
  readonly span: Span;
  readonly values: readonly ValueId[];
  /** Statement spans of each value, for the range of items. */
  readonly statements: ReadonlyMap<ValueId, Span>;
}
