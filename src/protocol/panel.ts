import type { Range } from '../program/span.js';

/**
 * What crosses between the host and the panel's webview. Numbers only, no DOM: the host gets a
 * `PanelModel` from the worker and passes it on; the webview draws it.
 */

/** How a step's numbers are coloured: 0…1 from light to dark, or around zero. */
export type ColorScale = 'sequential' | 'diverging';

export interface PanelTensor {
  readonly shape: readonly number[];
  /**
   * Row-major; non-finite numbers cross as they are (structured clone, not JSON). null where there
   * are too many to cross: they stay in the worker, and the panel asks for the tiles it draws.
   */
  readonly data: Numbers | null;
  readonly dtype: string;
  /** Of the finite elements; NaN where there is none. */
  readonly min: number;
  readonly max: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

export type Numbers = Float32Array | Float64Array | Uint8Array;

/** Elements of a tensor that cross with the model; more than that stay in the worker. */
export const maxInlineElements = 4_096;

/** Most cells that one tile has; at 24 bytes a cell it stays well below a megabyte. */
export const maxTileCells = 128 * 128;

/** A rectangle of a tensor's last two axes, seen from near or from further away. */
export interface TileQuery {
  /** Index into each axis before the last two. */
  readonly lead: readonly number[];
  /** Half-open, in elements. A vector is one row. */
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
  /** Elements along each axis that one cell of the tile stands for; 1 × 1 for the numbers themselves. */
  readonly block: readonly [rows: number, columns: number];
}

/** The numbers of a tile, row-major, in buffers made for the answer. */
export type Tile =
  | {
      readonly kind: 'cells';
      readonly rows: number;
      readonly columns: number;
      readonly data: Numbers;
    }
  /** What the blocks hold: finite extremes and mean (NaN where a block has none), and the rest counted. */
  | {
      readonly kind: 'overview';
      readonly rows: number;
      readonly columns: number;
      readonly min: Float32Array;
      readonly max: Float32Array;
      readonly mean: Float32Array;
      readonly nan: Uint32Array;
      readonly positiveInfinity: Uint32Array;
      readonly negativeInfinity: Uint32Array;
    };

export interface PanelStep {
  /** Id of the value; unique in the model. */
  readonly id: number;
  /** Role name, or null: the views may style by it but never branch on a formula. */
  readonly role: string | null;
  /** Plain-text name, e.g. `scores`. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly why: string;
  /** Formula of this step as a self-contained SVG using currentColor, '' if none. */
  readonly formulaSvg: string;
  /** The same formula for a screen reader. */
  readonly formulaText: string;
  /** `[n, d_k] = 3 × 4`. */
  readonly shapeText: string;
  readonly axisNames: readonly string[];
  readonly rowLabels: readonly string[] | null;
  readonly columnLabels: readonly string[] | null;
  readonly scale: ColorScale;
  readonly tensor: PanelTensor | null;
  /** Why there is no tensor, where there is none. */
  readonly missing: string | null;
  /** The largest size with which there would be one, where it is too large. */
  readonly fit: { readonly name: string; readonly size: number } | null;
  /** Ids of the steps it is computed from. */
  readonly inputs: readonly number[];
  /** Steps drawn side by side in one column of the chain (Q, K, V) share a number. */
  readonly column: number;
}

/** A control is absent where it has no meaning, and `reason` says why it is disabled. */
export interface PanelControls {
  readonly tokens: { readonly value: readonly string[]; readonly fixedCount: boolean } | null;
  readonly sizes: readonly {
    readonly name: string;
    readonly label: string;
    readonly value: number;
    readonly min: number;
    readonly max: number;
    readonly reason: string | null;
  }[];
  readonly seed: { readonly value: number; readonly reason: string | null } | null;
  readonly mask: { readonly value: 'none' | 'causal'; readonly reason: string | null } | null;
  readonly scaling: { readonly value: boolean; readonly reason: string | null } | null;
}

/** The user's changes, sent back for a new model; absent means as the text has it. */
export interface PanelSettings {
  readonly tokens?: readonly string[];
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly mask?: 'none' | 'causal';
  readonly scaling?: boolean;
}

export interface PanelSource {
  /** URI of the document, or null for the worked example. */
  readonly uri: string | null;
  readonly label: string;
  readonly range: Range | null;
}

export interface PanelModel {
  /** Names these numbers: tiles are asked by it, and an answer to an older model is dropped. */
  readonly handle: string;
  readonly title: string;
  readonly summary: string;
  readonly formulaSvg: string;
  readonly formulaText: string;
  readonly originText: string;
  readonly origin: 'literal' | 'seeded' | 'example';
  readonly source: PanelSource;
  readonly steps: readonly PanelStep[];
  /** Index into `steps` to start at. */
  readonly initialStep: number;
  readonly controls: PanelControls;
  readonly settings: PanelSettings;
  readonly problems: readonly { readonly severity: string; readonly message: string }[];
  /** PyTorch code that computes the same. */
  readonly pytorch: string;
}

/** Sentences and labels of the panel itself, in the chosen language. */
export type PanelStrings = Readonly<Record<string, string>>;

export type HostToPanel =
  | {
      readonly kind: 'model';
      readonly model: PanelModel;
      readonly strings: PanelStrings;
      readonly locale: 'en' | 'ja';
      /** Number of the request it answers; older answers are dropped. 0 = pushed by the host. */
      readonly request: number;
      /** What the webview keeps in its state beside its own part, to be restored from. */
      readonly document?: Pick<PanelState, 'text' | 'language' | 'offset'>;
    }
  | { readonly kind: 'failed'; readonly message: string; readonly request: number }
  | {
      readonly kind: 'cell';
      readonly request: number;
      readonly step: number;
      readonly index: readonly number[];
      readonly text: string;
      readonly formulaSvg: string;
      readonly sources: readonly {
        readonly step: number;
        readonly index: readonly (number | null)[];
      }[];
    }
  | {
      readonly kind: 'tile';
      readonly handle: string;
      readonly step: number;
      readonly query: TileQuery;
      /** null where these numbers are gone; a new model comes, or it is worth asking again. */
      readonly tile: Tile | null;
    }
  | { readonly kind: 'busy'; readonly message: string }
  /** How far a computation is that takes longer than a second; it can be cancelled. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** A command of the palette steps the story. */
  | { readonly kind: 'step'; readonly by: 1 | -1 };

export type PanelToHost =
  | { readonly kind: 'ready'; readonly state: unknown }
  | { readonly kind: 'settings'; readonly settings: PanelSettings; readonly request: number }
  | {
      readonly kind: 'cell';
      readonly step: number;
      readonly index: readonly number[];
      readonly request: number;
    }
  | {
      readonly kind: 'tile';
      readonly handle: string;
      readonly step: number;
      readonly query: TileQuery;
    }
  /** Stops the computation of the model that is on its way. */
  | { readonly kind: 'cancel' }
  | { readonly kind: 'reveal' }
  | { readonly kind: 'copy'; readonly what: 'pytorch' };

/** What the webview keeps with setState and what a serializer restores from. */
export interface PanelState {
  readonly version: 1;
  readonly source: PanelSource;
  /** The document's text is read again on restore; this is kept for untitled or closed files. */
  readonly text: string;
  readonly language: 'markdown' | 'latex' | 'python';
  readonly offset: number;
  readonly settings: PanelSettings;
  readonly stepId: number;
  readonly cell: readonly number[] | null;
}
