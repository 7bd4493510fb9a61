import * as vscode from 'vscode';
import type { HoverContent } from '../protocol/worker.js';
import type { AnalysisClient, SourceDocument } from '../worker/client.js';
import type { ChosenRuns } from './chosenRuns.js';
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

export function registerCommands(
  client: AnalysisClient,
  panels: Panels,
  chosenRuns: ChosenRuns,
): vscode.Disposable[] {
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

  /** The hover at a place, without its pictures. */
  async function hoverAt(place: Place): Promise<HoverContent | null> {
    const source = editorSource(place.document);
    if (source === undefined) return null;
    const answer = await client.ask(
      'hover',
      source.document,
      {
        offset: source.offsetAt(place.range.start),
        theme: theme(),
        locale: locale(),
        images: false,
        deadlineMs: limitMs,
        runs: chosenRuns.of(place.document.uri),
      },
      { timeoutMs: limitMs },
    );
    return answer.ok ? answer.value : null;
  }

  /** Lets the reader say which call or pass is shown, and shows it. */
  async function chooseRun(argument: unknown): Promise<void> {
    const place = await placeOf(argument);
    if (place === undefined) return;
    const path = isPlace(argument) ? (argument.run ?? (await askRun(place))) : await askRun(place);
    if (path === undefined) return;
    const { document, range } = place;
    chosenRuns.choose(document.uri, path);
    const open = vscode.window.visibleTextEditors.find((e) => e.document === document);
    // A cell of a notebook is an editor already, and is not to be opened a second time as a file.
    const editor =
      open !== undefined && open === vscode.window.activeTextEditor
        ? open
        : await vscode.window.showTextDocument(document, open?.viewColumn);
    // The hover stands where the cursor is.
    editor.selection = new vscode.Selection(range.start, range.start);
    await vscode.commands.executeCommand('editor.action.hideHover');
    await vscode.commands.executeCommand('editor.action.showHover');
  }

  async function askRun(place: Place): Promise<string | undefined> {
    const runs = (await hoverAt(place))?.runs;
    if (runs === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This place ran once, or is no tensor: there is nothing to choose.'),
      );
      return undefined;
    }
    const picks = runs.all.map(({ label, path }, i) => ({
      label,
      path,
      description: i === runs.shown ? vscode.l10n.t('shown now') : '',
    }));
    const picked = await vscode.window.showQuickPick(picks, {
      placeHolder: vscode.l10n.t('Which call or pass of the loop shall be shown?'),
    });
    return picked?.path;
  }

  async function copyAsPyTorch(argument: unknown): Promise<void> {
    const place = await placeOf(argument);
    const content = place && (await hoverAt(place));
    if (content?.pytorch !== undefined && content.pytorch !== '') {
      await vscode.env.clipboard.writeText(content.pytorch);
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
    register(commandIds.chooseRun, chooseRun),
    register(commandIds.nextStep, () => panels.step(1)),
    register(commandIds.previousStep, () => panels.step(-1)),
    register(commandIds.restartEngine, () => {
      client.restart();
      vscode.window.setStatusBarMessage(vscode.l10n.t('The engine was restarted.'), 3000);
    }),
  ];
}
