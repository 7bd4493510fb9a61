import * as vscode from 'vscode';
import type { HostToPanel, PanelModel, PanelSettings } from '../protocol/panel.js';
import { panelStrings } from '../protocol/panelStrings.js';
import type { RpcAnswer } from '../protocol/rpc.js';
import type { ModelSource } from '../protocol/worker.js';
import type { AnalysisClient, SourceDocument } from '../worker/client.js';
import type { ChosenRuns } from './chosenRuns.js';
import { editorSource } from './documents.js';
import { panelHtml } from './panelHtml.js';
import { parsePanelMessage } from './panelMessages.js';
import { createPanelTiles } from './panelTiles.js';
import { locale } from './settings.js';

/** Milliseconds of engine time for one picture of the panel. */
const panelLimitMs = 10_000;
const editDelayMs = 300;
/** Work past this shows how far it is, and can be cancelled. */
const progressAfterMs = 1_000;

/** What a panel shows: the worked example, a place in an open document, or a selected text. */
export type PanelTarget =
  | { readonly kind: 'example' }
  | { readonly kind: 'document'; readonly uri: vscode.Uri; readonly range: vscode.Range }
  | { readonly kind: 'text'; readonly document: SourceDocument; readonly label: string };

export interface PanelSession {
  readonly panel: vscode.WebviewPanel;
  show(target: PanelTarget, settings?: PanelSettings): void;
  step(by: 1 | -1): void;
  dispose(): void;
}

/** The document of a target with offsets for the worker; undefined where it is gone. */
async function openTarget(
  target: Exclude<PanelTarget, { kind: 'example' }>,
): Promise<
  | { document: SourceDocument; start: number; end: number; label: string; uri: string | null }
  | undefined
> {
  if (target.kind === 'text') {
    const { document, label } = target;
    return { document, start: 0, end: document.getText().length, label, uri: null };
  }
  try {
    const document = await vscode.workspace.openTextDocument(target.uri);
    const source = editorSource(document);
    if (source === undefined) return undefined;
    const range = document.validateRange(target.range);
    return {
      document: source.document,
      start: source.offsetAt(range.start),
      end: source.offsetAt(range.end),
      label: `${vscode.workspace.asRelativePath(target.uri)}:${range.start.line + 1}`,
      uri: target.uri.toString(),
    };
  } catch {
    return undefined;
  }
}

/** Longest selection that the panel keeps to be restored from. */
const maxKeptText = 100_000;

/** A selection has no document to be read again after a reload, so the panel keeps its text. */
function keptText(target: PanelTarget): Pick<Extract<HostToPanel, { kind: 'model' }>, 'document'> {
  if (target.kind !== 'text' || target.document.language === 'notebook') return {};
  const text = target.document.getText();
  return text.length > maxKeptText
    ? {}
    : { document: { text, language: target.document.language, offset: 0 } };
}

