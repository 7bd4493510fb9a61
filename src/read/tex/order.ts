import type { Expression } from './expression.js';
import { partsOf, unwrapped } from './expression.js';

/** Longer texts are read as they stand. */
const maxRows = 12;

/** The matrix that a row gives a letter, `A = \exp(Q K^\top)`: undefined for a number and a bare symbol. */
function definedLetter(e: Expression): string | undefined {
  if (e.kind !== 'relation' || e.relations[0] !== 'equal') return undefined;
  const [left, right] = e.parts.map(unwrapped);
  if (left?.kind !== 'symbol' || !/^[A-Z]$/.test(left.symbol.name)) return undefined;
  const computed = ['product', 'apply', 'quotient', 'sum', 'big'].includes(right?.kind ?? '');
  return computed ? left.symbol.name : undefined;
}

function namesIn(roots: readonly Expression[]): Set<string> {
  const names = new Set<string>();
  const stack = [...roots];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'symbol') names.add(e.symbol.name);
    for (const part of partsOf(e)) stack.push(part);
  }
  return names;
}

/**
 * The order in which the rows of one text are read: `Y = D^{-1} A V, A = …, D = …` says what its
 * letters are only afterwards, so the rows that say it are read first. Rows that define a letter
 * twice, or each other, are read as they stand.
 */
export function readingOrder(rows: readonly Expression[]): readonly number[] {
  const written = rows.map((_, i) => i);
  const letters = rows.map(definedLetter);
  if (rows.length < 2 || rows.length > maxRows || !letters.some((l) => l !== undefined)) {
    return written;
  }
  const later = rows.map((e, i): readonly number[] => {
    if (e.kind !== 'relation') return [];
    const [left, ...right] = e.parts;
    const given = left === undefined ? new Set<string>() : namesIn([left]);
    return [...namesIn(right)].flatMap((name) => {
      const at = letters.flatMap((l, k) => (l === name ? [k] : []));
      const [row, more] = at;
      const known = row === undefined || more !== undefined || row <= i || given.has(name);
      return known ? [] : [row];
    });
  });
  const order: number[] = [];
  const open = new Set<number>();
  const visit = (i: number): boolean => {
    if (order.includes(i)) return true;
    if (open.has(i)) return false;
    open.add(i);
    // What a row rests on of the rows above it is read before it too.
    const above = namesIn(rows[i]?.kind === 'relation' ? rows[i].parts.slice(1) : []);
    const before = letters.flatMap((l, k) => (l !== undefined && k < i && above.has(l) ? [k] : []));
    const fine = [...(later[i] ?? []), ...(open.size > 1 ? before : [])].every(visit);
    open.delete(i);
    if (fine && !order.includes(i)) order.push(i);
    return fine;
  };
  return later.some((l) => l.length > 0) && written.every(visit) ? order : written;
}
