/** A value with the ones before and after it. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change was about and when, so that a drag or a word typed is one entry. */
  readonly last: { readonly subject: string; readonly time: number } | null;
}

const LIMIT = 100;
const MERGE_MS = 1000;

export const historyOf = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  last: null,
});

/** Records a change; changes of one subject that follow within a second are one entry. */
export function record<T>(
  history: History<T>,
  present: T,
  subject: string,
  time: number,
): History<T> {
  const { last } = history;
  const merges =
    last !== null && last.subject === subject && time >= last.time && time - last.time < MERGE_MS;
  const past = merges ? history.past : [...history.past, history.present].slice(-LIMIT);
  return { past, present, future: [], last: { subject, time } };
}

export const canUndo = (history: History<unknown>): boolean => history.past.length > 0;
export const canRedo = (history: History<unknown>): boolean => history.future.length > 0;

export function undo<T>(history: History<T>): History<T> {
  if (!canUndo(history)) return history;
  const [present] = history.past.slice(-1) as [T];
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
    last: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  if (!canRedo(history)) return history;
  const [present] = history.future as readonly [T, ...T[]];
  return {
    past: [...history.past, history.present],
    present,
    future: history.future.slice(1),
    last: null,
  };
}
