import type { PanelState, PanelToHost } from '../src/protocol/panel.js';
import { startPanel } from './panel.js';
import { registerControls } from './ui.js';

declare function acquireVsCodeApi(): {
  postMessage(message: PanelToHost): void;
  getState(): unknown;
  setState(state: PanelState): void;
};

const root = document.getElementById('app');
if (root !== null) {
  const api = acquireVsCodeApi();
  registerControls();
  startPanel(
    { post: (message) => api.postMessage(message), save: (state) => api.setState(state) },
    root,
    api.getState(),
  );
}
