import { ok, type Result } from '../../program/problem.js';
import type { EvaluationError } from '../trace.js';
import { shown, wrong } from './check.js';
import type { TileRequest } from './collect.js';

const within = (x: unknown, limit: number): boolean =>
  Number.isSafeInteger(x) && (x as number) >= 0 && (x as number) <= limit;

/** Checks the tiles that a caller asked for, which may be anything at all. */
export function tilesOf(
  given: unknown,
  heads: number,
  queries: number,
  keys: number,
): Result<readonly TileRequest[], EvaluationError> {
  const list = given ?? [];
  if (!Array.isArray(list)) return wrong('tiles', `tiles must be a list, not ${shown(given)}.`);
  for (const [i, tile] of (list as readonly (TileRequest | null | undefined)[]).entries()) {
    const inside =
      typeof tile === 'object' &&
      tile !== null &&
      (tile.tensor === 'scores' || tile.tensor === 'weights') &&
      within(tile.head ?? 0, heads - 1) &&
      within(tile.row, queries) &&
      within(tile.rows, queries - tile.row) &&
      within(tile.column, keys) &&
      within(tile.columns, keys - tile.column);
    if (!inside) {
      const scores = `[${heads}, ${queries}, ${keys}]`;
      return wrong('tiles', `tile ${i} is not a part of the scores or weights ${scores}.`);
    }
  }
  return ok(list as readonly TileRequest[]);
}
