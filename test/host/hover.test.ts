import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { hover, percentile, positionOf, report, show, wordsOf } from './support.js';

const formula = String.raw`\text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V`;

const handsOn = `import torch
import torch.nn.functional as F
import numpy as np

tokens = ["Tokyo", "is", "beautiful"]
x = torch.tensor([[1.0, 0.5, 0.3, 0.2], [0.2, 0.1, 0.9, 0.7], [0.8, 0.3, 0.2, 0.4]])
d_model = x.shape[1]
torch.manual_seed(42)
W_Q = torch.randn(d_model, d_model)
W_K = torch.randn(d_model, d_model)
Q = x @ W_Q
K = x @ W_K
scores = (Q @ K.T) / np.sqrt(d_model)
attention_weights = F.softmax(scores, dim=-1)
sns.heatmap(attention_weights, xticklabels=tokens, yticklabels=tokens)
`;

describe('a hover on a formula', () => {
  const cases: readonly [what: string, markdown: string, at: string, expected: RegExp][] = [
    ['inline', `so $${formula}$ is`, 'QK', /Scaled dot-product attention/i],
    ['a display block', `$$\n${formula}\n$$`, 'softmax', /Scaled dot-product attention/i],
    ['a math fence', `\`\`\`math\n${formula}\n\`\`\``, 'QK', /Scaled dot-product attention/i],
    ['a centred formula', `<center>$${formula}$</center>`, 'QK', /Scaled dot-product attention/i],
    [
      'a centred formula without delimiters',
      '<center>FFN(x) = max(0, xW_1 + b_1)W_2 + b_2</center>',
      'xW_1',
      /Feed-forward/i,
    ],
    [
      'Japanese text around it',
      `重みは$${formula}$で計算します。`,
      'QK',
      /Scaled dot-product attention/i,
    ],
  ];
  for (const [what, markdown, at, expected] of cases) {
    it(`is there for ${what}`, async () => {
      const document = await show('markdown', markdown);
      const text = wordsOf(await hover(document, positionOf(document, at)));
      assert.match(text, expected);
      assert.match(text, /example values/i);
      assert.match(text, /Step by step/);
    });
  }

  it('explains a symbol first when it points at one', async () => {
    const document = await show('markdown', `$${formula}$`);
    const text = wordsOf(await hover(document, positionOf(document, 'd_k', 1)));
    assert.match(text.split('\n')[0] ?? '', /d_k|dimension/i);
  });

  it('stays under the size at which VS Code cuts', async () => {
    const document = await show('markdown', `$$${formula}$$`);
    const text = await hover(document, positionOf(document, 'QK'));
    assert.ok(text.length < 90_000, `${text.length} characters`);
  });

  it('is not there for prices and prose', async () => {
    const document = await show('markdown', 'A ticket costs $5 and a book $12.');
    assert.equal(await hover(document, positionOf(document, '5')), '');
  });
});

describe('a hover on a tensor', () => {
  it("shows PyTorch's own numbers for a seed", async () => {
    const document = await show('python', handsOn);
    const text = wordsOf(await hover(document, positionOf(document, 'attention_weights')));
    assert.match(text, /seed 42/);
    assert.match(text, /\[3, 3\]|3 × 3/);
  });

  it('says that unseeded numbers are examples', async () => {
    const document = await show('python', handsOn.replace('torch.manual_seed(42)\n', ''));
    const text = wordsOf(await hover(document, positionOf(document, 'attention_weights')));
    assert.match(text, /example values/i);
  });

  it('works in a fence of a note', async () => {
    const document = await show('markdown', `# note\n\n\`\`\`python\n${handsOn}\`\`\`\n`);
    const text = wordsOf(await hover(document, positionOf(document, 'scores')));
    assert.match(text, /scores/i);
  });

  it('works in a notebook, whose cells share names', async () => {
    const cell = (code: string) =>
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, 'python');
    const lines = handsOn.split('\n');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([
        cell(lines.slice(0, 12).join('\n')),
        cell(lines.slice(12).join('\n')),
      ]),
    );
    const document = notebook.cellAt(1).document;
    const text = wordsOf(await hover(document, positionOf(document, 'scores')));
    assert.match(text, /seed 42/);
  });
});

describe('bad input', () => {
  const open = '{'.repeat(10_000);
  const cases: readonly [what: string, language: string, content: string][] = [
    ['an unclosed brace', 'markdown', String.raw`$$\frac{QK^\top}{\sqrt{d_k}$$`],
    ['ten thousand nested braces', 'markdown', `$$${open}$$`],
    ['an empty file', 'markdown', ''],
    ['binary junk', 'markdown', `$$${String.fromCharCode(...Array(500).keys())}$$`],
    ['a matrix too large to compute', 'python', 'import torch\nx = torch.randn(10000, 10000)\n'],
    ['five megabytes', 'markdown', `$x$ ${'some text and $Q$ more\n'.repeat(220_000)}`],
  ];
  for (const [what, language, content] of cases) {
    it(`${what} is answered, and the next hover works`, async () => {
      const bad = await vscode.workspace.openTextDocument({ language, content });
      await hover(bad, new vscode.Position(language === 'python' ? 1 : 0, 3));
      const good = await vscode.workspace.openTextDocument({
        language: 'markdown',
        content: `$${formula}$`,
      });
      assert.match(await hover(good, positionOf(good, 'QK')), /Scaled dot-product attention/i);
    });
  }

  it('a shape mismatch is said at its place', async () => {
    const document = await show(
      'python',
      'import torch\nQ = torch.ones(3, 4)\nK = torch.ones(3, 4)\nscores = Q @ K\n',
    );
    const text = wordsOf(await hover(document, positionOf(document, 'Q @ K')));
    assert.match(text, /inner sizes 4 and 3 differ/);
  });
});

describe('speed', () => {
  it('of warm hovers in a note of 2,000 lines is printed', async () => {
    const block = `Text about $Q$ and $K$.\n\n$$\n${formula}\n$$\n\n`;
    const document = await show('markdown', block.repeat(290));
    const offsets = [...document.getText().matchAll(/QK|sqrt|\$Q\$/g)].map((m) => m.index + 1);
    await hover(document, document.positionAt(offsets[0] ?? 0));
    const measure = async (places: readonly number[]): Promise<string> => {
      const times: number[] = [];
      for (let i = 0; i < 200; i++) {
        const at = document.positionAt(places[(i * 7) % places.length] ?? 0);
        const start = performance.now();
        await hover(document, at);
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      return `p50 ${percentile(times, 50).toFixed(1)} ms, p95 ${percentile(times, 95).toFixed(1)} ms`;
    };
    const lines = [...document.getText().matchAll(/Text about/g)].map((m) => m.index + 1);
    // VS Code asks every provider, its own Markdown server too: what a place without a formula takes.
    report(`hover without a formula: ${await measure(lines)}`);
    report(`warm hover, ${document.lineCount} lines: ${await measure(offsets)}`);
  });
});
