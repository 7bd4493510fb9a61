import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, overviewOf, type Window } from '../../../src/engine/overview.js';

const special = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e38, -1e38);
const number = fc.oneof({ weight: 5, arbitrary: fc.float({ noNaN: true }) }, special);

/** A matrix with something before and after it, a window in it, and the size of a block. */
const cases = fc
  .record({
    height: fc.integer({ min: 0, max: 9 }),
    width: fc.integer({ min: 0, max: 9 }),
    offset: fc.integer({ min: 0, max: 3 }),
    block: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  })
  .chain(({ height, width, offset, block }) =>
    fc.record({
      numbers: fc.array(number, {
        minLength: height * width + offset + 2,
        maxLength: height * width + offset + 2,
      }),
      rows: fc.tuple(fc.nat(height), fc.nat(height)),
      columns: fc.tuple(fc.nat(width), fc.nat(width)),
      offset: fc.constant(offset),
      width: fc.constant(width),
      block: fc.constant(block),
    }),
  )
  .map(({ numbers, rows, columns, offset, width, block }) => {
    const sorted = ([a, b]: [number, number]): [number, number] => [Math.min(a, b), Math.max(a, b)];
    const window: Window = { offset, width, rows: sorted(rows), columns: sorted(columns) };
    return { data: Float32Array.from(numbers), window, block };
  });

/** Every cell of the block at (r, c) of the overview, looked up one by one. */
function blockOf(
  data: Float32Array,
  w: Window,
  block: readonly [number, number],
  r: number,
  c: number,
) {
  const cells: number[] = [];
  for (let row = w.rows[0] + r * block[0]; row < w.rows[0] + (r + 1) * block[0]; row++) {
    for (let col = w.columns[0] + c * block[1]; col < w.columns[0] + (c + 1) * block[1]; col++) {
      if (row < w.rows[1] && col < w.columns[1]) cells.push(data[w.offset + row * w.width + col]!);
    }
  }
  return cells;
}

describe('an overview', () => {
  it('says of every block what its cells say one by one, ragged edges included', () => {
    fc.assert(
      fc.property(cases, ({ data, window, block }) => {
        const seen = overviewOf(data, window, block);
        const [height, width] = [window.rows, window.columns].map(([a, b]) => b - a);
        expect(seen.rows).toBe(Math.ceil(height! / block[0]));
        expect(seen.columns).toBe(Math.ceil(width! / block[1]));
        for (let r = 0; r < seen.rows; r++) {
          for (let c = 0; c < seen.columns; c++) {
            const cells = blockOf(data, window, block, r, c);
            const finite = cells.filter(Number.isFinite);
            const at = r * seen.columns + c;
            const sum = finite.reduce((a, b) => a + b, 0);
            const none = finite.length === 0;
            expect(seen.min[at]! + 0).toBe(none ? NaN : Math.min(...finite) + 0);
            expect(seen.max[at]! + 0).toBe(none ? NaN : Math.max(...finite) + 0);
            const largest = Math.max(0, ...finite.map(Math.abs));
            if (none) expect(seen.mean[at]).toBeNaN();
            else
              expect(Math.abs(seen.mean[at]! - sum / finite.length)).toBeLessThanOrEqual(
                largest * 1e-7 + 1e-44,
              );
            expect(seen.nan[at]).toBe(cells.filter(Number.isNaN).length);
            expect(seen.positiveInfinity[at]).toBe(cells.filter((x) => x === Infinity).length);
            expect(seen.negativeInfinity[at]).toBe(cells.filter((x) => x === -Infinity).length);
          }
        }
      }),
    );
  });

  it('of blocks of one cell is the cells', () => {
    fc.assert(
      fc.property(cases, ({ data, window }) => {
        const { mean } = overviewOf(data, window, [1, 1]);
        const cells = cellsOf(data, window);
        expect([...mean]).toEqual([...cells].map((x) => (Number.isFinite(x) ? x + 0 : NaN)));
      }),
    );
  });

  it('keeps the mean of many cells', () => {
    const data = new Float32Array(1 << 20).fill(0.1);
    const { mean } = overviewOf(
      data,
      { offset: 0, width: 1024, rows: [0, 1024], columns: [0, 1024] },
      [1024, 1024],
    );
    expect(mean[0]).toBe(Math.fround(0.1));
  });
});

describe('the cells of a window', () => {
  it.each([Float32Array, Float64Array, Uint8Array])('stay what they are in %o', (kind) => {
    const data = kind.from([9, 0, 1, 2, 3, 4, 5]);
    const cells = cellsOf(data, { offset: 1, width: 3, rows: [0, 2], columns: [1, 3] });
    expect(cells).toBeInstanceOf(kind);
    expect([...cells]).toEqual([1, 2, 4, 5]);
    expect(cells.buffer).not.toBe(data.buffer);
  });
});
