import type { Occurrence, Occurrences } from '../analysis/occurrences.js';
import type { Locale } from '../explain/types.js';
import { passNumbers, runPaths, runsAround } from '../program/runs.js';
import { positionAt } from '../program/span.js';
import type { RunId } from '../program/value.js';
import type { RunsHere } from '../protocol/worker.js';
import type { RanHere, RanIn } from '../render/hoverInput.js';
import { strings } from '../render/strings.js';
import type { StoredDocument } from './documentStore.js';

/** Longest text of a call. */
const maxCall = 48;
/** Runs that a reader can choose from; of more, those around the one shown. */
const maxRuns = 200;

const cut = (text: string): string =>
  text.length <= maxCall ? text : `${text.slice(0, maxCall - 1)}…`;

/** `attend(x, x) (line 12)`. */
const asText =
  (locale: Locale) =>
  ({ code, pass, line }: RanIn): string =>
    [
      code,
      ...(pass === undefined ? [] : [strings[locale].pass(pass)]),
      ...(line === undefined ? [] : [`(${strings[locale].place(line, undefined)})`]),
    ].join(' ');

/** How many runs, the outermost first, all have in common. */
function commonRuns([first = [], ...others]: readonly (readonly RunId[])[]): number {
  const differs = first.findIndex((run, i) => others.some((chain) => chain[i] !== run));
  return differs < 0 ? first.length : differs;
}

/** Which of several runs of a place is shown, and what a reader can choose from. */
export interface RunsShown {
  readonly ran: RanHere;
  readonly runs: RunsHere;
}

/** The runs of a place; undefined where there is but one. */
export function runsShown(
  document: StoredDocument,
  { all, shown }: Occurrences,
  locale: Locale,
): RunsShown | undefined {
  if (all.length < 2) return undefined;
  const { program, cell } = shown.item;
  const { runs = [] } = program;
  const { lineStarts } = document.analysis();
  const around = ({ part }: Occurrence): RunId[] => runsAround(program, part.run).reverse();
  const common = commonRuns(all.map(around));

  function ranIn(id: RunId): RanIn[] {
    const run = runs[id];
    if (run === undefined) return [];
    if (run.kind === 'pass') {
      const isTelling = run.name.includes(' = ');
      return [{ code: run.name, ...(isTelling ? {} : { pass: passNumbers(runs)[id] ?? 1 }) }];
    }
    const text = document.text.slice(run.span.start, run.span.end).replaceAll(/\s+/g, ' ');
    const line = positionAt(lineStarts, run.span.start).line + 1;
    return [cell === undefined ? { code: cut(text), line } : { code: run.name }];
  }
  /** Without those that all have in common, unless it has no others. */
  function pathOf(one: Occurrence): RanIn[] {
    const own = around(one);
    return own.slice(own.length > common ? common : 0).flatMap(ranIn);
  }

  const at = all.indexOf(shown);
  const from = Math.max(0, Math.min(at - maxRuns / 2, all.length - maxRuns));
  const paths = runPaths(runs);
  return {
    ran: { number: at + 1, count: all.length, path: pathOf(shown) },
    runs: {
      shown: at - from,
      all: all.slice(from, from + maxRuns).map((one) => ({
        path: one.part.run === undefined ? '' : (paths[one.part.run] ?? ''),
        label: pathOf(one).map(asText(locale)).join(' › '),
      })),
    },
  };
}
