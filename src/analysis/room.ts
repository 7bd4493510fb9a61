import type { Problem } from '../program/problem.js';
import { span } from '../program/span.js';

/** Numbers of one document that are given, besides those of small tensors: at least so many … */
const leastRoom = 2 ** 22;
/** … and for so many of the largest tensors that are given. */
const largest = 64;

/** Tensors with at most so many numbers always have them: the text itself bounds how many there are. */
const small = 64;

/** How many numbers may still be given; code can make any number of large tensors. */
export interface Room {
  /** True where so many numbers more are given; they are counted. */
  readonly takes: (elements: number) => boolean;
  /** How many tensors were given without their numbers for want of room. */
  readonly refused: () => number;
  /** How many numbers were counted. */
  readonly taken: () => number;
  /** Counts so many numbers that were given elsewhere; false, and nothing is counted, where they are too many. */
  readonly take: (elements: number) => boolean;
}

/** Room for the numbers of one document, of which one tensor may have `maxElements`. */
export function createRoom(maxElements: number): Room {
  const whole = Math.max(leastRoom, largest * maxElements);
  let taken = 0;
  let refused = 0;
  const take = (elements: number): boolean => {
    if (elements > whole - taken) return false;
    taken += elements;
    return true;
  };
  return {
    takes(elements) {
      if (elements <= small || take(elements)) return true;
      refused += 1;
      return false;
    },
    refused: () => refused,
    taken: () => taken,
    take,
  };
}

/** What a reader of the output is told of it. */
export function leftOut({ refused }: Room): Problem[] {
  const count = refused();
  if (count === 0) return [];
  return [
    {
      code: 'numbers-left-out',
      severity: 'info',
      message: `The numbers of ${count} tensors are left out: the document has too many. A larger limit for one tensor (--max-elements) makes room for more.`,
      span: span(0, 0),
      values: { count },
    },
  ];
}
