import type { Range } from '../program/span.js';

/**
 * What crosses between the host and the panel's webview. Numbers only, no DOM: the host gets a
 * `PanelModel` from the worker and passes it on; the webview draws it.
 */

/** How a step's numbers are coloured: 0…1 from light to dark, or around zero. */
export type ColorScale = 'sequential' | 'diverging';

export interface PanelTensor {
  readonly shape: readonly number[];
  /** Row-major; non-finite numbers cross as they are (structured clone, not JSON). */
  readonly data: Float32Array | Float64Array | Uint8Array;
  readonly dtype: string;
  readonly min: number;
  readonly max: number;
  /** True where the data was left out because the tensor is too large to show. */
  readonly cut: boolean;
}

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
  | { readonly kind: 'busy'; readonly message: string }
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
