import type { Occurrence, Occurrences } from '../analysis/occurrences.js';
import type { Locale } from '../explain/types.js';
import { runPaths, runsAround } from '../program/runs.js';
import { positionAt } from '../program/span.js';
import type { Program, RunId } from '../program/value.js';
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

/** Which pass of its loop a run is, from 1, among those of the same run around it. */
function passNumber({ runs = [] }: Program, id: RunId): number {
  const run = runs[id];
  return runs
    .slice(0, id + 1)
    .filter((r) => r.span.start === run?.span.start && r.within === run.within).length;
}

/** The runs around what is shown, the outermost first, without those that all have in common. */
function pathOf(document: StoredDocument, { all, shown }: Occurrences): RanIn[] {
  const { program, cell } = shown.item;
  const around = ({ part }: Occurrence): RunId[] => runsAround(program, part.run).reverse();
  const chains = all.map(around);
  const own = around(shown);
  const common = own.findIndex((run, i) => chains.some((c) => c[i] !== run));
  const { lineStarts } = document.analysis();
  return own.slice(Math.max(common, 0)).flatMap((id): RanIn[] => {
    const run = program.runs?.[id];
    if (run === undefined) return [];
    if (run.kind === 'pass') {
      const isTelling = run.name.includes(' = ');
      return [{ code: run.name, ...(isTelling ? {} : { pass: passNumber(program, id) }) }];
    }
    const text = document.text.slice(run.span.start, run.span.end).replaceAll(/\s+/g, ' ');
    const line = positionAt(lineStarts, run.span.start).line + 1;
    return [cell === undefined ? { code: cut(text), line } : { code: run.name }];
  });
}

/** `attend(x, x) (line 12)`. */
const asText =
  (locale: Locale) =>
  ({ code, pass, line }: RanIn): string =>
    [
      code,
      ...(pass === undefined ? [] : [strings[locale].pass(pass)]),
      ...(line === undefined ? [] : [`(${strings[locale].place(line, undefined)})`]),
    ].join(' ');

/** Which of several runs of a place is shown; undefined where there is but one. */
export function ranHere(document: StoredDocument, here: Occurrences): RanHere | undefined {
  const { all, shown } = here;
  if (all.length < 2) return undefined;
  return { number: all.indexOf(shown) + 1, count: all.length, path: pathOf(document, here) };
}

/** The runs of a place to choose from, each with a line that tells it from the others. */
export function runsToChoose(
  document: StoredDocument,
  here: Occurrences,
  locale: Locale,
): RunsHere | undefined {
  const { all, shown } = here;
  if (all.length < 2) return undefined;
  const paths = runPaths(shown.item.program.runs ?? []);
  const at = all.indexOf(shown);
  const from = Math.max(0, Math.min(at - maxRuns / 2, all.length - maxRuns));
  const near = all.slice(from, from + maxRuns);
  return {
    shown: at - from,
    all: near.map((one) => ({
      path: one.part.run === undefined ? '' : (paths[one.part.run] ?? ''),
      label: pathOf(document, { all, shown: one }).map(asText(locale)).join(' › '),
    })),
  };
}
