import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { extensionId, hover, positionOf, report, show } from './support.js';

// First by its name among the files of this folder, so that nothing has activated the extension yet.
const formula = String.raw`\text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V`;

describe('the extension', () => {
  it('activates without loading anything heavy', async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension, `${extensionId} is not installed`);
    const start = performance.now();
    await extension.activate();
    const whole = performance.now() - start;
    const [own] = performance.getEntriesByName('attentionLens.activate');
    assert.ok(own, 'activate() leaves its time on the timeline');
    report(`activate(): ${own.duration.toFixed(1)} ms; as VS Code waits: ${whole.toFixed(1)} ms`);
  });

  it('answers a first hover', async () => {
    const document = await show('markdown', `$$\n${formula}\n$$\n`);
    // A provider that says nothing is asked when ours is: before that, VS Code has not come to us.
    let asked = 0;
    const witness = vscode.languages.registerHoverProvider('markdown', {
      provideHover() {
        asked = performance.now();
        return undefined;
      },
    });
    const start = performance.now();
    const text = await hover(document, positionOf(document, 'QK'));
    const end = performance.now();
    witness.dispose();
    const ms = (end - asked).toFixed(0);
    report(`first hover: ${ms} ms; as VS Code waits: ${(end - start).toFixed(0)} ms`);
    assert.match(text, /Scaled dot-product attention/i);
  });
});
