import type { Span } from '../../program/span.js';
import { findMath, mathAt, type MathSpan } from '../delimiters.js';
import type { Search } from '../search.js';
import { hasTexCommand, isSurelyMath } from '../surelyTex.js';
import { componentAt } from './components.js';
import { imageMath, imageText } from './images.js';

/** Formulas in a run of prose, and the stretches that are neither formulas nor prose. */
export interface InlineParts {
  readonly math: readonly MathSpan[];
  /** Code, addresses and tags, with the formulas in order. */
  readonly taken: readonly Span[];
}

/** What may begin a formula, or something that is no prose. */
export const inlineMark = /[$\\`<\]:]/;
const mark = new RegExp(inlineMark.source, 'g');
const tag =
  /<(?:\/?[A-Za-z][^<>]{0,1000}|[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}|[!?][^<>]{0,1000})>/y;
const destination =
  /\]\((?:<[^<>\n]{0,2000}>|[^\s()<]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,5})(?:\s{1,3}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,3}\)/y;
/** `[tex:x^2]`, as Hatena's notes have it. */
const hatena = /:(?:[^\]\\\n]|\\[^\n]|\\?\n(?![ \t]*\n)){1,2000}\]/y;
const htmlScript = /<\/?su[bp]>/y;
// Addresses are ASCII; what follows them in other scripts is text again.
const address = /:\/\/[!-;=?-_a-z{|}~]{1,2000}/y;
const role = /(?:\{math\}|:math:)$/;
/** `[latex] … [/latex]` of blogs and forums. */
const bracketTag = /\[(latex|math|tex|katex)\]$/i;
/** Longest code span looked for. */
const maxCode = 20_000;

const at = (pattern: RegExp, text: string, place: number): number => {
  pattern.lastIndex = place;
  return pattern.exec(text)?.[0].length ?? 0;
};

/** Formulas inside a comment, which says in HTML what it keeps from the page. */
export const findCommentMath = (text: string, start: number, end: number): MathSpan[] =>
  findMath(text, start, end).filter(
    (m) => m.display || isSurelyMath(text.slice(m.inner.start, m.inner.end)),
  );

/** Signs that only a formula has, where no TeX command stands in it. */
const formulaSign = /(?:softmax|tanh|attention|concat|layernorm)\s?\(|[A-Z]\^\{?[T\\]|[a-zA-Z]_\{/i;

/** Commands and what stands in braces: no words of a sentence. */
const silent = /\\[A-Za-z]+|[_^]?\{[^{}]*\}/g;

function isBalanced(tex: string): boolean {
  let depth = 0;
  for (const c of tex.replaceAll(/\\[{}]/g, '')) {
    depth += c === '{' ? 1 : c === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** `$\sqrt{d_k}` to the end of its line: a formula whose closing dollar was forgotten. */
function unclosedDollar(text: string, at: number, to: number): MathSpan | undefined {
  if (text[at] !== '$' || /[\w\\$]/.test(text[at - 1] ?? '')) return undefined;
  const limit = Math.min(to, at + 500);
  const rest = text.slice(at + 1, limit);
  const cut = rest.search(/[\r\n]|\s\||[。、]|\\[)\]]/);
  const inner = (cut < 0 ? rest : rest.slice(0, cut)).replace(
    /[\s.,\p{Extended_Pictographic}\ufe0f]+$/u,
    '',
  );
  // A variable of a shell or a program, a path, a template.
  if (!/^(?:[A-Za-z](?![A-Za-z:])|\\[A-Za-z]|[([])/.test(inner)) return undefined;
  if (/[$`"#;@]|\w->|\\\d|[\u3040-\u30ff]/.test(inner) || !isBalanced(inner)) return undefined;
  // What goes on is on the next line.
  if (/[-+*/=<>≈(,{&\\]$/.test(inner)) return undefined;
  if (!hasTexCommand(inner) && !formulaSign.test(inner)) return undefined;
  const words = inner.replaceAll(silent, ' · ');
  if (/(?<![A-Za-z])[A-Za-z]?[a-z]{2,}(?!\s?[A-Za-z(])/.test(words)) return undefined;
  if (/[A-Za-z]\s+[a-z]{2,}|[a-z]{2,}\s+[A-Za-z]/.test(words)) return undefined;
  const end = at + 1 + inner.length;
  return { inner: { start: at + 1, end }, outer: { start: at, end }, display: false };
}

/** The place of a run of exactly `length` backticks from `from` on. */
function closingTicks(text: string, from: number, to: number, length: number): number {
  const ticks = '`'.repeat(length);
  const end = Math.min(to, from + maxCode);
  for (let i = text.indexOf(ticks, from); i >= 0 && i + length <= end;) {
    let run = length;
    while (text[i + run] === '`') run += 1;
    if (run === length) return i;
    i = text.indexOf(ticks, i + run);
  }
  return -1;
}

/** `` `$$ … $$` `` on lines of its own: some sites keep Markdown away from formulas so. */
function isShownDisplay(text: string, start: number, end: number): boolean {
  const body = text.slice(start, end);
  return (
    /^`\$\$[^`$]{3,5000}\$\$`$/.test(body) &&
    hasTexCommand(body) &&
    /(?:^|[\r\n])[ \t>]*$/.test(text.slice(Math.max(0, start - 20), start)) &&
    /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 20))
  );
}

/** Reads a run of prose for what is not prose. */
export function readInline(text: string, from: number, to: number, search: Search): InlineParts {
  const math: MathSpan[] = [];
  const taken: Span[] = [];
  const take = (start: number, end: number): void => {
    taken.push({ start, end });
    mark.lastIndex = end;
  };
  const takeMath = (m: MathSpan): void => {
    math.push(m);
    take(m.outer.start, m.outer.end);
  };
  const takeAddress = (start: number, end: number): void => {
    const image = imageMath(text, start, end);
    if (image === undefined) return take(start, end);
    const isFree = (taken.at(-1)?.end ?? from) <= image.outer.start;
    takeMath(isFree ? image : { ...image, outer: { start, end } });
  };
  // Lengths of backtick runs that nothing closes from some place on.
  let unclosed: Set<number> | undefined;
  mark.lastIndex = from;
  while (mark.test(text)) {
    const i = mark.lastIndex - 1;
    if (i >= to) break;
    const sign = text[i];
    switch (sign) {
      case '$':
      case '\\': {
        const copied = imageText(text, i, to);
        if (copied !== undefined) {
          takeMath(copied);
          break;
        }
        const found = mathAt(text, i, 'prose', search, to);
        const open = found ?? unclosedDollar(text, i, to);
        if (open !== undefined) takeMath(open);
        else if (sign === '\\' || text[i + 1] === '$') mark.lastIndex = i + 2;
        break;
      }
      case '`': {
        let length = 1;
        while (text[i + length] === '`') length += 1;
        mark.lastIndex = i + length;
        if (unclosed?.has(length) === true) break;
        const close = closingTicks(text, i + length, to, length);
        if (close < 0) {
          (unclosed ??= new Set()).add(length);
          break;
        }
        const inner = { start: i + length, end: close };
        const before = text.slice(Math.max(from, i - 6), i);
        if (role.test(before)) {
          takeMath({ inner, outer: { start: i - 6, end: close + length }, display: false });
        } else if (isShownDisplay(text, i, close + length)) {
          const outer = { start: i, end: close + length };
          takeMath({ inner: { start: i + length + 2, end: close - 2 }, outer, display: true });
        } else take(i, close + length);
        break;
      }
      case '<': {
        if (text.startsWith('<!--', i)) {
          const close = search.indexOf('-->', i + 4);
          if (close < 0 || close > to) break;
          for (const m of findCommentMath(text, i + 4, close)) math.push(m);
          take(i, close + 3);
          break;
        }
        const component = componentAt(text, i, to);
        if (component !== undefined) {
          takeMath(component);
          break;
        }
        const length = at(tag, text, i);
        // A raised or lowered letter belongs to what stands before it.
        if (length > 0 && i + length <= to && at(htmlScript, text, i) === 0)
          takeAddress(i, i + length);
        break;
      }
      case ']': {
        const tagged = bracketTag.exec(text.slice(Math.max(from, i - 6), i + 1));
        if (tagged !== null && text[i + 1] !== '(') {
          const close = search.indexOf(`[/${tagged[1] ?? ''}]`, i + 1);
          const end = close + tagged[0].length + 1;
          const inner = { start: i + 1, end: close };
          if (close > i && end <= to)
            takeMath({ inner, outer: { start: i + 1 - tagged[0].length, end }, display: false });
          break;
        }
        const length = at(destination, text, i);
        if (length > 0 && i + length <= to) takeAddress(i, i + length);
        break;
      }
      case ':': {
        if (text.startsWith('[tex', i - 4)) {
          const end = at(hatena, text, i);
          const inner = { start: i + 1, end: i + end - 1 };
          if (end > 2 && i + end <= to)
            takeMath({ inner, outer: { start: i - 4, end: i + end }, display: false });
          break;
        }
        const length = at(address, text, i);
        if (length > 0) take(i, Math.min(i + length, to));
        break;
      }
    }
  }
  return { math, taken };
}
