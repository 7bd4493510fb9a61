import * as vscode from 'vscode';
import { hoverStrings } from '../protocol/hoverStrings.js';
import { lineLinks, linksPlace, runsPlace, type RunsHere } from '../protocol/worker.js';
import type { AnalysisClient } from '../worker/client.js';
import { abortSignal } from './cancellation.js';
import type { ChosenRuns } from './chosenRuns.js';
import { commandIds, type PlaceArguments } from './commandIds.js';
import { underlinedAt } from './diagnostics.js';
import { editorSource } from './documents.js';
import { hoverEnabled, hoverImages, locale, theme } from './settings.js';

/** Engine time for one hover, milliseconds. */
const hoverDeadlineMs = 250;
/** The first hover also reads the document and loads the typesetter. */
const answerLimitMs = 10_000;

const commandLink = (label: string, command: string, place: PlaceArguments): string =>
  `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([place]))})`;

/** Links that act on the item hovered, as one line of Markdown. */
function links(place: PlaceArguments, hasCode: boolean, problems: number): string {
  const words = hoverStrings[locale()];
  const parts = [commandLink(words.stepByStep, commandIds.visualize, place)];
  if (hasCode) parts.push(commandLink(words.copyAsPyTorch, commandIds.copyAsPyTorch, place));
  if (problems > 0) parts.push(`$(warning) ${words.problems(problems)}`);
  return parts.join(' · ');
}

/** More runs than this are chosen from a list. */
const fewRuns = 3;

/** Links to the runs before and after the one shown, and to the list of all. */
function runLinks(place: PlaceArguments, runs: RunsHere | undefined): string {
  if (runs === undefined) return '';
  const words = hoverStrings[locale()];
  const to = (label: string, at: number): string[] => {
    const run = runs.all[at]?.path;
    return run === undefined ? [] : [commandLink(label, commandIds.chooseRun, { ...place, run })];
  };
  return [
    '',
    ...to(`$(chevron-left) ${words.previousRun}`, runs.shown - 1),
    ...to(`${words.nextRun} $(chevron-right)`, runs.shown + 1),
    ...(runs.all.length > fewRuns
      ? [commandLink(words.chooseRun, commandIds.chooseRun, place)]
      : []),
  ].join(' · ');
}

/** Links to lines of the hovered document; where its address has a fragment already, their words. */
const withLines = (markdown: string, uri: vscode.Uri): string =>
  markdown.replaceAll(lineLinks, (_, label: string, line: string) =>
    uri.fragment === '' ? `[${label}](${uri.with({ fragment: `L${line}` }).toString()})` : label,
  );

export function createHoverProvider(
  client: AnalysisClient,
  chosenRuns: ChosenRuns,
): vscode.HoverProvider {
  return {
    async provideHover(document, position, token) {
      const source = editorSource(document);
      if (source === undefined || !hoverEnabled(document)) return undefined;
      const answer = await client.ask(
        'hover',
        source.document,
        {
          offset: source.offsetAt(position),
          theme: theme(),
          locale: locale(),
          images: hoverImages(),
          deadlineMs: hoverDeadlineMs,
          runs: chosenRuns.of(document.uri),
          underlined: underlinedAt(document, position),
        },
        { signal: abortSignal(token), timeoutMs: answerLimitMs },
      );
      if (!answer.ok || answer.value === null || token.isCancellationRequested) return undefined;
      const { markdown, range, pytorch, problems, runs } = answer.value;
      const place: PlaceArguments = {
        uri: document.uri.toString(),
        line: position.line,
        character: position.character,
      };
      const contents = new vscode.MarkdownString(
        withLines(markdown, document.uri)
          .replace(runsPlace, () => runLinks(place, runs))
          .replace(linksPlace, () => links(place, pytorch !== '', problems)),
        true,
      );
      contents.supportHtml = true;
      contents.isTrusted = {
        enabledCommands: [commandIds.visualize, commandIds.copyAsPyTorch, commandIds.chooseRun],
      };
      return new vscode.Hover(contents, source.rangeAt(range));
    },
  };
}
