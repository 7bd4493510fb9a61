import type { TextParts } from '../documentText.js';

const opening =
  /^[\s,.;:，。、）)]{0,40}(?:where|with|in which|here|such that|ここで|ただし|なお|其中|式中|这里|這裡)/i;

/** Longest clause looked at, in UTF-16 units. */
const maxClause = 800;

/**
 * The clause after a formula that says what its symbols are (`where A = …`, `ここで…`), from `from` to
 * the end of its paragraph or of the formula displayed in it; undefined where there is none.
 */
export function findWhereClause(
  text: TextParts,
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  const after = text.slice(from, from + maxClause);
  const open = opening.exec(after);
  if (open === null) return undefined;
  const rest = after.slice(open[0].length);
  // A clause may go on in a formula of its own: `where`, an empty line, `$$…$$`.
  const stop = /\S[^\n]*\n[ \t>]*\n(?!\s*(?:\$\$|\\\[|\\begin))/.exec(rest);
  const heading = /\n#{1,6} /.exec(rest);
  const end = Math.min(
    stop === null ? rest.length : stop.index + stop[0].length,
    heading?.index ?? rest.length,
  );
  return { start: from, end: from + open[0].length + end };
}
