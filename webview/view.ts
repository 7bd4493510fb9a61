import type { PanelStringKey } from '../src/protocol/panelStrings.js';
import type { PanelStep } from '../src/protocol/panel.js';
import { heatmapOf, type Heatmap } from './heatmap.js';
import { cellOfIndex, sliceOf, type CellPosition } from './slice.js';
import type { TileStore } from './tiles.js';
import { leadOf, type Action, type UiState } from './state.js';
import type { Look } from './theme.js';

/** What a view needs: the state, its words, the theme, and where events go. */
export interface View {
  readonly state: UiState;
  readonly look: Look;
  readonly text: (key: PanelStringKey, ...args: readonly (string | number)[]) => string;
  readonly dispatch: (action: Action) => void;
  readonly local: Local;
  /** Numbers of large tensors, as far as they are here. */
  readonly tiles: TileStore;
  /** Draws again after a change of `local`. */
  readonly redraw: () => void;
  readonly reveal: () => void;
  readonly copy: () => void;
  /** Stops the computation that is on its way. */
  readonly cancel: () => void;
  /** Asks again after a failure. */
  readonly retry: () => void;
}

/** What only the page itself knows; never kept over a reload. */
export interface Local {
  copied: boolean;
  playing: boolean;
  /** Width of the large heatmap's cells as asked for, by step id. */
  zoom: number | null;
  cellWidth: number;
  cellHeight: number;
  /** Text of the fields being typed in, by field. */
  readonly drafts: Map<string, string>;
}

export const newLocal = (): Local => ({
  copied: false,
  playing: false,
  zoom: null,
  cellWidth: 0,
  cellHeight: 0,
  drafts: new Map(),
});

/** The picture of a step at the chosen leading indices, or null where it has no numbers. */
export function pictureOf(view: View, step: PanelStep): Heatmap | null {
  const { tensor } = step;
  const { model } = view.state;
  if (tensor === null || model === null) return null;
  const slice = sliceOf(tensor, leadOf(view.state, step), (lead, size) =>
    view.tiles.sourceOf(model.handle, step.id, lead, size),
  );
  if (slice === null) return null;
  return heatmapOf(tensor, slice, step.scale, view.look.theme, view.look);
}

export const shapeWords = (shape: readonly number[]): string =>
  shape.length === 0 ? '1' : shape.join(' × ');

/** The selected cell's place in the lit step's matrix. */
export function selectedIn(view: View, step: PanelStep): CellPosition | null {
  const { cell } = view.state;
  return cell === null ? null : (cellOfIndex(step.tensor?.shape ?? [], cell)?.at ?? null);
}
