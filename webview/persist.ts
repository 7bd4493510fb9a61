import type { PanelState } from '../src/protocol/panel.js';
import { litStep, type UiState } from './state.js';

/** Text past this is not kept: the state is written on every change. */
const MAX_TEXT = 200_000;

/** What `setState` keeps of the panel, or null while there is nothing to keep. */
export function persisted(state: UiState): PanelState | null {
  const step = litStep(state);
  if (state.model === null || step === null) return null;
  const text = state.document?.text ?? '';
  return {
    version: 1,
    source: state.model.source,
    text: text.length > MAX_TEXT ? '' : text,
    language: state.document?.language ?? 'markdown',
    offset: state.document?.offset ?? 0,
    settings: state.history.present,
    stepId: step.id,
    cell: state.cell,
  };
}
