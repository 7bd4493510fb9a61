import * as vscode from 'vscode';
import type { Range } from '../program/span.js';
import type { SourceDocument } from '../worker/client.js';
import { editsSince, textLength } from './edits.js';
import { languageOf } from './languages.js';
import { mathMacros } from './mathMacros.js';

/** A document as the worker sees it, with the way back to positions in the editor. */
export interface EditorSource {
  readonly document: SourceDocument;
  /** Of the text that the worker reads, which is not put together for it. */
  length(): number;
  offsetAt(position: vscode.Position): number;
  rangeAt(range: Range): vscode.Range | undefined;
}

function cellsBefore(document: vscode.TextDocument): readonly vscode.TextDocument[] {
  const notebook = vscode.workspace.notebookDocuments.find((n) =>
    n.getCells().some((c) => c.document === document),
  );
  const cells = notebook?.getCells() ?? [];
  const at = cells.findIndex((c) => c.document === document);
  return cells
    .slice(0, at)
    .filter((c) => c.kind === vscode.NotebookCellKind.Code && languageOf(c.document) === 'python')
    .map((c) => c.document);
}

const serials = new WeakMap<vscode.TextDocument, number>();
let lastSerial = 0;

/**
 * What the worker knows a document by. A document that is closed and one that is opened later at the
 * same address (Untitled-1, for one) count their versions alike, so the address does not do.
 */
export function documentId(document: vscode.TextDocument): string {
  let serial = serials.get(document);
  if (serial === undefined) {
    lastSerial += 1;
    serial = lastSerial;
    serials.set(document, serial);
  }
  return `${document.uri.toString()} ${serial}`;
}

/**
 * What the worker reads for an open document. A code cell of a notebook is read after the code
 * cells above it, whose names it uses.
 */
export function editorSource(document: vscode.TextDocument): EditorSource | undefined {
  const language = languageOf(document);
  if (language === undefined) return undefined;
  const isCell = document.uri.scheme === 'vscode-notebook-cell';
  const before = isCell && language === 'python' ? cellsBefore(document) : [];
  const prefixLines = before.reduce((lines, cell) => lines + cell.lineCount, 0);
  const prefix = before.map((cell) => `${cell.getText()}\n`).join('');
  // Any change of any cell above, and adding or removing one, is a new version.
  const version = before.reduce((sum, cell) => sum * 31 + cell.version, document.version) | 0;
  const { macros, revision } = mathMacros(document);
  const own = before.length === 0 ? document.version : version;
  const isCurrent = (): boolean => before.length === 0 && document.version === own;
  const settled = revision === 0 ? own : (own + revision * 100_003) | 0;
  return {
    document: {
      id: documentId(document),
      version: settled,
      language,
      getText: () => prefix + document.getText(),
      isCurrent,
      editsSince: (since) =>
        isCurrent() ? editsSince(document, since - (settled - own)) : undefined,
      ...(macros === undefined ? {} : { macros }),
    },
    length: () => prefix.length + textLength(document),
    offsetAt: (position) => prefix.length + document.offsetAt(position),
    rangeAt({ start, end }) {
      if (start.line < prefixLines) return undefined;
      return new vscode.Range(
        start.line - prefixLines,
        start.character,
        end.line - prefixLines,
        end.character,
      );
    },
  };
}
