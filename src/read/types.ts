import type { Shape } from '../program/dim.js';
import type { Problem } from '../program/problem.js';
import type { Side } from '../program/side.js';
import { shiftSpan, type Span } from '../program/span.js';
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
  /** True for a formula written as plain text, without TeX's delimiters. */
  readonly plain?: true;
  /** True where it is too long to be read; it is a problem. */
  readonly tooLong?: true;
}

/** Snippets of a part of a document that begins `by` characters in, with places in the whole. */
export const moved = (found: readonly Snippet[], by: number): Snippet[] =>
  found.map((s) => ({ ...s, span: shiftSpan(s.span, by), outer: shiftSpan(s.outer, by) }));

/** One formula read. Spans are document offsets. A row of an aligned block is one formula. */
export interface Formula {
  readonly program: Program;
  /** The value of the right-hand side; undefined where nothing could be read as a value. */
  readonly root: ValueId | undefined;
  readonly span: Span;
  /** TeX that typesets this formula alone, and where in the document it came from (same length). */
  readonly tex: string;
  /** Macros of the document that it uses: name → body with `#1`… */
  readonly macros?: Readonly<Record<string, string>>;
  /** Parts of its chain of equalities, those of the rows that it goes on from first. */
  readonly sides?: readonly Side[];
  /** Names that it gives to values: later formulas may use them. */
  readonly defines?: readonly FormulaDefinition[];
  /** Names of the arguments on its left-hand side: `x` of `f(x) = …`, which stand for anything. */
  readonly parameters?: readonly string[];
  /** The same in their order, where each is a symbol of its own: the formula can be worked out for others. */
  readonly takes?: readonly string[];
  /**
   * True where it does not stand for itself: words of a sentence are on both sides of it, be it in a block
   * of its own, or it only says what something is in.
   */
  readonly inSentence?: true;
}

/** A name given to a value of a formula's program. */
export interface FormulaDefinition {
  readonly name: string;
  readonly value: ValueId;
  /** Letters of its leading axes where it was read element by element: `i`, `j` of `e_{ij}`. */
  readonly index?: readonly string[];
}

/** A name that an earlier formula defined. */
export interface Definition {
  readonly program: Program;
  readonly value: ValueId;
  readonly index?: readonly string[];
}

/** `f(x) = …` of an earlier formula, with the names of its arguments in their order. */
export interface DefinedFunction extends Definition {
  readonly takes: readonly string[];
}

/** What the document says of a symbol, for the reading of one formula. */
export interface KnownSymbol {
  readonly definition?: Definition;
  /** What it gives for its arguments. */
  readonly function?: DefinedFunction;
  readonly shape?: Shape;
}

/** What is known before a formula is read. */
export interface TexContext {
  /** Macros: name without backslash → body with `#1`… */
  readonly macros?: Readonly<Record<string, string>>;
  /** What the document calls the softmax besides its name: `\sigma`, `SM`. */
  readonly softmax?: readonly string[];
  /** What the document says elsewhere of a symbol; the formula's own rows come first. */
  readonly symbol?: (name: string) => KnownSymbol | undefined;
  /** Tells what `symbol` answers from other answers. */
  readonly symbolKey?: string;
  /** True where `symbol` gives each name the only value it can have here. */
  readonly certain?: true;
}

/** What a layer or an object of a class gave when it was first called. */
export interface FirstResult {
  /** Where it is made: `nn.Linear(4, 8)`, `class Block(nn.Module):`. */
  readonly span: Span;
  readonly value: ValueId;
  /** For a class, all of it. */
  readonly whole?: Span;
  /** For an object of a class of the text, the first value that its call computed. */
  readonly from?: ValueId;
}

/** What a call of a function of the text gave when it was first made. */
export interface CallResult {
  /** What is called: `self.split`. */
  readonly span: Span;
  readonly value: ValueId;
  /** The first value that the call computed; arguments come before it. */
  readonly from: ValueId;
}

/** Code read: one program for all segments, in order, as cells of a notebook share their names. */
export interface PythonReading {
  readonly program: Program;
  readonly scopes: readonly PythonScope[];
  readonly made: readonly FirstResult[];
  readonly calls: readonly CallResult[];
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
