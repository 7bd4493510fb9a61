import type { MathSpan } from '../delimiters.js';

/** A run of prose: a paragraph, a heading, a table; offsets are the document's. */
export interface TextBlock {
  readonly start: number;
  readonly end: number;
  /** Quotes around it: later lines begin with as many `>`. */
  readonly quotes: number;
  readonly table: boolean;
}

/** A fence's contents: whole lines, with the prefixes of containers before each. */
export interface FenceBlock {
  readonly info: string;
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly start: number;
  readonly end: number;
  readonly quotes: number;
  /** Set where the lines stand four columns in, without a fence around them. */
  readonly indented?: true;
}

/** What a pass over a document's blocks finds, in order. */
export interface BlockVisitor {
  text(block: TextBlock): void;
  fence(block: FenceBlock): void;
  html(start: number, end: number, quotes: number): void;
  math(span: MathSpan, quotes: number): void;
  /** At every line that starts with no block open; true stops the pass. */
  boundary?(at: number): boolean;
}
