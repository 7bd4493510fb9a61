import type {
  HostToPanel,
  PanelModel,
  PanelSettings,
  PanelState,
  PanelStep,
  PanelStrings,
} from '../src/protocol/panel.js';
import { historyOf, record, redo, undo, type History } from './history.js';
import { patchSettings, sameSettings } from './settings.js';
import { cellOfIndex } from './slice.js';

export type CellAnswer = Extract<HostToPanel, { kind: 'cell' }>;

/** Everything the panel shows, in one value; changed only by {@link reduce}. */
export interface UiState {
  readonly strings: PanelStrings;
  readonly model: PanelModel | null;
  /** Index of the lit step. */
  readonly step: number;
  /** Full index of the selected cell in the lit step's tensor. */
  readonly cell: readonly number[] | null;
  /** Leading indices by axis name, so that a head stays chosen from step to step. */
  readonly lead: Readonly<Record<string, number>>;
  readonly answer: CellAnswer | null;
  readonly history: History<PanelSettings>;
  /** Number of the last request for a model, and of the last one answered. */
  readonly request: number;
  readonly answered: number;
  readonly cellRequest: number;
  readonly failure: string | null;
  readonly busy: string | null;
  /** How much of a long computation is done, 0…1. */
  readonly progress: number | null;
  readonly document: Pick<PanelState, 'text' | 'language' | 'offset'> | null;
  /** What to go back to when the first model arrives after a reload. */
  readonly saved: PanelState | null;
}

export type Action =
  | { readonly type: 'received'; readonly message: HostToPanel }
  | { readonly type: 'step'; readonly to: number }
  | { readonly type: 'cell'; readonly index: readonly number[] | null }
  | { readonly type: 'lead'; readonly axis: string; readonly at: number }
  | {
      readonly type: 'change';
      readonly subject: string;
      readonly patch: PanelSettings;
      readonly time: number;
    }
  | { readonly type: 'reset' }
  | { readonly type: 'retry' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' };

export const initialState = (saved: PanelState | null, strings: PanelStrings = {}): UiState => ({
  strings,
  model: null,
  step: 0,
  cell: null,
  lead: {},
  answer: null,
  history: historyOf(saved?.settings ?? {}),
  request: 0,
  answered: 0,
  cellRequest: 0,
  failure: null,
  busy: null,
  progress: null,
  document: saved && { text: saved.text, language: saved.language, offset: saved.offset },
  saved,
});

export const litStep = (state: UiState): PanelStep | null => state.model?.steps[state.step] ?? null;

export const isWaiting = (state: UiState): boolean =>
  state.answered < state.request || state.busy !== null;

/** Name of a leading axis, or its number where it has no name of its own. */
export function axisKey(step: PanelStep, axis: number): string {
  const name = step.axisNames[axis] ?? '';
  return name === '' || step.axisNames.indexOf(name) !== axis ? String(axis) : name;
}

/** Leading indices of a step's tensor as chosen, one per leading axis. */
export const leadOf = (state: UiState, step: PanelStep): readonly number[] =>
  (step.tensor?.shape ?? []).slice(0, -2).map((_, axis) => state.lead[axisKey(step, axis)] ?? 0);

const shapeOf = (step: PanelStep | null): readonly number[] | null => step?.tensor?.shape ?? null;

const sameNumbers = (a: readonly number[] | null, b: readonly number[] | null): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((x, i) => x === b[i]));

/** Selects a cell; asks anew for its answer, and keeps the old one only for the same cell. */
function withCell(state: UiState, index: readonly number[] | null): UiState {
  const step = litStep(state);
  const shape = shapeOf(step);
  const found = index !== null && shape !== null ? cellOfIndex(shape, index) : null;
  if (step === null || found === null || index === null) {
    return { ...state, cell: null, answer: null };
  }
  const lead = { ...state.lead };
  found.lead.forEach((at, axis) => {
    lead[axisKey(step, axis)] = at;
  });
  const { answer } = state;
  const same = answer !== null && answer.step === step.id && sameNumbers(answer.index, index);
  return {
    ...state,
    cell: index,
    lead,
    answer: same ? answer : null,
    cellRequest: state.cellRequest + 1,
  };
}

function toStep(state: UiState, to: number): UiState {
  const last = (state.model?.steps.length ?? 0) - 1;
  const step = Math.max(0, Math.min(last, to));
  if (step === state.step) return state;
  const moved = { ...state, step };
  const keeps = sameNumbers(shapeOf(litStep(state)), shapeOf(litStep(moved)));
  return withCell(moved, keeps ? state.cell : null);
}

