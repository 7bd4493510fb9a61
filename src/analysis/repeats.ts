import type { AnalyzedItem, Listed } from '../analysisTypes.js';
import type { Problem } from '../program/problem.js';
import { shiftSpan } from '../program/span.js';
import type { Program, Value } from '../program/value.js';

/** Programs that are another program at another place in the text. */
const firsts = new WeakMap<Program, Program>();

/**
 * The program that was read where the same formula stood first: the same values, so the same numbers
 * and words; only places differ. The program itself where it is no repetition.
 */
export const firstOf = (program: Program): Program => firsts.get(program) ?? program;

/** Programs made of one program, by how. */
const variants = new WeakMap<Program, Map<string, Program>>();

/**
 * Says that `made` was made of `source` in a way that `key` tells: made in the same way of the same
 * formula at another place, it is a repetition.
 */
export function markSame(made: Program, source: Program, key: string): void {
  const known = variants.get(firstOf(source)) ?? new Map<string, Program>();
  variants.set(firstOf(source), known);
  const first = known.get(key);
  if (first === undefined) known.set(key, made);
  else if (first !== made) firsts.set(made, first);
}

const moveProblem = (problem: Problem, by: number): Problem => ({
  ...problem,
  span: shiftSpan(problem.span, by),
});

const moveValue = (value: Value, by: number): Value => ({
  ...value,
  span: shiftSpan(value.span, by),
  ...(value.entries === undefined
    ? {}
    : { entries: value.entries.map((e) => ({ ...e, span: shiftSpan(e.span, by) })) }),
});

function moveProgram(program: Program, by: number): Program {
  const moved = {
    ...program,
    values: program.values.map((v) => moveValue(v, by)),
    mentions: program.mentions.map((m) => ({ ...m, span: shiftSpan(m.span, by) })),
    labels: program.labels.map((l) => ({ ...l, span: shiftSpan(l.span, by) })),
    problems: program.problems.map((p) => moveProblem(p, by)),
  };
  firsts.set(moved, firstOf(program));
  return moved;
}

/** What an item says of where its formula stands. */
export type Standing = Pick<AnalyzedItem, 'id' | 'display' | 'topics' | 'told'>;

/** The item of a formula that stands again `by` characters further on. */
export function moveItem(item: AnalyzedItem, by: number, own: Standing): AnalyzedItem {
  if (by === 0) return { ...item, ...own };
  return {
    ...item,
    ...own,
    span: shiftSpan(item.span, by),
    program: moveProgram(item.program, by),
    problems: item.problems.map((p) => moveProblem(p, by)),
    ...(item.checks === undefined
      ? {}
      : { checks: item.checks.map((c) => ({ ...c, span: shiftSpan(c.span, by) })) }),
  };
}

/** An item as it stands in the list of its document. */
export const asListed = (item: AnalyzedItem): Listed => ({ first: item, by: 0, item: () => item });
