import * as vscode from 'vscode';
import type { AnalysisClient, SourceDocument } from '../worker/client.js';
import { commandIds, isPlace } from './commandIds.js';
import { editorSource } from './documents.js';
import { languageOf } from './languages.js';
import type { Panels } from './panels.js';
import type { PanelTarget } from './panelSession.js';
import { locale, theme } from './settings.js';

const limitMs = 10_000;
/** Work past this shows progress that can be cancelled. */
const progressAfterMs = 1_000;

interface Place {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/** Where a command acts: the place of the link it came from, else the active editor's selection. */
async function placeOf(argument: unknown): Promise<Place | undefined> {
  if (isPlace(argument)) {
    const at = new vscode.Position(argument.line, argument.character);
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
      return { document, range: new vscode.Range(at, at) };
    } catch {
      return undefined;
    }
  }
  const editor = vscode.window.activeTextEditor;
  return editor && { document: editor.document, range: editor.selection };
}

/** Shows progress for `work` once it takes longer than a second, and lets the user stop it. */
async function withLateProgress<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Attention Lens is computing…'),
        cancellable: true,
      },
      async (_progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        await result;
      },
    );
  }, progressAfterMs);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}

let selections = 0;

/** A selection read on its own: code in a Python file, else a formula. */
function selectedText(place: Place): SourceDocument | undefined {
  const text = place.document.getText(place.range).trim();
  if (text === '') return undefined;
  const isPython = languageOf(place.document) === 'python';
  selections += 1;
  return {
    id: `attention-lens-selection:${selections}`,
    version: 1,
    language: isPython ? 'python' : 'latex',
    getText: () => (isPython || /\$|\\\(|\\\[|\\begin/.test(text) ? text : `\\[${text}\\]`),
  };
}

export function registerCommands(client: AnalysisClient, panels: Panels): vscode.Disposable[] {
  /** True where the worker has something to show at a target's place. */
  async function suits(document: SourceDocument, start: number, end: number): Promise<boolean> {
    const answer = await withLateProgress((signal) =>
      client.ask(
        'visualize',
        document,
        { start, end, locale: locale(), settings: {}, label: '', uri: null },
        { signal, timeoutMs: limitMs },
      ),
    );
    if (!answer.ok && answer.error.code !== 'cancelled') {
      void vscode.window.showErrorMessage(
        vscode.l10n.t('This could not be computed: {0}', answer.error.message),
      );
    }
    return answer.ok && answer.value !== null;
  }

  async function target(argument: unknown): Promise<PanelTarget> {
    const place = await placeOf(argument);
    if (place === undefined) return { kind: 'example' };
    const source = editorSource(place.document);
    const { range } = place;
    if (source !== undefined) {
      const [start, end] = [source.offsetAt(range.start), source.offsetAt(range.end)];
      if (await suits(source.document, start, end)) {
        return { kind: 'document', uri: place.document.uri, range };
      }
    }
    const selected = selectedText(place);
    if (selected !== undefined && (await suits(selected, 0, selected.getText().length))) {
      return { kind: 'text', document: selected, label: '' };
    }
    return { kind: 'example' };
  }

  async function copyAsPyTorch(argument: unknown): Promise<void> {
    const place = await placeOf(argument);
    const source = place && editorSource(place.document);
    const answer =
      place === undefined || source === undefined
        ? undefined
        : await client.ask(
            'hover',
            source.document,
            {
              offset: source.offsetAt(place.range.start),
              theme: theme(),
              locale: locale(),
              images: false,
              deadlineMs: limitMs,
            },
            { timeoutMs: limitMs },
          );
    if (answer?.ok === true && answer.value !== null && answer.value.pytorch !== '') {
      await vscode.env.clipboard.writeText(answer.value.pytorch);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as PyTorch code.'), 3000);
    } else {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no formula or tensor here to copy.'),
      );
    }
  }

  const register = (id: string, run: (argument: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, run);
  return [
    register(commandIds.visualize, async (argument) => panels.show(await target(argument))),
    register(commandIds.openExample, () => panels.show({ kind: 'example' })),
    register(commandIds.copyAsPyTorch, copyAsPyTorch),
    register(commandIds.nextStep, () => panels.step(1)),
    register(commandIds.previousStep, () => panels.step(-1)),
    register(commandIds.restartEngine, () => {
      client.restart();
      vscode.window.setStatusBarMessage(vscode.l10n.t('The engine was restarted.'), 3000);
    }),
  ];
}
