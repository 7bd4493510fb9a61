import type { PanelState, PanelToHost } from '../src/protocol/panel.js';
import { persisted } from './persist.js';
import type { UiState } from './state.js';

export interface Host {
  readonly post: (message: PanelToHost) => void;
  readonly save: (state: PanelState) => void;
}

const SETTINGS_MS = 150;
const CELL_MS = 40;
const SAVE_MS = 200;

function debounced(run: () => void, wait: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    later: (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        run();
      }, wait);
    },
    now: (): void => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      run();
    },
  };
}

/** What leaves the webview after a change of state: requests and the state to come back to. */
export function createEffects(host: Host, read: () => UiState) {
  const settings = debounced(() => {
    const { history, request } = read();
    host.post({ kind: 'settings', settings: history.present, request });
  }, SETTINGS_MS);
  const cell = debounced(() => {
    const { cell: index, cellRequest, model, step } = read();
    const id = model?.steps[step]?.id;
    if (index === null || id === undefined) return;
    host.post({ kind: 'cell', step: id, index, request: cellRequest });
  }, CELL_MS);
  const save = debounced(() => {
    const state = persisted(read());
    if (state !== null) host.save(state);
  }, SAVE_MS);
  return {
    after(before: UiState, state: UiState): void {
      if (before === state) return;
      if (before.request !== state.request) settings.later();
      if (before.cellRequest !== state.cellRequest) cell.later();
      save.later();
    },
    /** Writes what is still to be written, as the page may be gone the next moment. */
    flush(): void {
      save.now();
    },
  };
}
