import * as vscode from 'vscode';
import type { Span } from '../program/span.js';
import type { DocumentProblem } from '../protocol/worker.js';
import type { AnalysisClient } from '../worker/client.js';
import { editorSource, type EditorSource } from './documents.js';
import { languageOf } from './languages.js';
import { affectsMacros } from './mathMacros.js';
import { createQuickFixes, type QuickFix } from './quickFixes.js';
import { affectsSettings, diagnosticsEnabled, locale } from './settings.js';

/** Quiet time after an edit before a document is checked, milliseconds. */
const quietMs = 400;
const answerLimitMs = 20_000;
/** How often one question is asked again where the engine was gone before it answered. */
const maxAgain = 3;
/** Characters of a document that is checked as a whole; of a longer one, what is in view. */
const maxWhole = 200_000;
/** Lines above and below the view that are checked with it. */
const margin = 100;

function placesOf(source: EditorSource, editors: readonly vscode.TextEditor[]): Span[] {
  const length = source.length();
  if (length <= maxWhole) return [{ start: 0, end: length }];
  return editors
    .flatMap((e) => e.visibleRanges)
    .map(({ start, end }) => ({
      start: source.offsetAt(new vscode.Position(Math.max(0, start.line - margin), 0)),
      end: source.offsetAt(new vscode.Position(end.line + margin, 0)),
    }));
}

const sourceName = 'Attention Lens';

/** What the editor's own hover says of a position: the problems that are underlined there. */
export const underlinedAt = (
  document: vscode.TextDocument,
  position: vscode.Position,
): readonly string[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter((d) => d.source === sourceName && d.range.contains(position))
    .map((d) => d.message);

function toDiagnostic({ code, message }: DocumentProblem, range: vscode.Range): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = sourceName;
  diagnostic.code = code;
  return diagnostic;
}

/** Cells of one notebook are read together. */
const readTogether = (a: vscode.TextDocument, b: vscode.TextDocument): boolean =>
  a === b || (a.uri.scheme === 'vscode-notebook-cell' && a.uri.path === b.uri.path);

/** What is underlined in one document. */
interface Checked {
  /** Of the document, whose edits make the places of the fixes wrong. */
  readonly version: number;
  /** What was asked; the same is not asked again. */
  readonly question: string;
  readonly fixes: readonly QuickFix[];
}

/** Underlines mistakes in visible documents, some time after the last edit, and offers fixes. */
export function createDiagnostics(client: AnalysisClient): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('attentionLens');
  const checked = new Map<vscode.TextDocument, Checked>();
  const timers = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  const asking = new Map<vscode.TextDocument, AbortController>();
  /** Questions that the engine was gone before, and how often. */
  const unanswered = new Map<vscode.TextDocument, { question: string; times: number }>();

  function stop(document: vscode.TextDocument): void {
    clearTimeout(timers.get(document));
    timers.delete(document);
    asking.get(document)?.abort();
    asking.delete(document);
  }

  function forget(document: vscode.TextDocument): void {
    stop(document);
    unanswered.delete(document);
    if (checked.delete(document)) collection.delete(document.uri);
  }

  async function check(document: vscode.TextDocument): Promise<void> {
    timers.delete(document);
    const source = diagnosticsEnabled(document) ? editorSource(document) : undefined;
    const editors = vscode.window.visibleTextEditors.filter((e) => e.document === document);
    const known = checked.get(document);
    // Nobody sees a document that is open behind others, but its problems stay in the list.
    const isHidden = editors.length === 0 && known?.version === document.version;
    if (isHidden && source !== undefined) return;
    if (source === undefined || editors.length === 0) return forget(document);
    const rest = { places: placesOf(source, editors), locale: locale() };
    const question = JSON.stringify([source.document.version, rest]);
    if (known?.question === question) return;
    const controller = new AbortController();
    asking.set(document, controller);
    const { signal } = controller;
    const options = { signal, timeoutMs: answerLimitMs };
    const answer = await client.ask('problems', source.document, rest, options);
    if (signal.aborted) return;
    asking.delete(document);
    if (!answer.ok && answer.error.code === 'worker-gone') return again(document, question);
    unanswered.delete(document);
    const isStale = editorSource(document)?.document.version !== source.document.version;
    if (!answer.ok || isStale || document.isClosed) return;
    const fixes: QuickFix[] = [];
    const diagnostics = answer.value.flatMap((problem) => {
      const range = source.rangeAt(problem.range);
      if (range === undefined) return [];
      const diagnostic = toDiagnostic(problem, range);
      if (problem.instead !== null) fixes.push({ diagnostic, ...problem.instead });
      return diagnostic;
    });
    checked.set(document, { version: document.version, question, fixes });
    collection.set(document.uri, diagnostics);
  }

  function later(document: vscode.TextDocument): void {
    if (languageOf(document) === undefined) return;
    stop(document);
    timers.set(
      document,
      setTimeout(() => void check(document), quietMs),
    );
  }

  function again(document: vscode.TextDocument, question: string): void {
    const before = unanswered.get(document);
    const times = before?.question === question ? before.times + 1 : 1;
    unanswered.set(document, { question, times });
    if (times <= maxAgain) later(document);
  }

  const visible = (): Set<vscode.TextDocument> =>
    new Set(vscode.window.visibleTextEditors.map((e) => e.document));
  const all = (): void => new Set([...visible(), ...checked.keys()]).forEach(later);

  all();
  const subscriptions = [
    vscode.window.onDidChangeVisibleTextEditors(() => visible().forEach(later)),
    vscode.window.onDidChangeTextEditorVisibleRanges((e) => later(e.textEditor.document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      for (const other of [document, ...visible()]) {
        if (readTogether(document, other)) later(other);
      }
    }),
    // A document in another language closes and opens in its editor.
    vscode.workspace.onDidOpenTextDocument(later),
    vscode.workspace.onDidCloseTextDocument(forget),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (affectsSettings(event) || affectsMacros(event)) all();
    }),
    createQuickFixes((document) => {
      const known = checked.get(document);
      return known?.version === document.version ? known.fixes : [];
    }),
    collection,
  ];
  return {
    dispose() {
      for (const document of [...timers.keys(), ...asking.keys()]) stop(document);
      for (const one of subscriptions) one.dispose();
    },
  };
}
