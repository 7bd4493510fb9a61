import type { Tensor } from '../engine/trace.js';
import type { Locale, PartNote, SymbolNote } from '../explain/types.js';
import type { ColorScale, Theme } from './palette.js';
import type { StripCell } from './station.js';

/** The tensor under the cursor, to be shown with its numbers. */
export interface HoverMatrix {
  readonly name: string;
  readonly tensor: Tensor;
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
  readonly rowAxis?: string | undefined;
  readonly columnAxis?: string | undefined;
  readonly scale?: ColorScale | undefined;
}

/** A call or a pass of a loop that a value was computed in. */
export interface RanIn {
  /** The call as the code has it, or the loop's names: `attend(x, x)`, `i = 2`. */
  readonly code: string;
  /** Which pass it is, from 1, where `code` does not tell. */
  readonly pass?: number;
  /** The line of the call, from 1. */
  readonly line?: number;
}

/** Which of the times that a place of code ran is shown. */
export interface RanHere {
  /** From 1. */
  readonly number: number;
  readonly count: number;
  /** The outermost first. */
  readonly path: readonly RanIn[];
}

/** Everything a hover shows, already worked out and in the reader's language. */
export interface HoverInput {
  readonly theme: Theme;
  readonly locale: Locale;
  /** Name of the whole. */
  readonly title: string;
  /** Name of the part under the cursor, where it is not the whole. */
  readonly partTitle?: string | undefined;
  /** Where the numbers come from: "example values". */
  readonly originLine?: string | undefined;
  /** Sentences about what is wrong, worst first; and about what was not read. */
  readonly problems: readonly string[];
  /**
   * The formula, or in code the statement's meaning. The part under the cursor is wrapped in
   * `\alMark{…}`; `plain` is the same as text. `macros` are those of the document.
   */
  readonly formula?:
    | {
        readonly tex: string;
        readonly plain: string;
        readonly macros?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  /** Where code ran several times, which of them the numbers are of. */
  readonly ran?: RanHere | undefined;
  /** About the part under the cursor (or the whole). */
  readonly part?: PartNote | undefined;
  /** What the whole does; left out where `part` says it. */
  readonly summary?: string | undefined;
  readonly matrix?: HoverMatrix | undefined;
  readonly strip: readonly StripCell[];
  readonly symbols: readonly SymbolNote[];
  /** That the results the text states are right. */
  readonly checked?: string | undefined;
  readonly observation?: string | undefined;
  /** One line that says it all without pictures: "softmax(QKᵀ/√d_k) V — [n, d_v] = 3 × 5, example values". */
  readonly plainLine?: string | undefined;
  /** False for a reader without pictures. */
  readonly images: boolean;
  /** Characters at most, default 80,000; VS Code cuts at 100,000 and the host adds its links. */
  readonly budget?: number | undefined;
  /** The host allows coloured spans (`supportHtml`). */
  readonly html?: boolean | undefined;
}
