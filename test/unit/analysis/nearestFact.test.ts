import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, nearestFact } from '../../../src/analysis/nearestFact.js';
import type { Fact } from '../../../src/read/context/facts.js';

/** The rule itself: each fact has a cost, and the first of the least cost is taken. */
function byCost(
  facts: readonly Fact[],
  at: number,
  section: { readonly start: number; readonly end: number },
  anywhere: boolean,
): Fact | undefined {
  const costs = facts.map(({ span: { start } }) => {
    const inside = start >= section.start && start < section.end;
    const distance = Math.abs(start - at);
    if (inside) return distance + (start > at && distance > 600 ? 5e8 : 0);
    if (start <= at) return 1e9 + distance;
    return anywhere ? 2e9 + distance : Number.POSITIVE_INFINITY;
  });
  const least = Math.min(...costs);
  return Number.isFinite(least) ? facts[costs.indexOf(least)] : undefined;
}

const facts = fc.array(fc.tuple(fc.nat(4_000), fc.boolean()), { maxLength: 12 }).map((places) =>
  places
    .sort(([a], [b]) => a - b)
    .map(([start, sized], i): Fact => ({
      span: { start, end: start + 1 },
      ...(sized ? { size: i } : { meaning: String(i) }),
    })),
);

describe('the fact that a reader goes by', () => {
  it('is the one of the least cost', () => {
    fc.assert(
      fc.property(
        facts,
        fc.array(fc.nat(4_000), { minLength: 3, maxLength: 3 }),
        fc.boolean(),
        (all, places, anywhere) => {
          const [start = 0, at = 0, end = 0] = places.sort((a, b) => a - b);
          const section = { start, end: end + 1 };
          const sized = all.filter((f) => f.size !== undefined);
          expect(nearestFact(inOrder(all, 'size'), at, section, anywhere)).toEqual(
            byCost(sized, at, section, anywhere),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
