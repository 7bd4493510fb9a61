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
    } else if (!/^([A-Za-z_]\w*|1)$/.test(token)) return undefined;
    else if (open !== undefined) {
      if (token !== '1') open.push(token);
    } else groups.push(token === '1' ? [] : [token]);
  }
  return open === undefined ? groups : undefined;
}

/** Writes `...` out as names, one for each axis that the rest of the left side leaves over. */
function withoutEllipsis(pattern: string, rank: number): string {
  const [left = '', right] = pattern.split('->');
  if (!left.includes('...') || right === undefined) return pattern;
  const named = side(left.replace('...', ''))?.length ?? rank;
  const names = Array.from({ length: Math.max(0, rank - named) }, (_, i) => `_${i}`).join(' ');
  return `${left.replace('...', names)}->${right.replace('...', names)}`;
}

/** Reads `b n (h d) -> b h n d`; with the tensor's rank given, `...` stands for the axes left over. */
export function parseRearrange(pattern: string, rank?: number): Result<Rearrange, string> {
  const whole = rank === undefined ? pattern : withoutEllipsis(pattern, rank);
  const [left, right, more] = whole.split('->');
  const a = side(left ?? '');
  const b = side(right ?? '');
  if (right === undefined || more !== undefined || a === undefined || b === undefined) {
    return { ok: false, error: 'This einops pattern can’t be read.' };
  }
  return { ok: true, value: { left: a, right: b } };
}

/** True where both sides name the same axes, each once. */
export function namesSameAxes({ left, right }: Rearrange): boolean {
  const names = left.flat();
  const unique = new Set(names);
  return (
    unique.size === names.length &&
    right.flat().length === names.length &&
    right.flat().every((name) => unique.delete(name))
  );
}
