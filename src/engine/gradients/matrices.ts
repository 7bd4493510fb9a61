import { inStretches } from '../tensor.js';
import type { TensorData } from '../trace.js';

/** Adds all of `source` to the elements of `target` from `at` on; `spend` false stops it. */
export function addInto(
  target: TensorData,
  at: number,
  source: TensorData,
  spend: (steps: number) => boolean,
): void {
  inStretches(source.length, spend, (from, to) => {
    for (let i = from; i < to; i++)
      target[at + i] = (target[at + i] as number) + (source[i] as number);
  });
}
