import * as vscode from 'vscode';

/** Choices kept of one document. */
const maxChosen = 16;

/** Which calls and passes of loops the reader wants to see, by document, the newest choice first. */
export interface ChosenRuns extends vscode.Disposable {
  of(uri: vscode.Uri): readonly string[];
  choose(uri: vscode.Uri, path: string): void;
  readonly onDidChoose: vscode.Event<vscode.Uri>;
}

export function createChosenRuns(): ChosenRuns {
  const chosen = new Map<string, readonly string[]>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const closing = vscode.workspace.onDidCloseTextDocument((d) => chosen.delete(d.uri.toString()));
  return {
    of: (uri) => chosen.get(uri.toString()) ?? [],
    choose(uri, path) {
      const key = uri.toString();
      const others = (chosen.get(key) ?? []).filter((p) => p !== path);
      chosen.set(key, [path, ...others].slice(0, maxChosen));
      changed.fire(uri);
    },
    onDidChoose: changed.event,
    dispose() {
      closing.dispose();
      changed.dispose();
    },
  };
}
