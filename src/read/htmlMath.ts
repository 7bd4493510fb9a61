import type { Span } from '../program/span.js';
import { blanked } from './blank.js';
import { findMath, type MathSpan } from './delimiters.js';
import { findComponents } from './markdown/components.js';
import { imageMath } from './markdown/images.js';
import { findCommentMath } from './markdown/inline.js';
import { htmlProse } from './plain/html.js';
import { looksLikeEquation } from './prose.js';
import { createSearch } from './search.js';

/** `<center>FFN(x) = max(0, xW_1 + b_1)W_2 + b_2</center>`: an equation without delimiters. */
function bareFormulas(text: string, taken: readonly MathSpan[]): MathSpan[] {
  const found: MathSpan[] = [];
  // Bounds and excluded characters keep every attempt from reading past the next tag.
  const element =
    /<(center|p|div)\b([^<>]{0,1000})>((?:[^<$]|<\/?su[bp]>){3,5000})<\/\1[ \t\r\n]{0,20}>/gi;
  let next = 0;
  for (const match of text.matchAll(element)) {
    const [, tag = '', attributes = '', body = ''] = match;
    const start = match.index + match[0].indexOf('>') + 1;
    const end = start + body.length;
    while ((taken[next]?.outer.end ?? Infinity) <= start) next += 1;
    const free = (taken[next]?.outer.start ?? Infinity) >= end;
    const centred = tag.toLowerCase() === 'center' || /\bcenter\b/i.test(attributes);
    if (free && looksLikeEquation(body, centred)) {
      const lead = body.length - body.trimStart().length;
      const inner = { start: start + lead, end: start + body.trimEnd().length };
      found.push({ inner, outer: { start, end }, display: true });
    }
  }
  return found;
}

/** Elements of an HTML block whose text is no prose, blanked. */
function blankCode(html: string): string {
  const lower = html.toLowerCase();
  const search = createSearch(lower);
  const parts: string[] = [];
  let kept = 0;
  const opener = /<(script|style|pre|code|textarea)\b/g;
  for (let open = opener.exec(lower); open !== null; open = opener.exec(lower)) {
    const end = search.indexOf(`</${open[1] ?? ''}`, opener.lastIndex);
    if (end < 0) continue;
    parts.push(html.slice(kept, open.index), blanked(html.slice(open.index, end)));
    kept = end;
    opener.lastIndex = end;
  }
  return parts.join('') + html.slice(kept);
}

/** Comments blanked, and where they stand. */
function withoutComments(html: string): { text: string; comments: Span[] } {
  const comments: Span[] = [];
  const parts: string[] = [];
  let kept = 0;
  for (let open = html.indexOf('<!--'); open >= 0; open = html.indexOf('<!--', kept)) {
    const close = html.indexOf('-->', open + 4);
    const end = close < 0 ? html.length : close;
    comments.push({ start: open + 4, end });
    parts.push(html.slice(kept, open), blanked(html.slice(open, end)));
    kept = end;
    if (close < 0) break;
  }
  return { text: parts.join('') + html.slice(kept), comments };
}

/** `<script type="math/tex">`, as MathJax and what was saved of its pages have it. */
const texScript = /(<script\s[^<>]{0,100}?\bmath\/tex\b[^<>]{0,100}>)[^<]{1,5000}<\/script>/gi;

/** Formulas of a block of HTML: those with delimiters, and bare ones that are all of an element. */
export function findHtmlMath(block: string): MathSpan[] {
  const { text: html, comments } = withoutComments(blankCode(block));
  const components = findComponents(html);
  const isFree = ({ outer }: MathSpan): boolean =>
    !components.some((c) => c.outer.start < outer.end && outer.start < c.outer.end);
  const images = [...html.matchAll(/<img\b[^<>]{20,3000}>/gi)].flatMap(
    (m) => imageMath(html, m.index, m.index + m[0].length) ?? [],
  );
  const spans = [...components, ...images, ...findMath(html).filter(isFree)].sort(
    (a, b) => a.outer.start - b.outer.start,
  );
  const scripts = [...block.matchAll(texScript)].map((m): MathSpan => {
    const end = m.index + m[0].length;
    const inner = { start: m.index + (m[1] ?? '').length, end: end - '</script>'.length };
    return { inner, outer: { start: m.index, end }, display: (m[1] ?? '').includes('display') };
  });
  const commented = comments.flatMap((c) => findCommentMath(block, c.start, c.end));
  return [...spans, ...bareFormulas(html, spans), ...scripts, ...commented].sort(
    (a, b) => a.outer.start - b.outer.start,
  );
}

/** The text of a block of HTML that is prose, of the same length: without its tags, code and comments. */
export const proseOfHtml = (block: string): string =>
  htmlProse(withoutComments(blankCode(block)).text);
