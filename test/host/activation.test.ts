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
    report(`activate(): ${(performance.now() - start).toFixed(1)} ms`);
  });

  it('answers a first hover', async () => {
    const document = await show('markdown', `$$\n${formula}\n$$\n`);
    const start = performance.now();
    const text = await hover(document, positionOf(document, 'QK'));
    report(`first hover: ${(performance.now() - start).toFixed(0)} ms`);
    assert.match(text, /Scaled dot-product attention/i);
  });
});
