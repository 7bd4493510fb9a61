/** Elementary steps (a multiply-add, one element copied) between two looks at the clock. */
const STEPS_PER_LOOK = 1 << 20;

export type Stop = 'deadline' | 'cancelled';

/**
 * Tells long loops when to give up. A kernel that is told to stop returns at once with whatever it
 * has; the evaluator asks `stopped` and throws that result away.
 */
export interface Clock {
  /** Notes `steps` of work done; false once the time is up or the caller has cancelled. */
  readonly spend: (steps: number) => boolean;
  /** Looks at the clock now. */
  readonly check: () => boolean;
  readonly stopped: () => Stop | undefined;
}

export function createClock(deadlineMs?: number, isCancelled?: () => boolean): Clock {
  const end = deadlineMs === undefined ? Infinity : performance.now() + deadlineMs;
  let stop: Stop | undefined;
  let steps = 0;
  const check = (): boolean => {
    steps = 0;
    if (stop === undefined) {
      if (isCancelled?.() === true) stop = 'cancelled';
      else if (performance.now() > end) stop = 'deadline';
    }
    return stop === undefined;
  };
  return {
    check,
    spend: (more) => {
      steps += more;
      return steps < STEPS_PER_LOOK ? stop === undefined : check();
    },
    stopped: () => stop,
  };
}
