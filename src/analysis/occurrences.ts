import type { AnalyzedItem } from '../analysisTypes.js';
import { isRelated, runPaths } from '../program/runs.js';
import type { RunId } from '../program/value.js';
import { itemsAt, type PartAt } from './at.js';

/** What stands at a place of code in one of the runs that came by. */
export interface Occurrence {
  readonly item: AnalyzedItem;
  readonly part: PartAt;
}

/** What a place of code shows: one of the times that it ran, and all of them in order. */
export interface Occurrences {
  readonly all: readonly Occurrence[];
  readonly shown: Occurrence;
}

/**
 * What an offset of code stands for: calls and loops come by a place several times, each with values of
 * its own. Of these the last, unless a run of `chosen` (paths as {@link runPaths} has them, the newest
 * choice first) has to do with one. Undefined where no value is.
 */
export function occurrencesAt(
  items: readonly AnalyzedItem[],
  offset: number,
  chosen: readonly string[],
): Occurrences | undefined {
  const around = itemsAt(items, offset);
  const [first] = around;
  const best = first?.parts[0];
  if (first === undefined || best === undefined) return undefined;
  const { program } = first.item;
  const byRun = new Map<RunId | undefined, Occurrence>();
  for (const { item, parts } of around) {
    for (const part of parts) {
      const isHere = part.span.start === best.span.start && part.span.end === best.span.end;
      if (isHere && !byRun.has(part.run)) byRun.set(part.run, { item, part });
    }
  }
  const ran = [...byRun.values()].sort((a, b) => (a.part.run ?? -1) - (b.part.run ?? -1));
  const shown = chosenOf(ran, runPaths(program.runs ?? []), chosen) ?? ran.at(-1);
  if (shown === undefined) return undefined;
  // What is the same value in every pass has nothing to choose.
  const differs = new Set(ran.map(({ part }) => part.value)).size > 1;
  return { all: differs ? ran : [shown], shown };
}

/** The last that has to do with the newest choice that any has to do with. */
function chosenOf(
  ran: readonly Occurrence[],
  paths: readonly string[],
  chosen: readonly string[],
): Occurrence | undefined {
  for (const path of chosen) {
    const run = paths.indexOf(path);
    if (run < 0) continue;
    const found = ran.findLast(
      ({ item, part }) => part.run !== undefined && isRelated(item.program, part.run, run),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
