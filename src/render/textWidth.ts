/** Widths of text without a DOM: estimates, so that nothing is cut off in any of the usual fonts. */

const fullWidth =
  /[\u1100-\u115f\u2e80-\u303e\u3040-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const zeroWidth = /[\u200b-\u200f\u2060]|\p{Mn}/u;

/** Advance widths in em of groups of characters, as in DejaVu Sans, the widest of the usual fonts. */
const groups: readonly (readonly [RegExp, number])[] = [
  [/[iIjl.,:;'|!]/u, 0.31],
  [/[ ftr()[\]/\\"`\u00b7-]/u, 0.4],
  [/[mwMW@%\u2026\u2192\u221e]/u, 0.96],
  [/[A-Z&\u0391-\u03a9]/u, 0.71],
  [/[\u00d7\u2212+=<>~\u00f7\u221a]/u, 0.8],
  [/[\u2070-\u209c\u1d2c-\u1d6a\u00b2\u00b3\u00b9]/u, 0.42],
];

function charWidth(char: string): number {
  if (fullWidth.test(char)) return 1;
  if (zeroWidth.test(char)) return 0;
  return groups.find(([pattern]) => pattern.test(char))?.[1] ?? 0.62;
}

/** Width in pixels of one line at a font size in pixels. */
export function textWidth(content: string, size: number): number {
  let em = 0;
  for (const char of content) em += charWidth(char);
  return em * size;
}

/** Columns a line takes in a fixed-width font, where a full-width character takes two. */
export function columns(content: string): number {
  let n = 0;
  for (const char of content) n += fullWidth.test(char) ? 2 : zeroWidth.test(char) ? 0 : 1;
  return n;
}

/** Characters as a reader counts them, so that a cut never splits an emoji or an accent. */
function graphemes(content: string): string[] {
  return [...new Intl.Segmenter().segment(content)].map((s) => s.segment);
}

/** The text, or as much of its beginning as fits in `width` pixels with `…` after it. */
export function cutEnd(content: string, width: number, size: number): string {
  if (textWidth(content, size) <= width) return content;
  const room = width - textWidth('…', size);
  let kept = '';
  let used = 0;
  for (const g of graphemes(content.slice(0, 400))) {
    used += textWidth(g, size);
    if (used > room) break;
    kept += g;
  }
  return `${kept.trimEnd()}…`;
}

/** Cut in the middle: `Tok…12`. */
export function cutMiddle(content: string, width: number, size: number): string {
  if (textWidth(content, size) <= width) return content;
  const all = graphemes(
    content.length > 400 ? content.slice(0, 200) + content.slice(-200) : content,
  );
  let room = width - textWidth('…', size);
  let head = '';
  let tail = '';
  for (let i = 0, j = all.length - 1; i <= j;) {
    const fromHead = textWidth(head, size) <= textWidth(tail, size);
    const next = all[fromHead ? i : j] ?? '';
    room -= textWidth(next, size);
    if (room < 0) break;
    if (fromHead) {
      head += next;
      i++;
    } else {
      tail = next + tail;
      j--;
    }
  }
  return `${head.trimEnd()}…${tail.trimStart()}`;
}

/** Labels of an axis cut to one width; where cutting the ends makes two alike, the middles are cut. */
export function cutLabels(labels: readonly string[], width: number, size: number): string[] {
  const ends = labels.map((label) => cutEnd(label, width, size));
  const distinct = new Set(labels).size;
  if (new Set(ends).size === distinct) return ends;
  const middles = labels.map((label) => cutMiddle(label, width, size));
  return new Set(middles).size > new Set(ends).size ? middles : ends;
}

/**
 * A name in two lines where it is wider than `width`: broken after `_`, a space, a dot or a hyphen or
 * before an inner capital, as near to the middle as possible.
 */
export function twoLines(content: string, width: number, size: number): string[] {
  if (textWidth(content, size) <= width || content.length > 200) return [content];
  const middle = content.length / 2;
  const breaks = [...content.matchAll(/(?<=[_\s.-])(?=[^_\s.-])|(?<=[a-z])(?=[A-Z])/g)]
    .map((m) => m.index)
    .filter((i) => i > 0)
    .sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  const at = breaks[0];
  return at === undefined ? [content] : [content.slice(0, at).trim(), content.slice(at).trim()];
}
