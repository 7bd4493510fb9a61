import fc from 'fast-check';
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

describe('places in the file', () => {
  const found = (json: string, what: string): string[] => {
    const result = readNotebook(json);
    if (!result.ok) throw new Error(result.error.message);
    const { text, source } = result.value;
    const start = text.indexOf(what);
    const place = source.span({ start, end: start + what.length });
    expect(source.offset(place.start)).toBe(start);
    return json.slice(place.start, place.end).split('\n');
  };
  const cell = (source: string): string =>
    `{"metadata": {"a": ["\\"", 1e5, {"source": "no"}]},\n "cells": [null, {"source": ${source},\n "cell_type": "markdown"}]}`;

  it.each([
    ['one string', cell('"on $x$ and $y$"'), '$y$', ['$y$']],
    ['an escaped quote', cell('"a \\"b\\" $x$"'), '"b" $x$', ['\\"b\\" $x$']],
    ['backslashes', cell('"$\\\\frac{a}{b}$"'), '\\frac{a}', ['\\\\frac{a}']],
    ['a backslash at the end', cell('"x\\\\y"'), 'x\\', ['x\\\\']],
    ['line breaks', cell('"a\\nb\\nc"'), 'b\nc', ['b\\nc']],
    ['code points', cell('"\\u03b1x\\ud83d\\ude00y"'), 'αx😀', ['\\u03b1x\\ud83d\\ude00']],
    ['unescaped ones', cell('"α😀 $x$"'), '😀 $x', ['😀 $x']],
    ['lines', cell('["a\\n",\n  "b\\n",\n  "c"]'), 'b\n', ['b\\n']],
    ['over lines', cell('["a\\n",\n  "b\\n",\n  "c"]'), 'a\nb', ['a\\n",', '  "b']],
    ['empty lines', cell('["a\\n", "", "", "b"]'), 'b', ['b']],
    [
      'nbformat 3',
      '{"worksheets":[{"cells":[{"cell_type":"code","input":["x\\n"]}]}]}',
      'x',
      ['x'],
    ],
    ['the last of two fields', cell('"$z$", "source": "on $x$"'), '$x$', ['$x$']],
    ['after a byte order mark', `\uFEFF${cell('"$x$"')}`, '$x$', ['$x$']],
  ])('%s', (_name, json, what, lines) => {
    expect(found(json, what)).toEqual(lines);
  });

  it('give every character back, for any source', () => {
    const lines = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 4 }), fc.nat(3), (cells, indent) => {
        const json = JSON.stringify({ a: {}, cells: cells.map(code) }, undefined, indent);
        const result = readNotebook(json);
        if (!result.ok) throw new Error(result.error.message);
        const { text, cells: places, source } = result.value;
        for (const { start, end } of places) {
          for (let i = start; i < end; i++) {
            const place = source.span({ start: i, end: i + 1 });
            const written = json.slice(place.start, place.end);
            expect(JSON.parse(`"${written}"`)).toBe(text.slice(i, i + 1));
            expect(source.offset(place.start)).toBe(i);
          }
        }
      }),
    );
  });

  it('outside all sources there is no text', () => {
    const result = readNotebook(cell('"x"'));
    expect(result.ok && result.value.source.offset(3)).toBeUndefined();
  });
});
