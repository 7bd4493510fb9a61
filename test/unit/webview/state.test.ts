import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostToPanel, PanelModel, PanelState } from '../../../src/protocol/panel.js';
import {
  findStep,
  initialState,
  isWaiting,
  leadOf,
  litStep,
  reduce,
  type Action,
  type UiState,
} from '../../../webview/state.js';
import { persisted } from '../../../webview/persist.js';
import { counting, modelOf, stepOf } from './models.js';

const model = modelOf([
  stepOf(1, { role: 'query', tensor: counting([2, 4]) }),
  stepOf(2, { role: 'scores' }),
  stepOf(3, { role: 'weights' }),
]);

const arrives = (m: PanelModel, request = 0): Action => ({
  type: 'received',
  message: { kind: 'model', model: m, strings: {}, locale: 'en', request },
});

const run = (state: UiState, ...actions: readonly Action[]): UiState =>
  actions.reduce(reduce, state);

const shown = run(initialState(null), arrives(model));
const seed = (value: number, time = 0): Action => ({
  type: 'change',
  subject: `seed ${value}`,
  patch: { seed: value },
  time,
});

describe('steps', () => {
  it('stop at both ends', () => {
    expect(run(shown, { type: 'step', to: -5 }).step).toBe(0);
    expect(run(shown, { type: 'step', to: 99 }).step).toBe(2);
    expect(run(shown, { type: 'step', to: 0 })).toBe(shown);
  });
  it('follow a command of the palette', () => {
    const message: HostToPanel = { kind: 'step', by: 1 };
    expect(run(shown, { type: 'received', message }).step).toBe(1);
  });
  it('keep the selected cell where the shape is the same, and ask for it anew', () => {
    const at = run(shown, { type: 'step', to: 1 }, { type: 'cell', index: [1, 2] });
    const next = run(at, { type: 'step', to: 2 });
    expect(next.cell).toEqual([1, 2]);
    expect(next.cellRequest).toBeGreaterThan(at.cellRequest);
    expect(run(at, { type: 'step', to: 0 }).cell).toBeNull();
  });
});

describe('a new model', () => {
  it('starts at its first step to show, later stays where it was', () => {
    const later = { ...model, initialStep: 2 };
    expect(run(initialState(null), arrives(later)).step).toBe(2);
    expect(run(shown, { type: 'step', to: 1 }, arrives(later)).step).toBe(1);
  });
  it('finds the lit step by role when ids have moved', () => {
    const moved = modelOf([
      stepOf(1, { role: 'query' }),
      stepOf(2, { role: 'scores' }),
      stepOf(3, { role: 'masked' }),
      stepOf(4, { role: 'weights' }),
    ]);
    expect(findStep(moved, stepOf(3, { role: 'weights' }), 2)).toBe(3);
    expect(findStep(moved, stepOf(9, { role: 'gone', name: 'none' }), 9)).toBe(3);
  });
  it('drops a cell that is not in it any more', () => {
    const at = run(shown, { type: 'cell', index: [1, 3] });
    const small = modelOf([stepOf(1, { role: 'query', tensor: counting([2, 2]) })]);
    expect(run(at, arrives(small)).cell).toBeNull();
  });
  it('of another document begins anew', () => {
    const other = { ...model, source: { uri: 'file:///b.md', label: 'b', range: null } };
    const state = run(shown, seed(3), { type: 'step', to: 2 }, arrives(other));
    expect(state).toMatchObject({ step: 0, cell: null, history: { present: {}, past: [] } });
  });
});

describe('requests', () => {
  it('every change of settings has a number of its own', () => {
    const state = run(shown, seed(1), seed(2, 5000), { type: 'undo' });
    expect(state.request).toBe(3);
    expect(isWaiting(state)).toBe(true);
    expect(isWaiting(run(state, arrives(model, 3)))).toBe(false);
  });
  it('a change that changes nothing asks for nothing', () => {
    expect(run(shown, seed(1), seed(1)).request).toBe(1);
    expect(run(shown, { type: 'reset' })).toBe(shown);
  });
  it('an overtaken answer is dropped, as is one from before a reload', () => {
    const state = run(shown, seed(1), seed(2, 5000));
    const titled = { ...model, title: 'old' };
    expect(run(state, arrives(titled, 1))).toBe(state);
    expect(run(state, arrives(titled, 7))).toBe(state);
    const message: HostToPanel = { kind: 'failed', message: 'no', request: 1 };
    expect(run(state, { type: 'received', message })).toBe(state);
  });
  it('a failure keeps the picture and the next model clears it', () => {
    const message: HostToPanel = { kind: 'failed', message: 'too large', request: 1 };
    const state = run(shown, seed(1), { type: 'received', message });
    expect(state).toMatchObject({ failure: 'too large', model });
    expect(isWaiting(state)).toBe(false);
    const again = run(state, { type: 'retry' });
    expect(again).toMatchObject({ failure: null, request: 2 });
    expect(run(again, arrives(model, 2)).failure).toBeNull();
  });
});