/** One panel: keeps its target and the user's settings, and answers its webview. */
export function createPanelSession(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  client: AnalysisClient,
  chosenRuns: ChosenRuns,
  onDispose: () => void,
): PanelSession {
  const disposables: vscode.Disposable[] = [];
  let target: PanelTarget | undefined;
  let settings: PanelSettings = {};
  let ready = false;
  let shown: HostToPanel | undefined;
  let computing = new AbortController();
  let running = 0;
  /** The webview's newest request: whatever is computed after it has its settings. */
  let newest = 0;
  let disposed = false;

  panel.webview.options = {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
  };
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');

  function post(message: HostToPanel): void {
    if (message.kind === 'model' || message.kind === 'failed') shown = message;
    if (ready && !disposed) void panel.webview.postMessage(message);
  }

  const tiles = createPanelTiles(client, post, () => void update(0));

  interface Computed {
    readonly answer: RpcAnswer<PanelModel | null>;
    /** What it was made of, to ask for its numbers later. */
    readonly source: ModelSource;
  }

  async function compute(at: PanelTarget, signal: AbortSignal): Promise<Computed> {
    const common = { locale: locale(), settings };
    const began = performance.now();
    const options = {
      timeoutMs: panelLimitMs,
      signal,
      onProgress: (done: number, total: number): void => {
        const isLong = performance.now() - began >= progressAfterMs;
        if (isLong && !signal.aborted) post({ kind: 'progress', done, total });
      },
    };
    if (at.kind === 'example') {
      return { answer: await client.call('example', common, options), source: { kind: 'example' } };
    }
    const place = await openTarget(at);
    if (place === undefined) {
      const message = vscode.l10n.t('The source of this panel is no longer there.');
      return {
        answer: { ok: false, error: { code: 'source-gone', message } },
        source: { kind: 'example' },
      };
    }
    const { document, ...rest } = place;
    const { id, version } = document;
    const { start, end } = rest;
    const runs = at.kind === 'document' ? chosenRuns.of(at.uri) : [];
    const answer = await client.ask('visualize', document, { ...common, ...rest, runs }, options);
    return { answer, source: { kind: 'document', id, version, start, end, runs } };
  }

  /** Computes the model anew and shows it; an older computation's answer is dropped. */
  async function update(asked: number): Promise<void> {
    if (target === undefined) return;
    running += 1;
    const mine = running;
    newest = Math.max(newest, asked);
    const request = newest;
    const at = target;
    const used = settings;
    // The picture is of the newest text and settings: what was asked before is of no use now.
    computing.abort();
    computing = new AbortController();
    const { answer, source } = await compute(at, computing.signal);
    if (mine !== running || disposed) return;
    if (!answer.ok) {
      const message =
        answer.error.code === 'cancelled'
          ? vscode.l10n.t('Computing was cancelled.')
          : answer.error.message;
      post({ kind: 'failed', message, request });
      return;
    }
    if (answer.value === null) {
      post({
        kind: 'failed',
        message: vscode.l10n.t(
          'There is nothing to visualize at this place any more. The last picture is kept.',
        ),
        request,
      });
      return;
    }
    panel.title = answer.value.title;
    tiles.about({ handle: answer.value.handle, source, settings: used });
    const language = locale();
    post({
      kind: 'model',
      model: answer.value,
      strings: panelStrings[language],
      locale: language,
      request,
      ...keptText(at),
    });
  }

  async function explainCell(
    step: number,
    index: readonly number[],
    request: number,
  ): Promise<void> {
    // Of the model that is seen, whatever the settings and the text have become since.
    const model = tiles.shown();
    if (model === undefined) return;
    const { source, settings: used } = model;
    const answer = await client.call(
      'cell',
      { source, settings: used, locale: locale(), step, index },
      { timeoutMs: panelLimitMs },
    );
    if (!answer.ok && answer.error.code === 'unknown-document') void update(0);
    // An empty answer tells the panel that there is nothing more to say of this cell.
    const nothing = { text: '', formulaSvg: '', sources: [] };
    const cell = answer.ok && answer.value !== null ? answer.value : nothing;
    post({ kind: 'cell', request, step, index, ...cell });
  }

  async function reveal(): Promise<void> {
    if (target?.kind !== 'document') return;
    const { uri, range } = target;
    const column = vscode.window.visibleTextEditors.find(
      (e) => e.document.uri.toString() === uri.toString(),
    )?.viewColumn;
    await vscode.window.showTextDocument(uri, {
      selection: range,
      ...(column === undefined ? {} : { viewColumn: column }),
    });
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  disposables.push(
    panel.webview.onDidReceiveMessage((raw: unknown) => {
      const message = parsePanelMessage(raw);
      switch (message?.kind) {
        case 'ready':
          ready = true;
          if (shown !== undefined) void panel.webview.postMessage(shown);
          break;
        case 'settings':
          ({ settings } = message);
          void update(message.request);
          break;
        case 'cell':
          void explainCell(message.step, message.index, message.request);
          break;
        case 'tile':
          void tiles.answer(message);
          break;
        case 'cancel':
          computing.abort();
          break;
        case 'reveal':
          void reveal();
          break;
        case 'copy':
          if (shown?.kind === 'model') {
            void vscode.env.clipboard.writeText(shown.model.pytorch);
            vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as PyTorch code.'), 3000);
          }
          break;
        case undefined:
          break;
        default:
          message satisfies never;
      }
    }),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (target?.kind !== 'document') return;
      if (event.document.uri.toString() !== target.uri.toString()) return;
      target = { ...target, range: shifted(target.range, event.contentChanges) };
      clearTimeout(timer);
      timer = setTimeout(() => void update(0), editDelayMs);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('attentionLens')) void update(0);
    }),
    chosenRuns.onDidChoose((uri) => {
      if (target?.kind === 'document' && target.uri.toString() === uri.toString()) void update(0);
    }),
    panel.onDidDispose(() => {
      disposed = true;
      computing.abort();
      clearTimeout(timer);
      for (const d of disposables) d.dispose();
      onDispose();
    }),
  );
  panel.webview.html = panelHtml(panel.webview, extensionUri, locale());

  return {
    panel,
    show(next, withSettings = {}) {
      target = next;
      settings = withSettings;
      post({ kind: 'busy', message: vscode.l10n.t('Attention Lens is computing…') });
      void update(0);
    },
    step: (by) => void panel.webview.postMessage({ kind: 'step', by } satisfies HostToPanel),
    dispose: () => panel.dispose(),
  };
}

/** Where `range` is after edits above it moved its lines. */
function shifted(
  range: vscode.Range,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): vscode.Range {
  let lines = 0;
  for (const change of changes) {
    if (change.range.end.line >= range.start.line) continue;
    lines += change.text.split('\n').length - 1 - (change.range.end.line - change.range.start.line);
  }
  return new vscode.Range(
    Math.max(0, range.start.line + lines),
    range.start.character,
    Math.max(0, range.end.line + lines),
    range.end.character,
  );
}
