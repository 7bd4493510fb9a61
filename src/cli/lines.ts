import { lastUpTo } from '../program/search.js';

/** Lines walked over before the place is looked for. */
const maxSteps = 8;

/**
 * Lines of offsets that mostly follow one another, from the line starts of a text: looks around the
 * line that was last asked for before it searches.
 */
export function createLines(starts: readonly number[]) {
  let line = 0;
  const start = (index: number): number => starts[index] ?? 0;
  return {
    start,
    of(offset: number): number {
      for (let steps = 0; steps < maxSteps; steps++) {
        if (offset < start(line) && line > 0) line -= 1;
        else if (line + 1 < starts.length && start(line + 1) <= offset) line += 1;
        else return line;
      }
      return (line = Math.max(lastUpTo(starts, offset), 0));
    },
  };
}
