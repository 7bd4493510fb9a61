import * as vscode from 'vscode';
import type { TextEdits } from '../worker/client.js';
import { createEditLog, type EditLog } from '../protocol/editLog.js';
import { languageOf } from './languages.js';

const logs = new WeakMap<vscode.TextDocument, EditLog>();

/** Remembers what is edited in documents that the worker may read. */
export function watchEdits(): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (languageOf(document) === undefined) {
      logs.delete(document);
      return;
    }
    const known = logs.get(document);
    // Saving changes nothing of the text.
    if (contentChanges.length === 0 && known?.between(document.version - 1, document.version))
      return;
    const log = known ?? createEditLog();
    logs.set(document, log);
    const lineEnd = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      length: rangeLength,
      text: text.replaceAll(/\r\n|\r|\n/g, lineEnd),
    }));
    log.add(document.version, edits);
  });
}

/** The length of a document's text, which is not put together for it. */
export const textLength = (document: vscode.TextDocument): number =>
  document.offsetAt(document.lineAt(document.lineCount - 1).range.end);

/** Edits that lead from an earlier version of a document to the one that it has. */
export function editsSince(document: vscode.TextDocument, version: number): TextEdits | undefined {
  const edits = logs.get(document)?.between(version, document.version);
  return edits === undefined ? undefined : { edits, length: textLength(document) };
}
