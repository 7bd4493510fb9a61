/**
 * How many of the indices `0 … length − 1` come first and fulfil a condition that, once it fails,
 * fails for all later ones; by halving.
 */
export function countWhile(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last number that is at most `value`; −1 where all are greater. */
export function lastUpTo(sorted: readonly number[], value: number): number {
  // Written out: it is asked more often than anything else.
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Numbers of which those from `first` to `rest` give way to others, and those after them are moved. */
export function spliceMoved(
  numbers: readonly number[],
  first: number,
  rest: number,
  between: readonly number[],
  by: number,
): number[] {
  const shift = first + between.length - rest;
  const made = new Array<number>(numbers.length + shift);
  for (let i = 0; i < first; i++) made[i] = numbers[i] ?? 0;
  for (const [i, number] of between.entries()) made[first + i] = number;
  for (let i = rest; i < numbers.length; i++) made[i + shift] = (numbers[i] ?? 0) + by;
  return made;
}

/** Index of the first number that is at least `value`; the length where none is. */
export const firstFrom = (sorted: readonly number[], value: number): number =>
  countWhile(sorted.length, (i) => (sorted[i] ?? 0) < value);
