import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { extensionId, show } from './support.js';

const panelTab = (): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap((g) => g.tabs)
    .find(
      (t) =>
        t.input instanceof vscode.TabInputWebview && t.input.viewType.includes('attentionLens'),
    );

async function until<T>(ask: () => T | undefined): Promise<T> {
  for (let i = 0; i < 100; i++) {
    const found = ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('did not happen within 5 s');
}

describe('the commands', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are all there', async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
    const commands = await vscode.commands.getCommands(true);
    for (const name of [
      'visualize',
      'openExample',
      'copyAsPyTorch',
      'chooseRun',
      'nextStep',
      'previousStep',
      'restartEngine',
    ]) {
      assert.ok(commands.includes(`attentionLens.${name}`), name);
    }
  });

  it('open the panel for the formula at the cursor, titled by what it is', async () => {
    await show('markdown', String.raw`$\text{softmax}(QK^\top/\sqrt{d_k})V$`);
    await vscode.commands.executeCommand('attentionLens.visualize');
    const tab = await until(() => {
      const found = panelTab();
      return found?.label === 'Attention Lens' ? undefined : found;
    });
    assert.match(tab.label, /attention/i);
  });

  it('open the worked example with nothing suitable at hand', async () => {
    await show('plaintext', 'nothing to see');
    await vscode.commands.executeCommand('attentionLens.visualize');
    await until(panelTab);
  });

  it('copy a formula as PyTorch code', async () => {
    const document = await show('markdown', String.raw`$\text{softmax}(QK^\top/\sqrt{d_k})V$`);
    await vscode.commands.executeCommand('attentionLens.copyAsPyTorch', {
      uri: document.uri.toString(),
      line: 0,
      character: 3,
    });
    const code = await vscode.env.clipboard.readText();
    assert.match(code, /import torch/);
    assert.match(code, /softmax/);
  });

  it('offer Visualize above attention in a note and in code', async () => {
    const document = await show('markdown', String.raw`$$\text{softmax}(QK^\top/\sqrt{d_k})V$$`);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.equal(lenses[0]?.command?.command, 'attentionLens.visualize');
  });

  it('go on after the engine was restarted', async () => {
    await vscode.commands.executeCommand('attentionLens.restartEngine');
    await show('markdown', '$QK^T$');
    await vscode.commands.executeCommand('attentionLens.visualize');
    await until(panelTab);
  });
});