/** Where the lit step is in a new model: the same value, else the same role, name, or place. */
export function findStep(model: PanelModel, before: PanelStep | null, index: number): number {
  const { steps } = model;
  if (before !== null) {
    const alike = [
      (s: PanelStep) => s.id === before.id && s.role === before.role,
      (s: PanelStep) => before.role !== null && s.role === before.role,
      (s: PanelStep) => s.name === before.name,
      (s: PanelStep) => s.id === before.id,
    ];
    for (const test of alike) {
      const found = steps.findIndex(test);
      if (found >= 0) return found;
    }
  }
  return Math.max(0, Math.min(steps.length - 1, index));
}

const sameSource = (a: PanelModel, b: PanelModel): boolean =>
  a.source.uri === b.source.uri && a.title === b.title;

function historyFor(state: UiState, model: PanelModel, request: number): History<PanelSettings> {
  const { history } = state;
  if (state.model !== null && !sameSource(state.model, model)) return historyOf(model.settings);
  const ours = request !== 0 || state.request > state.answered;
  return ours || sameSettings(history.present, model.settings)
    ? history
    : historyOf(model.settings);
}

function withModel(state: UiState, message: Extract<HostToPanel, { kind: 'model' }>): UiState {
  const { model, request } = message;
  const first = state.model === null;
  const saved = first ? state.saved : null;
  const restored = model.steps.findIndex((s) => s.id === saved?.stepId);
  const other = !first && state.model !== null && !sameSource(state.model, model);
  const step =
    restored >= 0
      ? restored
      : findStep(model, first || other ? null : litStep(state), model.initialStep);
  const next: UiState = {
    ...state,
    strings: message.strings,
    model,
    step,
    history: historyFor(state, model, request),
    request: Math.max(state.request, request),
    answered: Math.max(state.answered, request),
    failure: null,
    busy: null,
    progress: null,
    document: message.document ?? state.document,
    saved: null,
  };
  return withCell(next, other ? null : first ? (saved?.cell ?? null) : state.cell);
}

/** True for an answer to a request that was overtaken, or made before a reload. */
const isOld = (state: UiState, request: number): boolean =>
  state.model !== null && request !== 0 && request !== state.request;

function receive(state: UiState, message: HostToPanel): UiState {
  switch (message.kind) {
    case 'model':
      return isOld(state, message.request) ? state : withModel(state, message);
    case 'failed':
      if (isOld(state, message.request)) return state;
      return {
        ...state,
        failure: message.message,
        busy: null,
        progress: null,
        answered: Math.max(state.answered, message.request),
      };
    case 'cell': {
      const wanted =
        message.request === state.cellRequest &&
        state.cell !== null &&
        message.step === litStep(state)?.id &&
        sameNumbers(message.index, state.cell);
      return wanted ? { ...state, answer: message } : state;
    }
    case 'busy':
      return { ...state, busy: message.message };
    case 'progress': {
      const part = Math.min(1, Math.max(0, message.done / Math.max(1, message.total)));
      return { ...state, progress: part };
    }
    case 'step':
      return toStep(state, state.step + message.by);
    case 'tile':
      // Numbers are no state: the store of tiles has them.
      return state;
    default:
      return message satisfies never;
  }
}

const withHistory = (state: UiState, history: History<PanelSettings>): UiState =>
  history === state.history
    ? state
    : sameSettings(history.present, state.history.present)
      ? { ...state, history }
      : { ...state, history, request: state.request + 1 };

/** The panel's whole behaviour; what leaves the webview follows from comparing two states. */
export function reduce(state: UiState, action: Action): UiState {
  switch (action.type) {
    case 'received':
      return receive(state, action.message);
    case 'step':
      return toStep(state, action.to);
    case 'cell':
      return withCell(state, action.index);
    case 'lead': {
      const step = litStep(state);
      const next = { ...state, lead: { ...state.lead, [action.axis]: action.at } };
      if (step === null || state.cell === null) return next;
      const moved = [...leadOf(next, step), ...state.cell.slice(-2)];
      return withCell(next, moved);
    }
    case 'change': {
      const present = patchSettings(state.history.present, action.patch);
      if (sameSettings(present, state.history.present)) return state;
      return withHistory(state, record(state.history, present, action.subject, action.time));
    }
    case 'reset':
      if (sameSettings(state.history.present, {})) return state;
      return withHistory(state, record(state.history, {}, 'reset', 0));
    case 'retry':
      return { ...state, failure: null, request: state.request + 1 };
    case 'undo':
      return withHistory(state, undo(state.history));
    case 'redo':
      return withHistory(state, redo(state.history));
    default:
      return action satisfies never;
  }
}
