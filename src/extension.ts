import * as vscode from 'vscode';
import { createChosenRuns } from './host/chosenRuns.js';
import { createCodeLensProvider } from './host/codeLensProvider.js';
import { registerCommands } from './host/commands.js';
import { createDiagnostics } from './host/diagnostics.js';
import { documentId } from './host/documents.js';
import { watchEdits } from './host/edits.js';
import { createHoverProvider } from './host/hoverProvider.js';
import { selector } from './host/languages.js';
import { affectsMacros } from './host/mathMacros.js';
import { createPanels } from './host/panels.js';
import { affectsSettings } from './host/settings.js';
import { startWorker } from './platform.js';
import { createAnalysisClient } from './worker/client.js';

/** Starting a thread takes the host some milliseconds, which activation shall not pay for. */
const wakeAfterMs = 50;

/** Wires everything up; the worker and the diagnostics start once VS Code has gone on, or with the first question. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = vscode.window.createOutputChannel('Attention Lens', { log: true });
  const workerPath = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath;
  const codeCache = vscode.Uri.joinPath(context.globalStorageUri, 'code').fsPath;
  const client = createAnalysisClient(
    () => startWorker(workerPath, { codeCache }),
    (reason) => log.warn(reason),
  );
  const chosenRuns = createChosenRuns();
  const panels = createPanels(context.extensionUri, client, chosenRuns);
  const lensesChanged = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    log,
    client,
    chosenRuns,
    panels,
    watchEdits(),
    lensesChanged,
    vscode.languages.registerHoverProvider(selector, createHoverProvider(client, chosenRuns)),
    vscode.languages.registerCodeLensProvider(
      selector,
      createCodeLensProvider(client, lensesChanged.event),
    ),
    vscode.workspace.onDidCloseTextDocument((d) => client.close(documentId(d))),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (affectsSettings(event) || affectsMacros(event)) lensesChanged.fire();
    }),
    ...registerCommands(client, panels, chosenRuns),
  );
  const waking = setTimeout(() => {
    client.wake();
    context.subscriptions.push(createDiagnostics(client));
  }, wakeAfterMs);
  context.subscriptions.push({ dispose: () => clearTimeout(waking) });
  performance.measure('attentionLens.activate', { start });
}
