import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { hover, positionOf, show, wordsOf } from './support.js';

describe("macros of VS Code's Markdown preview", () => {
  const set = (macros: Record<string, string> | undefined) =>
    vscode.workspace
      .getConfiguration('markdown')
      .update('math.macros', macros, vscode.ConfigurationTarget.Global);

  afterEach(() => set(undefined));

  it('are known in hovers, from the moment they are set', async () => {
    const document = await show('markdown', String.raw`$\attend{QK^\top}V$`);
    const at = positionOf(document, 'QK');
    assert.doesNotMatch(wordsOf(await hover(document, at)), /Scaled dot-product attention/i);
    await set({ '\\attend': String.raw`\text{softmax}\left(\frac{#1}{\sqrt{d_k}}\right)` });
    assert.match(wordsOf(await hover(document, at)), /Scaled dot-product attention/i);
    await set(undefined);
    assert.doesNotMatch(wordsOf(await hover(document, at)), /Scaled dot-product attention/i);
  });
});
