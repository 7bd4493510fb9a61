// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { gridMove } from '../../../webview/grid.js';
import { panelKey, placeOf, type KeyPlace } from '../../../webview/keys.js';

const size = { rows: 10, columns: 5, page: 4 };
const press = (key: string, ctrl = false) => ({ key, ctrl });

describe('keys in the heatmap', () => {
  it.each([
    ['ArrowRight', false, { row: 3, column: 3 }],
    ['ArrowLeft', false, { row: 3, column: 1 }],
    ['ArrowUp', false, { row: 2, column: 2 }],
    ['ArrowDown', false, { row: 4, column: 2 }],
    ['Home', false, { row: 3, column: 0 }],
    ['End', false, { row: 3, column: 4 }],
    ['Home', true, { row: 0, column: 0 }],
    ['End', true, { row: 9, column: 4 }],
    ['PageDown', false, { row: 7, column: 2 }],
    ['PageUp', false, { row: 0, column: 2 }],
    ['ArrowDown', true, { row: 9, column: 2 }],
  ])('%s (ctrl: %s) leads to %j', (key, ctrl, at) =>
    expect(gridMove({ row: 3, column: 2 }, press(key, ctrl), size)).toEqual({ kind: 'select', at }),
  );
  it('stop at the edge', () => {
    const at = { row: 9, column: 4 };
    expect(gridMove(at, press('ArrowDown'), size)).toEqual({ kind: 'select', at });
  });
  it.each(['ArrowDown', 'Enter', ' ', 'Home'])('the first one (%j) selects the first cell', (key) =>
    expect(gridMove(null, press(key), size)).toEqual({ kind: 'select', at: { row: 0, column: 0 } }),
  );
  it('Escape clears, and is free where nothing is selected', () => {
    expect(gridMove({ row: 0, column: 0 }, press('Escape'), size)).toEqual({ kind: 'clear' });
    expect(gridMove(null, press('Escape'), size)).toBeNull();
  });
  it.each(['a', 'Tab', 'F1', '['])('%j is left alone', (key) =>
    expect(gridMove({ row: 0, column: 0 }, press(key), size)).toBeNull(),
  );
});

describe('keys of the panel', () => {
  const key = (name: string, place: KeyPlace, held: readonly string[] = []) =>
    panelKey(
      {
        key: name,
        ctrl: held.includes('ctrl'),
        meta: held.includes('meta'),
        alt: held.includes('alt'),
        shift: held.includes('shift'),
      },
      place,
      { step: 2, steps: 7 },
    );
  const to = (step: number) => ({ type: 'step', to: step });

  it.each([
    ['ArrowRight', 'page', [], to(3)],
    ['ArrowLeft', 'page', [], to(1)],
    ['Home', 'page', [], to(0)],
    ['End', 'page', [], to(6)],
    ['ArrowRight', 'grid', [], null],
    ['ArrowRight', 'control', [], null],
    ['ArrowRight', 'text', [], null],
    [']', 'grid', [], to(3)],
    ['[', 'control', [], to(1)],
    [']', 'text', [], null],
    ['ArrowLeft', 'grid', ['alt'], to(1)],
    ['ArrowLeft', 'text', ['alt'], null],
    ['Home', 'page', ['alt'], null],
    ['z', 'page', ['ctrl'], { type: 'undo' }],
    ['z', 'grid', ['meta'], { type: 'undo' }],
    ['Z', 'page', ['ctrl', 'shift'], { type: 'redo' }],
    ['y', 'page', ['ctrl'], { type: 'redo' }],
    ['z', 'text', ['ctrl'], null],
    ['ArrowRight', 'page', ['ctrl'], null],
    ['Escape', 'page', [], { type: 'cell', index: null }],
    ['x', 'page', [], null],
  ] as const)('%s on the %s with %j', (name, place, held, action) =>
    expect(key(name, place, held)).toEqual(action),
  );

  it.each([
    ['<input type="number">', 'text'],
    ['<input>', 'text'],
    ['<input type="range">', 'control'],
    ['<input type="checkbox">', 'control'],
    ['<vscode-text-field></vscode-text-field>', 'text'],
    ['<vscode-dropdown></vscode-dropdown>', 'control'],
    ['<div role="grid"></div>', 'grid'],
    ['<button></button>', 'page'],
  ])('the place of %s is %s', (markup, place) => {
    document.body.innerHTML = markup;
    const element = document.body.firstElementChild;
    expect(placeOf(element === null ? [] : [element, document.body, document])).toBe(place);
  });
});
