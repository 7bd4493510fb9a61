import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { positionOf, show } from './support.js';

const wrong = String.raw`$\text{softmax}([1, 2, 3]) = [0.090, 0.245, 0.656]$`;
const settings = () => vscode.workspace.getConfiguration('attentionLens');

const ours = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === 'Attention Lens');

async function untilCount(document: vscode.TextDocument, count: number) {
  for (let i = 0; i < 200; i++) {
    const found = ours(document);
    if (found.length === count) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${count} diagnostics expected, there are ${ours(document).length}`);
}

async function edit(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  const start = positionOf(document, from);
  change.replace(document.uri, new vscode.Range(start, start.translate(0, from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(change));
}

describe('the diagnostics', () => {
  afterEach(async () => {
    for (const key of ['language', 'diagnostics.enabled']) {
      await settings().update(key, undefined, vscode.ConfigurationTarget.Global);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('mark a wrong number as a warning', async () => {
    const document = await show('markdown', `Numbers: ${wrong}\n`);
    const [found] = await untilCount(document, 1);
    assert.ok(found);
    assert.equal(document.getText(found.range), '0.656');
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(found.code, 'value-mismatch');
    assert.match(found.message, /0\.656 stated, 0\.665/);
  });

  it('come all the same where the engine is started anew meanwhile', async () => {
    const rest = '$\\text{softmax}(QK^\\top / \\sqrt{d_k}) V_{n}$\n\n';
    const many = Array.from({ length: 900 }, (_, i) => rest.replace('{n}', `{${i}}`)).join('');
    const document = await show('markdown', `Numbers: ${wrong}\n\n${many}`);
    for (let i = 0; i < 2; i++) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await vscode.commands.executeCommand('attentionLens.restartEngine');
    }
    await untilCount(document, 1);
  });

  it('offer the right number as the preferred fix, which can be undone', async () => {
    const document = await show('markdown', `Numbers: ${wrong}\n`);
    const [found] = await untilCount(document, 1);
    assert.ok(found);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const action = actions.find((a) => a.title === 'Replace 0.656 with 0.665');
    assert.ok(action?.edit, actions.map((a) => a.title).join());
    assert.equal(action.isPreferred, true);
    const before = document.getText();
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.equal(document.getText(), before.replace('0.656', '0.665'));
    await untilCount(document, 0);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await untilCount(document, 1);
  });

  it('follow edits', async () => {
    const document = await show('markdown', `Numbers: ${wrong}\n`);
    await untilCount(document, 1);
    await edit(document, '0.245', '0.345');
    await untilCount(document, 2);
    await edit(document, '0.345', '0.245');
    await edit(document, '0.656', '0.665');
    await untilCount(document, 0);
  });

  it('mark sizes that do not fit in code', async () => {
    const text = 'import torch\nQ = torch.ones(3, 4)\nK = torch.ones(3, 4)\nscores = Q @ K\n';
    const document = await show('python', text);
    const [found] = await untilCount(document, 1);
    assert.ok(found);
    assert.equal(document.getText(found.range), 'Q @ K');
    assert.equal(found.code, 'shape-mismatch');
  });

  it('mark them in a notebook, in the cell where they are', async () => {
    const code = (text: string) =>
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        code('import torch\nQ = torch.ones(3, 4)\n'),
        code('scores = Q @ Q\n'),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const cell = notebook.cellAt(1).document;
    const [found] = await untilCount(cell, 1);
    assert.ok(found);
    assert.equal(cell.getText(found.range), 'Q @ Q');
    await edit(notebook.cellAt(0).document, '3, 4', '4, 4');
    await untilCount(cell, 0);
  });

  it('are in the language of the explanations', async () => {
    const document = await show('markdown', `${wrong}\n`);
    await untilCount(document, 1);
    await settings().update('language', 'ja', vscode.ConfigurationTarget.Global);
    for (let i = 0; i < 100 && !ours(document)[0]?.message.includes('計算すると'); i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(ours(document)[0]?.message ?? '', /0\.656 と書かれていますが、計算すると/);
  });

  it('go and come with their setting, and go when the document closes', async () => {
    const document = await show('markdown', `${wrong}\n`);
    await untilCount(document, 1);
    const target = vscode.ConfigurationTarget.Global;
    await settings().update('diagnostics.enabled', false, target);
    await untilCount(document, 0);
    await settings().update('diagnostics.enabled', true, target);
    await untilCount(document, 1);
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await untilCount(document, 0);
  });

  it('of a long note are those in view', async () => {
    const filler = 'A line of text that says nothing about numbers at all.\n'.repeat(5_000);
    const document = await show('markdown', `${wrong}\n\n${filler}\n${wrong}\n`);
    const [first] = await untilCount(document, 1);
    assert.equal(first?.range.start.line, 0);
    const last = document.lineAt(document.lineCount - 2).range;
    vscode.window.activeTextEditor?.revealRange(last);
    for (let i = 0; i < 100 && ours(document)[0]?.range.start.line === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(ours(document)[0]?.range.start.line, last.start.line);
  });
});
