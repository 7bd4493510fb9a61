import * as vscode from 'vscode';
import type { AnalysisClient } from '../worker/client.js';
import type { ChosenRuns } from './chosenRuns.js';
import { createPanelSession, type PanelSession, type PanelTarget } from './panelSession.js';
import { parsePanelState } from './panelMessages.js';

const viewType = 'attentionLens.panel';

export interface Panels extends vscode.Disposable {
  /** Shows a target in the panel, beside the editor where there is none yet. */
  show(target: PanelTarget): void;
  /** Steps the panel's story; nothing where no panel is open. */
  step(by: 1 | -1): void;
}

/** What a panel showed before the window was reloaded; the worked example where that is lost. */
function restored(state: ReturnType<typeof parsePanelState>): PanelTarget {
  if (state === undefined) return { kind: 'example' };
  const { source, text, language } = state;
  if (source.uri !== null && source.range !== null) {
    const { start, end } = source.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return { kind: 'document', uri: vscode.Uri.parse(source.uri), range };
  }
  if (text === '') return { kind: 'example' };
  const id = 'attention-lens-selection:restored';
  const document = { id, version: 1, language, getText: () => text };
  return { kind: 'text', document, label: source.label };
}

/** The one panel of this window and its revival after a reload. */
export function createPanels(
  extensionUri: vscode.Uri,
  client: AnalysisClient,
  chosenRuns: ChosenRuns,
): Panels {
  let session: PanelSession | undefined;
  const setOpen = (open: boolean): void =>
    void vscode.commands.executeCommand('setContext', 'attentionLens.panelOpen', open);

  function adopt(panel: vscode.WebviewPanel): PanelSession {
    const made = createPanelSession(panel, extensionUri, client, chosenRuns, () => {
      if (session !== made) return;
      session = undefined;
      setOpen(false);
    });
    session = made;
    setOpen(true);
    return made;
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel(panel, raw: unknown) {
      const state = parsePanelState(raw);
      adopt(panel).show(restored(state), state?.settings ?? {});
      return Promise.resolve();
    },
  });

  return {
    show(target) {
      if (session === undefined) {
        adopt(
          vscode.window.createWebviewPanel(
            viewType,
            'Attention Lens',
            { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
            { enableScripts: true },
          ),
        );
      } else session.panel.reveal(undefined, false);
      session?.show(target);
    },
    step: (by) => session?.step(by),
    dispose() {
      serializer.dispose();
      session?.dispose();
    },
  };
}
