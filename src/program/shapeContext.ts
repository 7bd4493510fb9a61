import type { Dim } from './dim.js';
import {
  cannotBeEqual,
  dimSymbols,
  equalDims,
  simplifyDim,
  substituteDim,
  withoutCommonFactors,
} from './dims.js';

/**
 * What is known about symbolic sizes while a program is read: which are equal and which have a
 * number. `unify` is false on a contradiction (3 and 4, `n` and `n + 1`); sizes whose equality
 * can't be decided (`n*m` and `h*d_k`) unify to true and are kept in `assumptions`.
 */
export interface ShapeContext {
  /** A size nobody knows yet: `?1`. With a hint, `?hint` or `?hint1`… */
  fresh(hint?: string): Dim;
  unify(a: Dim, b: Dim): boolean;
  resolve(d: Dim): Dim;
  /**
   * A size as the text wrote it first: a name of its own (`isOwn`) stays although another was found to
   * be equal to it later, unless it is a number.
   */
  written(d: Dim, isOwn: (name: string) => boolean): Dim;
  /** Gives an unknown size (`?1`) the name the text uses for it; other sizes are unified with it. */
  rename(d: Dim, name: string): void;
  /** Equalities that were taken on trust. */
  readonly assumptions: readonly (readonly [Dim, Dim])[];
}

/** True for a size that nobody named. */
export const isUnknownDim = (d: Dim): d is string => typeof d === 'string' && d.startsWith('?');

/**
 * A context that knows nothing yet. `prefix` keeps its unknowns apart from those of another context
 * whose sizes it meets.
 */
export function createShapeContext(prefix = ''): ShapeContext {
  const known = new Map<string, Dim>();
  /** What each name was bound to, before chains of names were cut short. */
  const first = new Map<string, Dim>();
  const assumptions: (readonly [Dim, Dim])[] = [];
  let unknowns = 0;

  function resolve(d: Dim): Dim {
    if (typeof d === 'number') return d;
    if (typeof d !== 'string')
      return substituteDim(d, (name) => (known.has(name) ? resolve(name) : undefined));
    const passed: string[] = [];
    let end: Dim = d;
    for (let next = known.get(d); next !== undefined; next = known.get(end)) {
      passed.push(end as string);
      end = next;
      if (typeof end !== 'string') break;
    }
    if (typeof end === 'object') end = resolve(end);
    for (const name of passed) known.set(name, end);
    return end;
  }

  function written(d: Dim, isOwn: (name: string) => boolean): Dim {
    if (typeof d === 'number') return d;
    if (typeof d !== 'string') return substituteDim(d, (name) => written(name, isOwn));
    const end = resolve(d);
    if (typeof end === 'number') return end;
    let at: Dim = d;
    while (typeof at === 'string' && (isUnknownDim(at) || !isOwn(at))) {
      const next: Dim | undefined = first.get(at);
      if (next === undefined) return at;
      at = next;
    }
    return typeof at === 'string' ? at : written(at, isOwn);
  }

  const assume = (a: Dim, b: Dim): boolean => {
    assumptions.push([a, b]);
    return true;
  };

  const bind = (name: string, to: Dim): boolean => {
    // A size can't be defined by itself; n = n*h is left open instead of looping.
    if (dimSymbols(to).includes(name)) return assume(name, to);
    known.set(name, to);
    first.set(name, to);
    return true;
  };

  /** A size is a whole number from 0 on; `n = -1` and `n = n + 1` have no solution. */
  const impossible = (a: Dim, b: Dim): boolean =>
    cannotBeEqual(a, b) ||
    (typeof a === 'number' && a < 0 && typeof b === 'string') ||
    (typeof b === 'number' && b < 0 && typeof a === 'string');

  function unify(first: Dim, second: Dim): boolean {
    const wholeA = simplifyDim(resolve(first));
    const wholeB = simplifyDim(resolve(second));
    if (Number.isNaN(wholeA) || Number.isNaN(wholeB)) return assume(wholeA, wholeB);
    if (equalDims(wholeA, wholeB)) return true;
    if (isUnknownDim(wholeB)) return bind(wholeB, wholeA);
    if (isUnknownDim(wholeA)) return bind(wholeA, wholeB);
    if (impossible(wholeA, wholeB)) return false;
    const [a, b] = withoutCommonFactors(wholeA, wholeB);
    if (impossible(a, b)) return false;
    // What nobody named takes the name that there is.
    if (isUnknownDim(b)) return bind(b, a);
    if (isUnknownDim(a)) return bind(a, b);
    if (typeof b === 'string') return bind(b, a);
    if (typeof a === 'string') return bind(a, b);
    return assume(wholeA, wholeB);
  }

  return {
    fresh(hint) {
      unknowns += 1;
      return `?${prefix}${hint ?? ''}${unknowns}`;
    },
    unify,
    resolve: (d) => simplifyDim(resolve(d)),
    written: (d, isOwn) => simplifyDim(written(d, isOwn)),
    rename(d, name) {
      const at = resolve(d);
      const target = resolve(name);
      if (at === target) return;
      if (isUnknownDim(at)) bind(at, target);
      else unify(at, target);
    },
    assumptions,
  };
}
