// @vitest-environment jsdom
import { render } from 'lit-html';
import { describe, expect, it, vi } from 'vitest';
import { panelText, panelStrings } from '../../../src/protocol/panelStrings.js';
import type { PanelStep } from '../../../src/protocol/panel.js';
import { stage } from '../../../webview/stage.js';
import { initialState, reduce, type Action } from '../../../webview/state.js';
import { createTileStore } from '../../../webview/tiles.js';
import { newLocal, type View } from '../../../webview/view.js';
import { modelOf, stepOf } from './models.js';

// The controls' library asks for it as it is loaded, and jsdom has none.
vi.hoisted(() => {
  window.matchMedia = () => ({ matches: false, addListener: () => undefined }) as never;
});

const size = { name: 'n', label: 'n', value: 9000, min: 1, max: 8192, reason: null };

function shown(step: PanelStep, sizes = [size]) {
  const controls = { tokens: null, sizes, seed: null, mask: null, scaling: null };
  const model = modelOf([step], { controls });
  const message = { kind: 'model', model, strings: {}, locale: 'en', request: 0 } as const;
  const dispatch = vi.fn<(action: Action) => void>();
  const view = {
    state: reduce(initialState(null), { type: 'received', message }),
    text: ((key, ...args) => panelText(panelStrings.en, key, ...args)) as View['text'],
    dispatch,
    local: newLocal(),
    tiles: createTileStore(() => undefined),
  } as unknown as View;
  const host = document.createElement('div');
  render(stage(view, step, null), host);
  return { missing: host.querySelector('.missing'), dispatch };
}

describe('a step that is too large', () => {
  const sentence = 'All steps together need 1.2 GB; at most 512 MB are used.';
  const step = stepOf(1, { tensor: null, missing: sentence, fit: { name: 'n', size: 5792 } });

  it('says so with the figure, and offers the largest size that fits', () => {
    const { missing, dispatch } = shown(step);
    expect(missing?.querySelector('p')?.textContent).toBe(sentence);
    const button = missing?.querySelector('vscode-button');
    expect(button?.getAttribute('aria-label')).toBe('Use n = 5,792');
    button?.dispatchEvent(new MouseEvent('click'));
    expect(dispatch).toHaveBeenCalledWith(
      expect.objectContaining({ type: 'change', patch: { sizes: { n: 5792 } } }),
    );
  });

  it.each([
    ['that is not there', []],
    ['that is fixed by the text', [{ ...size, reason: 'fixed' as string | null }]],
  ])('offers no size %s', (_, sizes) =>
    expect(
      shown(step, sizes as (typeof size)[]).missing?.querySelector('vscode-button'),
    ).toBeNull(),
  );
});

it('a long computation tells how far it is until its model is there', () => {
  const message = { kind: 'progress', done: 30, total: 120 } as const;
  const state = reduce(initialState(null), { type: 'received', message });
  expect(state.progress).toBe(0.25);
  const failed = { kind: 'failed', message: 'Computing was cancelled.', request: 0 } as const;
  expect(reduce(state, { type: 'received', message: failed }).progress).toBeNull();
});
