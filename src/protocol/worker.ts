import type { DocumentLanguage } from '../analysisTypes.js';
import type { Range, Span } from '../program/span.js';
import type { Locale } from '../explain/types.js';
import type { PanelModel, PanelSettings, Tile, TileQuery } from './panel.js';

/** The four kinds of colour theme of VS Code. */
export type Theme = 'light' | 'dark' | 'highContrastDark' | 'highContrastLight';

/**
 * A document's text crosses once, and then what each version changes; other calls name it by id and
 * version.
 */
export interface DocumentRef {
  readonly id: string;
  readonly version: number;
}

/** One replacement in a text: `length` UTF-16 units from `offset` on give way to `text`. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Stands in a hover's Markdown where the host puts its command links. */
export const linksPlace = '<!-- links -->';

/** Stands behind the words that tell which run of several is shown, for links to the others. */
export const runsPlace = '<!-- runs -->';

/** The target of a link to a line of the document, which the host makes a link or takes away. */
export const lineTarget = (line: number): string => `attention-lens-line:${line}`;

/** Every link to a line, with its label and number. */
export const lineLinks = /\[([^\]]+)\]\(attention-lens-line:(\d+)\)/g;

/** A hover; the host adds the command links. */
export interface HoverContent {
  readonly range: Range;
  /** Markdown with `linksPlace` once, < 90,000 characters with everything the host adds. */
  readonly markdown: string;
  /** PyTorch code for the link "Copy as PyTorch"; '' where there is none. */
  readonly pytorch: string;
  /** Document offset to open the panel at. */
  readonly offset: number;
  readonly problems: number;
  /** Where code ran several times, what a reader can choose from. */
  readonly runs?: RunsHere | undefined;
}

/** The runs of a place of code: calls of its function, passes of its loop. */
export interface RunsHere {
  /** Index in `all` of the one shown. */
  readonly shown: number;
  /** In the order in which they ran. `path` is what is sent to choose one. */
  readonly all: readonly { readonly path: string; readonly label: string }[];
}

/** Runs that the reader chose, by their paths, the newest choice first. */
interface ChosenRuns {
  readonly runs?: readonly string[] | undefined;
}

export interface ItemSummary {
  readonly range: Range;
  readonly kind: string;
  readonly title: string;
  readonly offset: number;
}

/** A mistake in the text, to be underlined. */
export interface DocumentProblem {
  readonly range: Range;
  readonly code: string;
  readonly message: string;
  /** The number that stands there, and the one to write over it. */
  readonly instead: { readonly said: string; readonly right: string } | null;
}

/** What a model was made of, so that a replaced worker can answer about it too. */
export type ModelSource =
  | { readonly kind: 'example' }
  | (DocumentRef &
      ChosenRuns & {
        readonly kind: 'document';
        readonly start: number;
        readonly end: number;
      });

/** Methods of the worker. `null` means: nothing to say here. */
export type WorkerMethods = {
  open: {
    params: DocumentRef & {
      readonly language: DocumentLanguage;
      readonly text: string;
      /** TeX macros of the settings: name without backslash → body. */
      readonly macros?: Readonly<Record<string, string>>;
    };
    result: null;
  };
  /**
   * A version as the edits of another one, each in the text that the one before it left. Answers
   * `unknown-document` where the worker has not that version, or comes to another length.
   */
  change: {
    params: DocumentRef & {
      readonly since: number;
      readonly edits: readonly TextEdit[];
      /** Of the text after them, in UTF-16 units. */
      readonly length: number;
    };
    result: null;
  };
  close: { params: { readonly id: string }; result: null };
  hover: {
    params: ChosenRuns &
      DocumentRef & {
        readonly offset: number;
        readonly theme: Theme;
        readonly locale: Locale;
        readonly images: boolean;
        /** Milliseconds of engine time; what is not ready by then is left out and said. */
        readonly deadlineMs: number;
        /** Sentences of problems that are underlined there, which the editor says by itself. */
        readonly underlined?: readonly string[];
      };
    result: HoverContent | null;
  };
  items: {
    params: DocumentRef & { readonly locale: Locale };
    result: readonly ItemSummary[];
  };
  problems: {
    /** Stretches of the text to look at; other calls are answered in between. */
    params: DocumentRef & { readonly places: readonly Span[]; readonly locale: Locale };
    result: readonly DocumentProblem[];
  };
  visualize: {
    params: ChosenRuns &
      DocumentRef & {
        readonly start: number;
        readonly end: number;
        readonly locale: Locale;
        readonly settings: PanelSettings;
        readonly label: string;
        readonly uri: string | null;
      };
    /** null: nothing suitable there. */
    result: PanelModel | null;
  };
  example: {
    params: { readonly locale: Locale; readonly settings: PanelSettings };
    result: PanelModel;
  };
  cell: {
    params: {
      readonly source: ModelSource;
      readonly settings: PanelSettings;
      readonly locale: Locale;
      readonly step: number;
      readonly index: readonly number[];
    };
    result: {
      readonly text: string;
      readonly formulaSvg: string;
      readonly sources: readonly {
        readonly step: number;
        readonly index: readonly (number | null)[];
      }[];
    } | null;
  };
  tile: {
    params: {
      readonly source: ModelSource;
      readonly settings: PanelSettings;
      readonly step: number;
      readonly query: TileQuery;
    };
    /** null: that step has no such cells. */
    result: Tile | null;
  };
};
