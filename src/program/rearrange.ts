import type { Result } from './problem.js';

/** An einops pattern: each axis is a group of names; `1` is a group of none. */
export interface Rearrange {
  readonly left: readonly (readonly string[])[];
  readonly right: readonly (readonly string[])[];
}

function side(text: string): string[][] | undefined {
  const groups: string[][] = [];
  const tokens = text.match(/[A-Za-z_]\w*|1|[()]|\S/g) ?? [];
  let open: string[] | undefined;
  for (const token of tokens) {
    if (token === '(') {
      if (open !== undefined) return undefined;
      open = [];
    } else if (token === ')') {
      if (open === undefined) return undefined;
      groups.push(open);
      open = undefined;
    } else if (!/^\w+$/.test(token)) return undefined;
    else if (open !== undefined) {
      if (token !== '1') open.push(token);
    } else groups.push(token === '1' ? [] : [token]);
  }
  return open === undefined ? groups : undefined;
}

/** Reads `b n (h d) -> b h n d` (without `...`, which callers write out first). */
export function parseRearrange(pattern: string): Result<Rearrange, string> {
  const [left, right, more] = pattern.split('->');
  const a = side(left ?? '');
  const b = side(right ?? '');
  if (right === undefined || more !== undefined || a === undefined || b === undefined) {
    return { ok: false, error: 'This einops pattern can’t be read.' };
  }
  return { ok: true, value: { left: a, right: b } };
}
