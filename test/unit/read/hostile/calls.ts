import { Session, type Profiler } from 'node:inspector';

/** Asks the engine that runs the test; an answer comes before the call returns. */
function asker(): <T>(method: string, parameters?: object) => T {
  const session = new Session();
  session.connect();
  return <T>(method: string, parameters: object = {}): T => {
    let answer: unknown;
    session.post(method, parameters, (error, result) => {
      if (error !== null) throw error;
      answer = result;
    });
    return answer as T;
  };
}

/**
 * How many calls of functions some work takes: time that does not depend on the machine. What is kept
 * from one time to the next counts only once, so it is done once before.
 */
export function callsOf(work: () => unknown): number {
  work();
  const ask = asker();
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  ask('Profiler.takePreciseCoverage');
  work();
  const { result } = ask<Profiler.TakePreciseCoverageReturnType>('Profiler.takePreciseCoverage');
  ask('Profiler.stopPreciseCoverage');
  return result
    .filter(({ url }) => url.includes('/src/'))
    .flatMap(({ functions }) => functions)
    .reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
}
