import { describe, expect, it } from 'vitest';
import type { JsonDocument, JsonItem } from '../../../src/analysisTypes.js';
import { run, type Run } from '../../../src/cli/run.js';

const formula = '\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V';
const code = 'import torch\nx = torch.tensor([[1.0, 2.0], [3.0, 4.0]])\ny = x @ x\n';
const notebook = { cells: [{ cell_type: 'code', source: code }] };

const files: Readonly<Record<string, string | Uint8Array>> = {
  'note.md': `# Attention\n\nThe output is $${formula}$ for $Q$.\n`,
  'note.txt': `$${formula}$`,
  'paper.TEX': `\\[${formula}\\]`,
  'code.py': code,
  'book.ipynb': JSON.stringify(notebook),
  'broken.ipynb': '{"cells": [',
  'empty.md': '',
  'wrong.md': '$$\\begin{bmatrix}1&2\\end{bmatrix}\\begin{bmatrix}1&2\\end{bmatrix}$$',
  'junk.md': Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 256),
  'windows.md': Buffer.from(`\uFEFF$${formula}$`, 'utf16le'),
  'bom.md': `\uFEFF$${formula}$`,
};

interface Called extends Run {
  readonly output: string;
}

async function call(...args: string[]): Promise<Called> {
  const chunks: Uint8Array[] = [];
  const result = await run(args, {
    read: (path) => {
      const content = files[path];
      if (content === undefined) throw new Error('no such file');
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    write: (bytes) => chunks.push(bytes.slice()),
  });
  return { ...result, output: Buffer.concat(chunks).toString('utf8') };
}

const inspect = async (...args: string[]): Promise<JsonDocument> =>
  JSON.parse((await call('inspect', '--json', ...args)).output) as JsonDocument;

const items = async (...args: string[]): Promise<readonly JsonItem[]> =>
  (await inspect(...args)).files.flatMap((f) => f.items);

describe('inspect --json', () => {
  it('gives one document with the files in order', async () => {
    const { version, files: found } = await inspect('note.md', 'code.py');
    expect(version).toBe(1);
    expect(found.map((f) => f.path)).toEqual(['note.md', 'code.py']);
  });

  it.each(['note.md', 'note.txt', 'paper.TEX', 'windows.md', 'bom.md'])(
    'finds attention in %s',
    async (path) => {
      const [item] = await items(path);
      expect(item).toMatchObject({
        kind: 'attention.scaledDotProduct',
        language: 'latex',
        origin: 'example',
        source: formula,
      });
      expect(item?.values.at(-1)).toMatchObject({
        op: 'matmul',
        role: 'output',
        symbolicShape: ['n', 'd_v'],
        shape: [3, 5],
      });
      expect(item?.values.at(-1)?.data).toHaveLength(15);
    },
  );

  it('gives ranges in zero-based UTF-16 units', async () => {
    expect((await items('note.md'))[0]?.range).toEqual({
      start: { line: 2, character: 15 },
      end: { line: 2, character: 15 + formula.length },
    });
  });

  it.each(['code.py', 'book.ipynb'])('gives the text’s own numbers of %s', async (path) => {
    const y = (await items(path)).flatMap((item) => item.values).find((v) => v.name === 'y');
    expect(y).toMatchObject({ shape: [2, 2], data: [7, 10, 15, 22], origin: 'literal' });
  });

  it('says what is wrong', async () => {
    const [item] = await items('wrong.md');
    expect(item?.problems).toMatchObject([{ code: 'shape-mismatch', severity: 'error' }]);
    expect((await items('wrong.md', '--locale', 'ja'))[0]?.problems[0]?.message).toMatch(/形状/);
  });

  it('--at gives only what a hover there would use', async () => {
    expect(await items('note.md', '--at', '3:20')).toHaveLength(1);
    expect(await items('note.md', '--at', '1:3')).toEqual([]);
    expect(await items('note.md', '--at', '2:99')).toEqual([]);
    expect(await items('note.md', '--at', '99:1')).toEqual([]);
  });

  it('--max-elements leaves out the data of larger tensors', async () => {
    const values = (await items('note.md', '--max-elements', '15')).flatMap((item) => item.values);
    for (const v of values) {
      const size = (v.shape ?? []).reduce((a, b) => a * b, 1);
      expect(v.data === undefined, v.name).toBe(size > 15);
    }
  });

  it('--language is for names that do not tell', async () => {
    expect(await items('code.py', '--language', 'markdown')).toEqual([]);
  });
});

describe('exit codes', () => {
  it.each([
    ['a file that was read', ['inspect', 'note.md'], 0],
    ['an empty file', ['inspect', 'empty.md'], 0],
    ['a formula with a mistake', ['inspect', 'wrong.md'], 0],
    ['binary junk', ['inspect', 'junk.md'], 0],
    ['help', ['--help'], 0],
    ['a file that is not there', ['inspect', 'none.md'], 1],
    ['a notebook that is none', ['inspect', 'broken.ipynb'], 1],
    ['one of two that is not there', ['inspect', 'note.md', 'none.md'], 1],
    ['bad usage', ['inspect', 'note.md', '--at', 'x'], 2],
    ['nothing', [], 2],
  ] as const)('%s', async (_name, args, exitCode) => {
    expect((await call(...args)).exitCode).toBe(exitCode);
  });

  it('a failure names the file, and the others are still there', async () => {
    const { output, errors } = await call('inspect', 'none.md', 'note.md');
    expect(errors).toBe('none.md: no such file\n');
    expect(output).toContain('note.md:3:16');
    expect((await call('inspect', 'broken.ipynb')).errors).toBe(
      'broken.ipynb: This notebook is not valid JSON.\n',
    );
  });

  it('bad usage says how to do it', async () => {
    const { output, errors } = await call('inspect');
    expect(output).toBe('');
    expect(errors).toMatch(/^No file given\.\n\nUsage: attention-lens inspect FILE/);
  });
});

describe('the report for a person', () => {
  it('has a line for each item and value, as editors link them', async () => {
    const lines = (await call('inspect', 'note.md')).output.split('\n');
    expect(lines[0]).toBe(
      'note.md:3:16  Scaled dot-product attention (attention.scaledDotProduct, example)',
    );
    expect(lines[1]).toMatch(/^ {4}Q {2}\[n, d_k\] = 3 × 6 {2}(-?[\d.]+ ){8}…$/);
  });

  it('gives numbers that are all there, and shapes without symbols once', async () => {
    expect((await call('inspect', 'code.py')).output).toContain('    y  [2, 2]  7 10 15 22\n');
    expect((await call('inspect', 'book.ipynb')).output).toMatch(/^book\.ipynb:\d+:\d+ /);
  });

  it('says problems', async () => {
    expect((await call('inspect', 'wrong.md')).output).toMatch(/ {4}error: .* differ\.\n/);
  });
});
