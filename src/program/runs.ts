import { onceEach } from './remember.js';
import type { Program, Run, RunId } from './value.js';

/** A run and the runs it happened in, the innermost first. */
export function runsAround({ runs }: Program, run: RunId | undefined): RunId[] {
  const chain: RunId[] = [];
  for (let at = run; at !== undefined; at = runs?.[at]?.within) chain.push(at);
  return chain;
}

/** True where one of the runs happened in the other, or they are one. */
export const isRelated = (program: Program, a: RunId, b: RunId): boolean =>
  runsAround(program, a).includes(b) || runsAround(program, b).includes(a);

/**
 * For every run a text that stays the same when lines are added elsewhere: what ran and the how-manieth
 * time, within what. It is how a reader's choice of a run outlives an edit.
 */
export const runPaths = onceEach((runs: readonly Run[]): readonly string[] => {
  const paths: string[] = [];
  const seen = new Map<string, number>();
  for (const { kind, name, within } of runs) {
    const path = `${within === undefined ? '' : (paths[within] ?? '')}/${kind} ${name}`;
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    paths.push(`${path} ${before}`);
  }
  return paths;
});

/** For every run, which one of its loop or its call it is within the run around it, from 1. */
export const passNumbers = onceEach((runs: readonly Run[]): readonly number[] => {
  const seen = new Map<string, number>();
  return runs.map(({ span, within }) => {
    const key = `${span.start} ${within ?? ''}`;
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return number;
  });
});
