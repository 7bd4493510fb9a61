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
}

/** Room for the numbers of one document, of which one tensor may have `maxElements`. */
export function createRoom(maxElements: number): Room {
  let left = Math.max(leastRoom, largest * maxElements);
  let refused = 0;
  return {
    takes(elements) {
      if (elements <= small) return true;
      if (elements > left) {
        refused += 1;
        return false;
      }
      left -= elements;
      return true;
    },
    refused: () => refused,
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
