/** Elementary steps (a multiply-add, one element copied) between two looks at the clock. */
export const STEPS_PER_LOOK = 1 << 18;

export type Stop = 'deadline' | 'cancelled';

/** Notes work done; false means: return now, the result will not be used. */
export type Spend = (steps: number) => boolean;

/**
 * Tells long loops when to give up. A kernel that is told to stop returns at once with whatever it
 * has; the evaluator asks `stopped` and throws that result away.
 */
export interface Clock {
  /** Notes `steps` of work done; false once the time is up or the caller has cancelled. */
  readonly spend: Spend;
  /** Looks at the clock now. */
  readonly check: () => boolean;
  readonly stopped: () => Stop | undefined;
}

/** `onLook` gets the steps since the look before and the time in milliseconds. */
export function createClock(
  deadlineMs?: number,
  isCancelled?: () => boolean,
  onLook?: (steps: number, now: number) => void,
): Clock {
  const end = deadlineMs === undefined ? Infinity : performance.now() + deadlineMs;
  let stop: Stop | undefined;
  let steps = 0;
  const check = (): boolean => {
    const done = steps;
    steps = 0;
    if (stop !== undefined) return false;
    const now = performance.now();
    if (isCancelled?.() === true) stop = 'cancelled';
    else if (now > end) stop = 'deadline';
    else onLook?.(done, now);
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
