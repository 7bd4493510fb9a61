import * as vscode from 'vscode';
import { hoverStrings } from '../protocol/hoverStrings.js';
import type { AnalysisClient } from '../worker/client.js';
import { abortSignal } from './cancellation.js';
import { commandIds, type PlaceArguments } from './commandIds.js';
import { editorSource } from './documents.js';
import { codeLensEnabled, locale } from './settings.js';

/** "Visualize" above every formula and every stretch of code in which attention is recognised. */
export function createCodeLensProvider(
  client: AnalysisClient,
  onChange: vscode.Event<void>,
): vscode.CodeLensProvider {
  return {
    onDidChangeCodeLenses: onChange,
    async provideCodeLenses(document, token) {
      const source = editorSource(document);
      if (source === undefined || !codeLensEnabled(document)) return [];
      const answer = await client.ask(
        'items',
        source.document,
        { locale: locale() },
        { signal: abortSignal(token), timeoutMs: 20_000 },
      );
      if (!answer.ok) return [];
      return answer.value.flatMap((item) => {
        const range = source.rangeAt(item.range);
        if (range === undefined) return [];
        const place: PlaceArguments = {
          uri: document.uri.toString(),
          line: range.start.line,
          character: range.start.character,
        };
        return new vscode.CodeLens(new vscode.Range(range.start, range.start), {
          title: `$(eye) ${hoverStrings[locale()].visualize(item.title)}`,
          command: commandIds.visualize,
          arguments: [place],
        });
      });
    },
  };
}
