import type { Place } from '../analysisTypes.js';
import type { ValueId } from '../program/value.js';
import type { Span } from '../program/span.js';
import type { Role } from '../recognize/roles.js';

export type Locale = 'en' | 'ja';

/** One symbol or name of an item, with what it stands for. */
export interface SymbolNote {
  readonly value: ValueId | undefined;
  /** TeX of the symbol, e.g. `W_i^Q`. */
  readonly tex: string;
  /** Plain text of the symbol, e.g. `W_i^Q` or `scores`. */
  readonly text: string;
  readonly meaning: string;
  /** `[n, d_k] = 3 × 4`, or undefined where unknown. */
  readonly shape: string | undefined;
  /** Where the document says the meaning, in its own words. */
  readonly meaningAt?: Place;
  /** Where the value, the shape or the size comes from, when that is elsewhere. */
  readonly from?: Place;
  readonly spans: readonly Span[];
}

/** One step of the explanation, in the order of computation. */
export interface Step {
  readonly value: ValueId;
  readonly role: Role | undefined;
  readonly title: string;
  /** One or two plain sentences; no Markdown. */
  readonly text: string;
  readonly tex: string;
  readonly inputs: readonly ValueId[];
}

/** What is said about one value, for the part under the cursor. */
export interface PartNote {
  readonly title: string;
  readonly text: string;
  readonly shape: string | undefined;
  /** Where the title's words stand in the document. */
  readonly meaningAt?: Place;
}

/** Everything prose says about one item, in one language. */
export interface Explanation {
  /** Name of the whole: "Scaled dot-product attention". */
  readonly title: string;
  /** What it does, in two sentences. */
  readonly summary: string;
  readonly symbols: readonly SymbolNote[];
  readonly steps: readonly Step[];
  readonly originLine: string;
  /** A sentence about these numbers: "“is” looks most at “beautiful”: 0.37 of 1". */
  readonly observation: string | undefined;
}

/** How one cell of one value was computed, with real numbers. */
export interface CellExplanation {
  /** Plain text: `scores[1, 2] = 0.31 × 0.52 + … = 1.23`. */
  readonly text: string;
  readonly tex: string;
  /** Cells of other values that it was computed from: whole row, column or single cells. */
  readonly sources: readonly {
    readonly value: ValueId;
    readonly index: readonly (number | null)[];
  }[];
}
