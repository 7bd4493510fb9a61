import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PanelState, PanelToHost } from '../../../src/protocol/panel.js';
import { createEffects } from '../../../webview/effects.js';
import { initialState, reduce, type Action, type UiState } from '../../../webview/state.js';
import { modelOf, stepOf } from './models.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function panel() {
  const posted: PanelToHost[] = [];
  const saved: PanelState[] = [];
  let state: UiState = initialState(null);
  const effects = createEffects(
    { post: (message) => posted.push(message), save: (kept) => saved.push(kept) },
    () => state,
  );
  const send = (action: Action): void => {
    const before = state;
    state = reduce(state, action);
    effects.after(before, state);
  };
  const model = modelOf([stepOf(4), stepOf(5)]);
  send({
    type: 'received',
    message: { kind: 'model', model, strings: {}, locale: 'en', request: 0 },
  });
  return { posted, saved, send, effects };
}

const seed = (value: number): Action => ({
  type: 'change',
  subject: 'seed',
  patch: { seed: value },
  time: 0,
});

it('a burst of changes is one request, with the last settings and the last number', () => {
  const { posted, send } = panel();
  for (const value of [1, 2, 3]) send(seed(value));
  vi.runAllTimers();
  expect(posted).toEqual([{ kind: 'settings', settings: { seed: 3 }, request: 3 }]);
});

it('a cell is asked for by the id of its step; a cleared one is not', () => {
  const { posted, send } = panel();
  send({ type: 'step', to: 1 });
  send({ type: 'cell', index: [0, 1] });
  send({ type: 'cell', index: [0, 2] });
  vi.runAllTimers();
  expect(posted).toEqual([{ kind: 'cell', step: 5, index: [0, 2], request: 2 }]);
  send({ type: 'cell', index: [1, 1] });
  send({ type: 'cell', index: null });
  vi.runAllTimers();
  expect(posted).toHaveLength(1);
});

it('the state is kept after a change, and at once when the page goes', () => {
  const { saved, send, effects } = panel();
  vi.runAllTimers();
  expect(saved).toHaveLength(1);
  send({ type: 'step', to: 1 });
  effects.flush();
  expect(saved.at(-1)).toMatchObject({ version: 1, stepId: 5, cell: null });
  vi.runAllTimers();
  expect(saved).toHaveLength(2);
});
