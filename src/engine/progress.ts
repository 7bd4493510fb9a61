/** Milliseconds between two reports. */
const PAUSE = 50;

/** Turns steps, as they are spent, into reports of a share that never falls. */
export interface Progress {
  /** A value begins that is estimated to take `work` steps. */
  readonly begin: (work: number) => void;
  /** `steps` more were spent on it; `now` in milliseconds. */
  readonly advance: (steps: number, now: number) => void;
  readonly end: () => void;
}

export function createProgress(
  total: number,
  report: ((done: number, total: number) => void) | undefined,
): Progress {
  const all = Math.max(1, Math.ceil(total));
  let reported = 0;
  let last = performance.now();
  /** Estimated steps of the values before, and what was spent on this one, up to its estimate. */
  let [before, share, spent] = [0, 0, 0];
  return {
    begin: (work) => {
      before += share;
      share = work;
      spent = 0;
    },
    advance: (steps, now) => {
      spent = Math.min(share, spent + steps);
      if (report === undefined || now - last < PAUSE) return;
      last = now;
      reported = Math.max(reported, Math.min(all, Math.floor(before + spent)));
      report(reported, all);
    },
    end: () => report?.(all, all),
  };
}
