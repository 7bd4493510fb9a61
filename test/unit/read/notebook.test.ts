import { describe, expect, it } from 'vitest';
import { readNotebook } from '../../../src/read/notebook.js';

const read = (notebook: unknown): unknown => {
  const result = readNotebook(JSON.stringify(notebook));
  if (!result.ok) return result.error.message;
  const { text, cells } = result.value;
  return cells.map((c) => [c.index, c.kind, text.slice(c.start, c.end)]);
};

const code = (source: unknown): unknown => ({ cell_type: 'code', source });
const markdown = (source: unknown): unknown => ({ cell_type: 'markdown', source });

describe('the text of a notebook', () => {
  it('is its cells, one after the other', () => {
    const notebook = { cells: [markdown('# $x$'), code(['x = 1\n', 'y = 2']), code('')] };
    expect(read(notebook)).toEqual([
      [0, 'markdown', '# $x$'],
      [1, 'code', 'x = 1\ny = 2'],
      [2, 'code', ''],
    ]);
  });

  it('leaves out raw cells and what is no cell, and keeps count of them', () => {
    const notebook = {
      cells: [{ cell_type: 'raw', source: 'a' }, null, 7, code(3), code([4]), {}, code('x')],
    };
    expect(read(notebook)).toEqual([[6, 'code', 'x']]);
  });

  it('is read from nbformat 3', () => {
    const notebook = {
      nbformat: 3,
      worksheets: [{ cells: [{ cell_type: 'code', input: ['x = 1'] }] }, {}, 5],
    };
    expect(read(notebook)).toEqual([[0, 'code', 'x = 1']]);
  });

  it.each([
    [{ language_info: { name: 'R' } }, 1],
    [{ kernelspec: { language: 'julia' } }, 1],
    [{ kernelspec: { language: 'python' } }, 2],
    [{ language_info: { name: 'ipython3' } }, 2],
    ['broken', 2],
    [undefined, 2],
  ])('has no code in other languages: %j', (metadata, count) => {
    expect(read({ metadata, cells: [markdown('a'), code('b')] })).toHaveLength(count);
  });

  it('may begin with a byte order mark', () => {
    expect(readNotebook(`\uFEFF${JSON.stringify({ cells: [] })}`).ok).toBe(true);
  });

  it.each([
    ['', 'This notebook is not valid JSON.'],
    ['{"cells": [', 'This notebook is not valid JSON.'],
    ['['.repeat(1_000_000), 'This notebook is not valid JSON.'],
    ['\0\u0001', 'This notebook is not valid JSON.'],
    ['{}', 'This file has no cells: it is not a notebook.'],
    ['null', 'This file has no cells: it is not a notebook.'],
    ['[1]', 'This file has no cells: it is not a notebook.'],
    ['{"cells": {}}', 'This file has no cells: it is not a notebook.'],
  ])('that is broken is a problem: %#', (json, message) => {
    const result = readNotebook(json);
    expect(result.ok ? 'read' : result.error.message).toBe(message);
  });
});
