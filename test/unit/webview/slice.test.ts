import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellOfIndex,
  indexOfCell,
  regionOf,
  sliceOf,
  isHeld,
  summarize,
  valueAt,
} from '../../../webview/slice.js';
import { counting } from './models.js';

describe('the matrix shown of a tensor', () => {
  it.each([
    [[], [], 1, 1, 0],
    [[4], [], 1, 4, 0],
    [[2, 3], [], 2, 3, 0],
    [[2, 2, 3], [1], 2, 3, 6],
    [[2, 4, 2, 3], [1, 2], 2, 3, 36],
    [[2, 4, 2, 3], [9, -1], 2, 3, 24],
  ])('of shape %j at %j is %i × %i from element %i', (shape, lead, rows, columns, first) => {
    const slice = sliceOf(counting(shape), lead);
    expect(slice).toMatchObject({ rows, columns });
    expect(slice && valueAt(slice, 0, 0)).toBe(first);
  });

  it.each([
    ['an empty tensor', { ...counting([0, 3]) }],
    ['one whose numbers stay elsewhere', { ...counting([2, 3]), data: null }],
    ['too few numbers', { ...counting([2, 3]), data: new Float32Array(2) }],
  ])('is none for %s', (_, tensor) => expect(sliceOf(tensor, [])).toBeNull());
});

describe('the index of a cell', () => {
  it('leads back to the cell and to its number', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (shape, picks) => {
        const tensor = counting(shape);
        const index = shape.map((size, axis) => (picks[axis] ?? 0) % size);
        const found = cellOfIndex(shape, index);
        expect(found).not.toBeNull();
        if (found === null) return;
        expect(indexOfCell(shape, found.lead, found.at)).toEqual(index);
        const slice = sliceOf(tensor, found.lead);
        const flat = index.reduce((at, i, axis) => at * (shape[axis] ?? 1) + i, 0);
        expect(slice && valueAt(slice, found.at.row, found.at.column)).toBe(flat);
      }),
    );
  });

  it.each([
    [[2, 3], [0]],
    [
      [2, 3],
      [2, 0],
    ],
    [
      [2, 3],
      [0, -1],
    ],
    [
      [2, 3],
      [0, 0.5],
    ],
  ])('is refused: shape %j, index %j', (shape, index) =>
    expect(cellOfIndex(shape, index)).toBeNull(),
  );
});

describe('the sources of a cell', () => {
  const matrix = sliceOf(counting([2, 3]), []);
  const head = sliceOf(counting([4, 2, 3]), [1]);
  it.each([
    [[1, null], { top: 1, bottom: 2, left: 0, right: 3 }],
    [[null, 2], { top: 0, bottom: 2, left: 2, right: 3 }],
    [[0, 1], { top: 0, bottom: 1, left: 1, right: 2 }],
    [[null, null], { top: 0, bottom: 2, left: 0, right: 3 }],
    [[5, 0], null],
    [[0], null],
  ])('%j of a matrix are %j', (index, region) =>
    expect(matrix && regionOf([2, 3], matrix, index)).toEqual(region),
  );
  it('in another head are not shown', () => {
    expect(head && regionOf([4, 2, 3], head, [1, 0, null])).not.toBeNull();
    expect(head && regionOf([4, 2, 3], head, [2, 0, null])).toBeNull();
    expect(head && regionOf([4, 2, 3], head, [null, 0, null])).not.toBeNull();
  });
});

it('the summary of a matrix tells what occurs in it', () => {
  const tensor = { ...counting([1, 5]), data: Float32Array.of(0, NaN, -Infinity, -2.5, 1) };
  const slice = sliceOf(tensor, []);
  expect(slice && isHeld(slice.numbers) && summarize(slice, slice.numbers)).toEqual({
    largest: 2.5,
    decimals: 1,
    nan: true,
    negativeInfinity: true,
    positiveInfinity: false,
  });
});

it.each([
  [[1, 2, -3], 0],
  [[1.63, -0.5], 2],
  [[0.1, 0.2, 0.30000001192092896], 1],
  [[1 / 3], 4],
])('of %j it tells that %i decimals say all', (numbers, decimals) => {
  const tensor = { ...counting([numbers.length]), data: Float32Array.from(numbers) };
  const slice = sliceOf(tensor, []);
  const found = slice && isHeld(slice.numbers) ? summarize(slice, slice.numbers) : undefined;
  expect(found?.decimals).toBe(decimals);
});
