import type { Bindings, Trace } from './engine/trace.js';
import type { Shape } from './program/dim.js';
import type { Problem } from './program/problem.js';
import type { Range, Span } from './program/span.js';
import type { Origin, Program, ValueId } from './program/value.js';
import type { ItemKind, Role, Structure } from './recognize/roles.js';

/** Languages of a whole document, by VS Code's names; `notebook` is the JSON of an `.ipynb`. */
export type DocumentLanguage = 'markdown' | 'latex' | 'python' | 'notebook';

/** Languages an item can be written in. */
export type ItemLanguage = 'latex' | 'python' | 'text';

/** One formula, or one structure in code, understood but not yet evaluated. Spans are document offsets. */
export interface AnalyzedItem {
  readonly id: string;
  readonly kind: ItemKind;
  readonly language: ItemLanguage;
  readonly span: Span;
  /** The formula without its delimiters, or the code of the item's statements. */
  readonly source: string;
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
  readonly origin: Origin;
  readonly problems: readonly Problem[];
  /** True for a formula on lines of its own and for code. */
  readonly display: boolean;
  /** In a notebook: index of the cell, and the offset at which its text starts. */
  readonly cell?: number;
  readonly cellStart?: number;
}

export interface DocumentAnalysis {
  /** Items of displayed formulas and code, up to a limit; reads no formula within a line. */
  readonly displayItems: () => readonly AnalyzedItem[];
  /** Items whose formula or code stands at a place or meets a stretch; reads no others. */
  readonly itemsNear: (place: Span) => readonly AnalyzedItem[];
  readonly items: readonly AnalyzedItem[];
  readonly problems: readonly Problem[];
  readonly lineStarts: readonly number[];
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
  readonly data?: readonly JsonNumber[] | null;
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
