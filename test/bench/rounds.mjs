/**
 * Interleaved measuring. Every round each contestant has a turn (A B C, then B C A …), so that
 * whatever else the machine does falls on all of them; a turn is a few runs that are not counted
 * and then as many as fit its time.
 */
import { rmSync } from 'node:fs';
import { readFloats } from './inputs.mjs';
import { startContestant } from './process.mjs';
import { median, summary } from './statistics.mjs';

/** Largest absolute difference that counts as the same result. */
const tolerance = 1e-4;
/** Runs of one turn at most: more tell nothing new. */
const mostRuns = 1000;
/** A run this many times longer than a turn is not repeated to warm up. */
const tooLong = 3;
/** Part of a turn that warms up what the other processes left cold. */
const warming = 0.1;

const largestDifference = (a, b) => {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    // NaN is a difference too.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
};

/** Every tensor that both have, against the first contestant's; undefined for the first itself. */
async function compared(running, dir) {
  let first;
  for (const contestant of running) {
    const { files, reason } = await contestant.results(dir);
    if (files === undefined) {
      contestant.reason = reason;
      continue;
    }
    const own = Object.fromEntries(
      Object.entries(files).map(([name, path]) => [name, readFloats(path)]),
    );
    for (const path of Object.values(files)) rmSync(path);
    if (first === undefined) {
      first = own;
      continue;
    }
    const names = Object.keys(own).filter((name) => name in first);
    contestant.difference = Math.max(
      ...names.map((name) => largestDifference(first[name], own[name])),
    );
  }
}

/** One turn: runs to warm up unless one would take too long, then the counted ones. */
async function turn(contestant, budgetMs) {
  const { usual } = contestant;
  const times = Math.max(1, Math.min(mostRuns, Math.round(budgetMs / usual)));
  if (usual < budgetMs * tooLong) await contestant.run(Math.ceil(times * warming));
  const { ms, reason } = await contestant.run(times);
  if (ms === undefined) contestant.reason = reason;
  else contestant.rounds.push(ms);
}

/** Runs until code is compiled and times have settled, and how long one takes then. */
async function warmUp(contestant, budgetMs) {
  const { ms, reason } = await contestant.run(1);
  if (ms === undefined) {
    contestant.reason = reason;
    return;
  }
  contestant.usual = ms[0];
  for (let spent = ms[0]; spent < budgetMs;) {
    const more = await contestant.run(Math.max(1, Math.min(50, Math.round(10 / contestant.usual))));
    contestant.usual = median(more.ms);
    spent += more.ms.reduce((a, b) => a + b, 0);
  }
}

/**
 * Measures contestants, `[{ key, label, …who, work }]`, against each other, for `rounds` turns of
 * about `turnMs` each. Results are compared with the first one's before anything is timed, unless
 * the pieces of work are `unlike`. Gives each one's summary, with the median of each round.
 */
export async function measure(entries, { rounds, turnMs, dir, unlike = false }) {
  const all = [];
  for (const { work, ...who } of entries) {
    all.push({ ...(await startContestant(who, work)), rounds: [] });
  }
  const present = () => all.filter(({ reason }) => reason === undefined);
  if (!unlike) await compared(present(), dir);
  for (const contestant of present()) await warmUp(contestant, turnMs * 2);
  for (let round = 0; round < rounds; round++) {
    const order = present();
    for (let i = 0; i < order.length; i++) {
      await turn(order[(i + round) % order.length], turnMs);
    }
  }
  for (const { end } of all) end?.();
  return all.map(({ who: { key, label }, reason, info, difference, rounds: times }) =>
    reason === undefined
      ? {
          key,
          label,
          info,
          difference,
          wrong: difference !== undefined && !(difference <= tolerance),
          ...summary(times.flat()),
          rounds: times.map(median),
        }
      : { key, label, reason },
  );
}
