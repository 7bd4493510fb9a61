import type { TopicSet } from './program/topic.js';
import type { Check } from './check/types.js';
import type { Bindings, Trace } from './engine/trace.js';
import type { Shape } from './program/dim.js';
import type { Problem } from './program/problem.js';
import type { Range, Span } from './program/span.js';
import type { Origin, Program, ValueId } from './program/value.js';
import type { FormulaDefinition } from './read/types.js';
import type { ItemKind, Role, Structure } from './recognize/roles.js';

/** Languages of a whole document, by VS Code's names; `notebook` is the JSON of an `.ipynb`. */
export type DocumentLanguage = 'markdown' | 'latex' | 'python' | 'notebook';

/** Languages an item can be written in. */
export type ItemLanguage = 'latex' | 'python' | 'text';

/** A place in the document, as people are told of it. */
export interface Place {
  readonly span: Span;
  /** From 1; in a notebook, within the cell. */
  readonly line: number;
  /** In a notebook: number of the cell, from 1. */
  readonly cell?: number;
}

/** What the document says of one symbol of a formula, and where. */
export interface Told {
  /** In the document's own words. */
  readonly meaning: (Place & { readonly text: string }) | undefined;
  /** The formula that its value was taken from. */
  readonly value?: Place;
  /** Where its shape is declared. */
  readonly shape?: Place;
  /** The number that a size has; `used` is false where examples are smaller. */
  readonly size: (Place & { readonly value: number; readonly used: boolean }) | undefined;
  readonly isSizeUsed: boolean;
}

/** One formula, or one structure in code, understood but not yet evaluated. Spans are document offsets. */
export interface AnalyzedItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly language: ItemLanguage;
  readonly span: Span;
  /** The formula without its delimiters, or the code of the item's statements. */
  readonly source: string;
  /** Macros of the document that the formula uses: name → body with `#1`… */
  readonly macros?: Readonly<Record<string, string>>;
  readonly program: Program;
  /** The value that is the whole of it (the formula's right-hand side, a structure's output). */
  readonly root: ValueId | undefined;
  /** Values that belong to this item, in the program's order. */
  readonly members: readonly ValueId[];
  readonly roles: ReadonlyMap<ValueId, Role>;
  readonly structures: readonly Structure[];
  /** Symbolic shape of every value of the program; undefined where unknown. */
  readonly shapes: readonly (Shape | undefined)[];
  /** Sizes chosen for the symbolic dimensions. */
  readonly bindings: Bindings;
  /** Labels along axes, after propagation through the program: key `value:axis`. */
  readonly axisLabels: ReadonlyMap<string, readonly string[]>;
  /** What the text around a formula is about. */
  readonly topics?: TopicSet;
  readonly origin: Origin;
  readonly problems: readonly Problem[];
  /** Results that the text states and that were worked out. */
  readonly checks?: readonly Check[];
  /** True for a formula on lines of its own and for code. */
  readonly display: boolean;
  /** In a notebook: index of the cell, and the offset at which its text starts. */
  readonly cell?: number;
  readonly cellStart?: number;
  /** Names that a formula gives to its values, and names of the arguments on its left. */
  readonly defines?: readonly FormulaDefinition[];
  readonly parameters?: readonly string[];
  /** The same in their order, where each is a symbol of its own. */
  readonly takes?: readonly string[];
  /** What the document says of a symbol of the formula. */
  readonly told?: (name: string) => Told | undefined;
}

/** A formula or a structure in code as it is listed; its item is made when it is asked for. */
export interface Listed {
  /** The item where the same formula was read first; this one stands `by` characters further on. */
  readonly first: AnalyzedItem;
  readonly by: number;
  readonly item: () => AnalyzedItem;
  /** What the document says of its symbols, where that is all that it adds to the first. */
  readonly told?: (name: string) => Told;
}

export interface DocumentAnalysis {
  /** All items in the order of the text, unmade as yet. */
  readonly listed: () => readonly Listed[];
  /** How many different formulas it has where each is read by itself; 0 where they rest on one another. */
  readonly formulasApart: () => number;
  /** One of several parts of a document with such formulas, which together are all of it. Reads no others. */
  readonly part: (part: Part) => ReadPart;
  /** Items of displayed formulas and code, place after place, up to a limit; each is read when it is asked for. */
  readonly displayItems: () => Iterable<readonly AnalyzedItem[]>;
  /** Items whose formula or code stands at a place or meets a stretch; reads no others. */
  readonly itemsNear: (place: Span) => readonly AnalyzedItem[];
  readonly items: readonly AnalyzedItem[];
  readonly problems: readonly Problem[];
  /** Problems of the formulas and code that stand at a place; reads no others. */
  readonly problemsNear: (place: Span) => readonly Problem[];
  readonly lineStarts: readonly number[];
  /** For a notebook, whose spans are places in the joined text of its cells. */
  readonly notebook?: NotebookPlaces;
}

/** One of equal parts of a document, by the number of its formulas; counted from 0. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Items of a part in the order of the text, and its problems. */
export interface ReadPart {
  readonly listed: readonly Listed[];
  readonly problems: readonly Problem[];
}

export interface NotebookPlaces {
  /** The joined text. */
  readonly text: string;
  /** Of the file. */
  readonly lineStarts: readonly number[];
  /** The place in the file of a stretch of the joined text. */
  readonly inFile: (joined: Span) => Span;
  /** The place in the joined text of an offset in the file; undefined outside all sources. */
  readonly fromFile: (offset: number) => number | undefined;
}

// The command line's JSON, version 1. Fields may be added; none changes meaning.

export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface JsonProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  readonly range: Range;
}

export interface JsonValue {
  readonly id: string;
  readonly name: string;
  readonly op: string;
  readonly role: Role | null;
  readonly range: Range;
  readonly symbolicShape: readonly string[] | null;
  readonly shape: readonly number[] | null;
  readonly dtype: string;
  readonly origin: Origin;
  /** Where the value, its shape or its size comes from, when that is elsewhere in the document. */
  readonly from?: Range;
  readonly data?: readonly JsonNumber[] | null;
}

/** A result that the text states, at its place, and what was computed. */
export interface JsonCheck {
  readonly range: Range;
  readonly status: 'right' | 'wrong';
  readonly shape: readonly number[];
  readonly stated: readonly JsonNumber[];
  readonly computed: readonly JsonNumber[];
}

export interface JsonStep {
  readonly valueId: string;
  readonly title: string;
  readonly text: string;
  readonly tex: string;
}

export interface JsonItem {
  readonly kind: ItemKind;
  readonly language: ItemLanguage;
  readonly title: string;
  readonly range: Range;
  readonly source: string;
  readonly origin: Origin;
  readonly values: readonly JsonValue[];
  readonly steps: readonly JsonStep[];
  readonly problems: readonly JsonProblem[];
  readonly checks?: readonly JsonCheck[];
  readonly cell?: number;
}

export interface JsonFile {
  readonly path: string;
  readonly items: readonly JsonItem[];
  readonly problems: readonly JsonProblem[];
}

export interface JsonDocument {
  readonly version: 1;
  readonly files: readonly JsonFile[];
}

/** An item with its numbers. */
export interface EvaluatedItem {
  readonly item: AnalyzedItem;
  readonly trace: Trace;
}
