import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution, RandomStream } from '../../../src/program/operation.js';
import {
  torchGenerator,
  numpyGenerator,
  numpyRandomState,
} from '../../../src/engine/random/index.js';
import { createStreams } from '../../../src/engine/randomSource.js';
import { allocate } from '../../../src/engine/tensor.js';

/** A long draw goes by parts; the library draws it in one call. */
describe('a draw in parts', () => {
  const lengths = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 4000, max: 9000 }));
  const normal: Distribution = { kind: 'normal', mean: 0.5, std: 2 };
  const streamed = (generator: RandomStream['generator'], counts: readonly number[]): number[] => {
    const source = createStreams().at({ id: 0, seed: 9, generator });
    if (!source.ok) throw new Error(source.error.message);
    return counts.flatMap((count) => {
      const dtype = generator === 'torch' ? 'float32' : 'float64';
      const target = allocate(dtype, count);
      source.value.draw(normal, target, dtype, () => true);
      return [...target];
    });
  };

  it.each(['torch', 'numpy', 'numpyPcg64'] as const)(
    'of %s gives what one call gives',
    (generator) => {
      fc.assert(
        fc.property(fc.array(lengths, { maxLength: 3 }), (counts) => {
          const library =
            generator === 'torch'
              ? torchGenerator(9)
              : generator === 'numpy'
                ? numpyRandomState(9)
                : numpyGenerator(9);
          const expected = counts.flatMap((count) => [...library.normal(0.5, 2, count)]);
          expect(streamed(generator, counts)).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    },
  );
});
