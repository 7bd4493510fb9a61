// @vitest-environment jsdom
import { render } from 'lit-html';
import { expect, it } from 'vitest';
import { accessibleRows } from '../../../webview/accessibleRows.js';
import { sliceOf } from '../../../webview/slice.js';
import { counting } from './models.js';

function table(shape: readonly number[], selected: { row: number; column: number } | null) {
  const slice = sliceOf(counting(shape), []);
  if (slice === null) throw new Error('no matrix');
  const host = document.createElement('div');
  const columnLabels = shape[1] === 3 ? ['東京', 'is', 'nice'] : null;
  render(accessibleRows({ slice, rowLabels: null, columnLabels, selected }), host);
  return Array.from(host.querySelectorAll('[role=row]'), (row) => ({
    index: row.getAttribute('aria-rowindex'),
    header: row.querySelector('[role=rowheader]')?.textContent,
    cells: Array.from(row.querySelectorAll('[role=gridcell]'), (c) =>
      c.textContent.replace(/\s+/g, ' ').trim(),
    ),
    selected: row.querySelector('[aria-selected=true]')?.getAttribute('aria-colindex') ?? null,
  }));
}

it('a small matrix is read as a whole', () => {
  expect(table([2, 3], { row: 1, column: 2 })).toEqual([
    { index: '1', header: '1', cells: ['東京: 0', 'is: 1', 'nice: 2'], selected: null },
    { index: '2', header: '2', cells: ['東京: 3', 'is: 4', 'nice: 5'], selected: '3' },
  ]);
});

it('of a large matrix the cells around the selected one are read', () => {
  const rows = table([100, 100], { row: 50, column: 99 });
  expect(rows.map((row) => row.index)).toEqual(['49', '50', '51', '52', '53']);
  expect(rows[2]).toMatchObject({ cells: ['98: 5097', '99: 5098', '100: 5099'], selected: '100' });
});
