import type { Span } from '../../program/span.js';

const letter = '[a-z]';
/** `[i,j]`, `[i][j]`, `_ij`, `_{i,j}`, `(i, j)`, `ᵢⱼ` */
const places = [
  String.raw`\[ ?${letter} ?, ?${letter} ?\]`,
  String.raw`\[${letter}\]\[${letter}\]`,
  String.raw`_${letter}{2}(?![a-z])`,
  String.raw`_\{${letter} ?,? ?${letter}\}`,
  String.raw`\(${letter}, ?${letter}\)`,
  '[ᵢⱼₖₗₘₙₛₜ]{2}',
].join('|');
const value = String.raw`(?:[-−]\s?(?:∞|inf(?:inity)?|1e\d{1,2}|\d+)|[01](?:\.0)?)`;
const condition = String.raw`${letter} ?(?:[<>≤≥]|[<>]=) ?${letter}`;
const ends = String.raw`(?![\w\[(=<>+*/-])`;
/** `Mask[i, j] = -∞ if j > i`, `M_ij = 0 if j <= i, else -inf`: two places, a number, where it holds. */
const pattern = new RegExp(
  String.raw`(?<![\w.\\$])(\w{1,20})(?:${places})\s{0,3}=\s{0,3}${value}\s{1,8}(?:if|when|for) ${condition}` +
    String.raw`(?:,? (?:else|otherwise) ${value}|,? ${value} (?:otherwise|(?:if|when|for) ${condition}))?` +
    ends,
  'g',
);

/** A mask that a line of `text` from `offset` on tells by cases. */
export function maskCases(line: string, offset: number): Span[] {
  if (!/ (?:if|when|for) /.test(line)) return [];
  return [...line.matchAll(pattern)].flatMap((m) => {
    const masks = /mask/i.test(m[1] ?? '') || /∞|inf/.test(m[0]);
    const start = m.index + offset;
    return masks ? [{ start, end: start + m[0].length }] : [];
  });
}
