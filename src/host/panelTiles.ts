import type { HostToPanel, PanelSettings, PanelToHost } from '../protocol/panel.js';
import type { ModelSource } from '../protocol/worker.js';
import type { AnalysisClient } from '../worker/client.js';

/** Milliseconds for a tile; numbers that were given up are computed anew for it. */
const tileLimitMs = 10_000;

/** The model that a panel shows, with what it was made of. */
interface ShownModel {
  readonly handle: string;
  readonly source: ModelSource;
  readonly settings: PanelSettings;
}

export interface PanelTiles {
  /** From now on tiles of this model are asked for. */
  about(model: ShownModel): void;
  shown(): ShownModel | undefined;
  answer(message: Extract<PanelToHost, { kind: 'tile' }>): Promise<void>;
}

/**
 * Passes the webview's questions for numbers to the worker. The worker keeps no state that a
 * question depends on: it gets what the model was made of, so that one that replaced another computes
 * the same numbers. Where it does not know the text, they are gone and `onGone` makes a new model.
 */
export function createPanelTiles(
  client: AnalysisClient,
  post: (message: HostToPanel) => void,
  onGone: () => void,
): PanelTiles {
  let model: ShownModel | undefined;
  return {
    about(next) {
      model = next;
    },
    shown: () => model,
    async answer({ handle, step, query }) {
      const asked = model;
      // An older model's: the webview has been sent the newer one and drops it.
      if (asked?.handle !== handle) return;
      const { source, settings } = asked;
      const params = { source, settings, step, query };
      const answer = await client.call('tile', params, { timeoutMs: tileLimitMs });
      if (model?.handle !== handle) return;
      post({ kind: 'tile', handle, step, query, tile: answer.ok ? answer.value : null });
      if (!answer.ok && answer.error.code === 'unknown-document') onGone();
    },
  };
}
