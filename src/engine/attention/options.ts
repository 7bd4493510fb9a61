import { ok, type Result } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import { DEFAULT_MAX_BYTES } from '../bytes.js';
import type { Threads } from '../kernels/shared.js';
import { shown, wrong } from './check.js';
import type { AttentionOptions } from './types.js';

/** Options that were checked, with their defaults. */
export interface Settings {
  /** Undefined: 1 / √dim. */
  readonly scale: number | undefined;
  readonly softcap: number;
  readonly causal: boolean;
  /** How many keys before and after its own position a query sees; −1 is unbounded. */
  readonly left: number;
  readonly right: number;
  readonly queryHeads: number | undefined;
  readonly kvHeads: number | undefined;
  readonly maxBytes: number;
  readonly threads: Threads | undefined;
}

const isBound = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= -1;
const isCount = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 1;

const isThreads = (x: unknown): boolean =>
  typeof x === 'object' &&
  typeof (x as Threads).post === 'function' &&
  isBound((x as Threads).count);

/** Reads options that may be anything at all. */
export function settingsOf(given: AttentionOptions): Result<Settings, EvaluationError> {
  if (typeof given !== 'object') return wrong('options', `options can’t be ${shown(given)}.`);
  const scale = given.scale ?? undefined;
  const softcap = given.softcap ?? 0;
  const causal = given.causal ?? false;
  const window = given.window ?? [-1, -1];
  const queryHeads = given.queryHeads ?? undefined;
  const kvHeads = given.kvHeads ?? undefined;
  const maxBytes = given.maxBytes ?? DEFAULT_MAX_BYTES;
  const refused = (name: string, must: string, x: unknown): Result<never, EvaluationError> =>
    wrong(name, `${name} must be ${must}, not ${shown(x)}.`);
  if (scale !== undefined && !Number.isFinite(scale)) {
    return refused('scale', 'a finite number', scale);
  }
  if (!Number.isFinite(softcap) || softcap < 0) {
    return refused('softcap', 'a finite number from 0 on', softcap);
  }
  if (typeof causal !== 'boolean') return refused('causal', 'true or false', causal);
  if (!Array.isArray(window) || window.length !== 2 || !window.every(isBound)) {
    return refused('window', 'two whole numbers from −1 on', window);
  }
  if (queryHeads !== undefined && !isCount(queryHeads)) {
    return refused('queryHeads', 'a whole number from 1 on', queryHeads);
  }
  if (kvHeads !== undefined && !isCount(kvHeads)) {
    return refused('kvHeads', 'a whole number from 1 on', kvHeads);
  }
  if (typeof maxBytes !== 'number' || !(maxBytes >= 0)) {
    return refused('maxBytes', 'a number from 0 on', maxBytes);
  }
  const threads = given.threads ?? undefined;
  if (threads !== undefined && !isThreads(threads)) {
    return refused('threads', '{ count, post }', threads);
  }
  const [left, right] = window as [number, number];
  return ok({
    scale,
    softcap,
    causal,
    left,
    right,
    queryHeads,
    kvHeads,
    maxBytes,
    threads,
  });
}
