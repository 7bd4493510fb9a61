/** Bounds and whether they are met. A bound that can't be checked says why; it never counts as met. */
import { ratios } from './statistics.mjs';

export const verdict = (must, measured, met) => ({
  must,
  measured,
  verdict: met ? 'met' : 'MISSED',
});
export const unknown = (must, reason) => ({ must, measured: '–', verdict: `not known: ${reason}` });

/** `ours` takes at most `most` times what `theirs` takes; the worse of both ratios decides. */
export function atMost(ours, theirs, most) {
  const bound = (contestants) => {
    const of = (key) => contestants.find((contestant) => contestant.key === key);
    const [a, b] = [of(ours), of(theirs)];
    const must = `${a?.label ?? ours} ≤ ${most} × ${b?.label ?? theirs}`;
    for (const side of [a, b]) {
      if (side?.rounds === undefined)
        return unknown(must, `${side?.label ?? 'a contestant'}: ${side?.reason ?? 'left out'}`);
      if (side.wrong) return unknown(must, `the results of ${side.label} are WRONG`);
    }
    const { ofMedians, perRound } = ratios(a, b);
    const measured = `${ofMedians.toFixed(3)} (by round ${perRound.toFixed(3)})`;
    return {
      ...verdict(must, measured, Math.max(ofMedians, perRound) <= most),
      ofMedians,
      perRound,
    };
  };
  return Object.assign(bound, { ours, theirs, most });
}