describe('the answer for a cell', () => {
  const asked = run(shown, { type: 'step', to: 1 }, { type: 'cell', index: [1, 2] });
  const answer = (request: number, index: readonly number[]): Action => ({
    type: 'received',
    message: { kind: 'cell', request, step: 2, index, text: 'x', formulaSvg: '', sources: [] },
  });
  it('is shown for the cell that asked', () => {
    expect(run(asked, answer(asked.cellRequest, [1, 2])).answer?.text).toBe('x');
  });
  it.each([
    ['of an older request', answer(asked.cellRequest - 1, [1, 2])],
    ['of another cell', answer(asked.cellRequest, [0, 0])],
  ])('%s is dropped', (_, action) => expect(run(asked, action)).toBe(asked));
  it('goes with the selection', () => {
    const answered = run(asked, answer(asked.cellRequest, [1, 2]));
    expect(run(answered, { type: 'cell', index: null })).toMatchObject({
      cell: null,
      answer: null,
    });
    expect(run(answered, { type: 'cell', index: [0, 0] }).answer).toBeNull();
  });
  it('stays while the same cell of a new model is computed', () => {
    const answered = run(asked, answer(asked.cellRequest, [1, 2]));
    const again = run(answered, arrives(model));
    expect(again.answer?.text).toBe('x');
    expect(again.cellRequest).toBeGreaterThan(answered.cellRequest);
  });
});

it('a chosen head stays chosen on every step that has one', () => {
  const axisNames = ['head', 'query', 'key'];
  const heads = modelOf([
    stepOf(1, { axisNames, tensor: counting([4, 2, 3]) }),
    stepOf(2, { axisNames, tensor: counting([4, 2, 2]) }),
  ]);
  const state = run(
    initialState(null),
    arrives(heads),
    { type: 'cell', index: [0, 1, 1] },
    { type: 'lead', axis: 'head', at: 2 },
  );
  expect(state.cell).toEqual([2, 1, 1]);
  const next = run(state, { type: 'step', to: 1 });
  const lit = litStep(next);
  expect(lit && leadOf(next, lit)).toEqual([2]);
});

describe('a reload', () => {
  const saved: PanelState = {
    version: 1,
    source: model.source,
    text: 'a note',
    language: 'markdown',
    offset: 4,
    settings: { seed: 9 },
    stepId: 3,
    cell: [1, 0],
  };
  it('comes back to the step, the cell and the settings', () => {
    const state = run(initialState(saved), arrives({ ...model, settings: { seed: 9 } }));
    expect(state).toMatchObject({ step: 2, cell: [1, 0], history: { present: { seed: 9 } } });
    expect(persisted(state)).toEqual(saved);
  });
  it('keeps nothing before there is a model, and no text that is too long', () => {
    expect(persisted(initialState(saved))).toBeNull();
    const long = { ...saved, text: 'x'.repeat(300_000) };
    expect(persisted(run(initialState(long), arrives(model)))?.text).toBe('');
  });
});

it('undo leads back through any changes to the settings before them', () => {
  const change = fc.oneof(
    fc.integer({ min: 0, max: 9 }).map((value): Action => seed(value)),
    fc.constant<Action>({ type: 'reset' }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (actions) => {
      const before = run(shown, ...actions);
      const after = run(before, seed(77));
      expect(run(after, { type: 'undo' }).history.present).toEqual(before.history.present);
      expect(run(after, { type: 'undo' }, { type: 'redo' }).history.present).toEqual(
        after.history.present,
      );
    }),
  );
});
