import type { Reader } from './reader.js';

/** Skips `[…]` whose tokens match, such as the `[2pt]` of `\\[2pt]`. */
export function skipSquare(r: Reader, end: number, pattern: RegExp): void {
  const at = r.tokens[r.i];
  if (at?.text !== '[' || !at.glued) return;
  const close = r.ends.get(r.i);
  if (close === undefined || close >= end || close - r.i > 8) return;
  const inside = r.tokens.slice(r.i + 1, close).map((t) => t.text);
  if (pattern.test(inside.join(''))) r.i = close + 1;
}
