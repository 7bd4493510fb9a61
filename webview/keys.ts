import type { Action } from './state.js';

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** Where the focus is: keys mean something else in a text field, in the grid, in a control. */
export type KeyPlace = 'text' | 'control' | 'grid' | 'page';

export interface StepPlace {
  readonly step: number;
  readonly steps: number;
}

const step = (to: number): Action => ({ type: 'step', to });

function undoKey(press: KeyPress): Action | null {
  if (!(press.ctrl || press.meta) || press.alt) return null;
  const key = press.key.toLowerCase();
  if (key === 'z') return { type: press.shift ? 'redo' : 'undo' };
  return key === 'y' && !press.shift ? { type: 'redo' } : null;
}

function stepKey(key: string, { step: at, steps }: StepPlace): Action | null {
  switch (key) {
    case 'ArrowLeft':
      return step(at - 1);
    case 'ArrowRight':
      return step(at + 1);
    case 'Home':
      return step(0);
    case 'End':
      return step(steps - 1);
    default:
      return null;
  }
}

/**
 * What a key pressed anywhere does to the panel. Arrows and Home/End step where nothing else
 * wants them; `[`, `]` and Alt with an arrow step from the grid and from controls too; a text
 * field keeps every key for itself.
 */
export function panelKey(press: KeyPress, place: KeyPlace, at: StepPlace): Action | null {
  if (place === 'text') return null;
  const undone = undoKey(press);
  if (undone !== null) return undone;
  if (press.ctrl || press.meta || press.shift) return null;
  if (press.alt) {
    return press.key === 'ArrowLeft' || press.key === 'ArrowRight' ? stepKey(press.key, at) : null;
  }
  if (press.key === '[') return step(at.step - 1);
  if (press.key === ']') return step(at.step + 1);
  if (press.key === 'Escape' && place === 'page') return { type: 'cell', index: null };
  return place === 'page' ? stepKey(press.key, at) : null;
}

const textInputs = ['text', 'number', 'search', 'email', 'url', 'password', 'tel'];

/** The place of a key event, from the innermost element it went through. */
export function placeOf(path: readonly EventTarget[]): KeyPlace {
  for (const target of path) {
    if (!(target instanceof Element)) continue;
    if (target.getAttribute('role') === 'grid') return 'grid';
    const name = target.localName;
    if (name === 'textarea' || name === 'vscode-text-field') return 'text';
    if (name === 'input') {
      const type = target.getAttribute('type') ?? 'text';
      return textInputs.includes(type) ? 'text' : 'control';
    }
    if (name === 'select' || name === 'vscode-dropdown') return 'control';
  }
  return 'page';
}
