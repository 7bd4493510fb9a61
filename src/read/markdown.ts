import { shiftSpan, type Span } from '../program/span.js';
import type { MathSpan } from './delimiters.js';
import type { DocumentText } from './documentText.js';
import { withoutEscapes, withoutMarkdownEscapes } from './escapes.js';
import { frontMatterLength } from './frontMatter.js';
import { findHtmlMath, proseOfHtml } from './htmlMath.js';
import { findTexSnippets } from './latexDocument.js';
import { visitBlocks } from './markdown/blocks.js';
import { fenceLanguage, isTexDocument, withoutOptions } from './markdown/fences.js';
import { decoded } from './markdown/images.js';
import { inlineMark, readInline } from './markdown/inline.js';
import { stitched, withoutBlanks, type StitchedMath } from './markdown/stitched.js';
import type { FenceBlock, TextBlock } from './markdown/types.js';
import { scanAgain, scanAll, type Scan, type ScanFrom } from './markdown/versions.js';
import { findPlainFormulas, findPlainLines, plainSign } from './plain/index.js';
import { findPseudoLines, findPythonNotes, withoutPseudo } from './pythonNotes.js';
import { withoutTags } from './plain/translate.js';
import { createPatternSearch, createSearch, type Search } from './search.js';
import type { Change } from './textChange.js';
import { moved, type Snippet } from './types.js';

/** Same length, with the marks of `quotes` quotes at the beginnings of later lines blanked. */
const blankPrefixes = (text: string, quotes: number): string =>
  quotes === 0 || !text.includes('\n')
    ? text
    : text.replaceAll(
        new RegExp(String.raw`(?<=\n)[ \t]{0,20}(?:>[ \t]{0,4}){1,${Math.min(quotes, 50)}}`, 'g'),
        (prefix) => ' '.repeat(prefix.length),
      );

/** Formulas and code of a Markdown document, in order. */
export const findSnippets = (document: string): Snippet[] =>
  scanMarkdown(document, frontMatterLength(document));

const scanFrom: ScanFrom = (text, from, stop) => {
  const boundaries: number[] = [];
  let stopped: number | undefined;
  let isUnsure = false;
  const search = createSearch(text, () => (isUnsure = true));
  const boundary = (at: number): boolean => {
    if (stop(at)) stopped = at;
    else boundaries.push(at);
    return stopped !== undefined;
  };
  const snippets = scanMarkdown(text, from, boundary, search);
  return { snippets, boundaries, stopped, isUnsure };
};

/**
 * Snippets of a version of a document, and what the next version is found with. With the version
 * `before`, its scan and the change since then, only what stands around the change is looked through.
 */
export function scanVersion(
  text: DocumentText,
  before?: { readonly text: DocumentText; readonly scan: Scan; readonly change: Change },
): Scan {
  const again = before && scanAgain(before.scan, before.text, text, before.change, scanFrom);
  return again ?? scanAll(text.whole(), scanFrom);
}

/** `the matrix $$QK^\top$$ has …`: some sites write all formulas with two signs, in a line as well. */
function isWithinLine(document: string, { start, end }: Span): boolean {
  if (!document.startsWith('$$', start)) return false;
  const rest = /^[^\r\n]{0,80}/.exec(document.slice(end, end + 80))?.[0] ?? '';
  if (!/^[^|$]*\p{L}/u.test(rest) || /[\r\n]/.test(document.slice(start, end))) return false;
  const before = document.slice(Math.max(0, start - 80), start);
  return /\p{L}[^|$\r\n]*$/u.test(before);
}

/** Snippets from `from` on, up to the end or to where `boundary` answers true. */
function scanMarkdown(
  document: string,
  from: number,
  boundary: (at: number) => boolean = () => false,
  search: Search = createSearch(document),
): Snippet[] {
  const found: Snippet[] = [];
  const nextMark = createPatternSearch(document, inlineMark);
  const nextSign = createPatternSearch(document, plainSign);
  const add = (s: Snippet): void => {
    if (s.text.trim() !== '') found.push(s);
  };
  /** Both what was added last and what is added now are in order; together they are not. */
  const addInOrder = (more: readonly Snippet[], last: number): void => {
    if (more.length === 0) return;
    const from = Math.max(found.length - last, 0);
    found.push(...[...found.splice(from), ...more].sort((a, b) => a.span.start - b.span.start));
  };
  const addMath = (m: MathSpan, quotes: number, change = (text: string) => text): void => {
    const written = blankPrefixes(document.slice(m.inner.start, m.inner.end), quotes);
    const raw = m.encoded === true ? decoded(written) : written;
    const isEscaped = document.startsWith('\\\\', m.outer.start) && m.inner.start > m.outer.start;
    const isBare = document[m.outer.start] === '[';
    add({
      language: 'latex',
      text: withoutMarkdownEscapes(
        change(isEscaped ? withoutEscapes(raw) : isBare ? withoutRules(raw) : raw),
      ),
      span: m.inner,
      outer: m.outer,
      display: m.display && !isWithinLine(document, m.outer),
      ...(m.tooLong === true ? { tooLong: true } : {}),
    });
  };
  visitBlocks(document, from, search, {
    boundary,
    math: addMath,
    html(start, end, quotes) {
      const parts = findHtmlMath(document.slice(start, end));
      for (const m of parts) {
        addMath(
          { ...m, inner: shiftSpan(m.inner, start), outer: shiftSpan(m.outer, start) },
          quotes,
          withoutTags,
        );
      }
      if (nextSign(start) >= end) return;
      const taken = parts.map((m) => m.outer);
      const plain = findPlainFormulas(
        proseOfHtml(document.slice(start, end)),
        0,
        end - start,
        taken,
      );
      addInOrder(moved(plain, start), parts.length);
    },
    text({ start, end, quotes, table }: TextBlock) {
      // Most prose has no sign in it at all.
      const isProse = nextSign(start) >= end;
      if (isProse && nextMark(start) >= end) return;
      const { math: pieces, taken } = readInline(document, start, end, search);
      const math = stitched(document, pieces, start);
      for (const m of math) {
        const whole = (t: string): string => (m.blanks === undefined ? t : withoutBlanks(t, m));
        addMath(m, quotes, table ? (t) => withoutPipeEscapes(whole(t)) : whole);
      }
      if (isProse) return;
      const isCut = math.some((m) => m.blanks !== undefined);
      const own = isCut ? withOuter(taken, math) : taken;
      const cut = table ? withPipes(document, start, end, own) : own;
      const plain = findPlainFormulas(document, start, end, cut);
      addInOrder(plain, math.length);
    },
    fence(block) {
      for (const s of fenceSnippets(document, block)) add(s);
    },
  });
  return found;
}

/** A line of `=` in a formula is one sign, which a tool took for a heading's underline. */
const withoutRules = (text: string): string =>
  text.replaceAll(/(?<=^|[\r\n])[ \t]*={2,}(?=[ \t]*(?:[\r\n]|$))/g, (rule) =>
    '='.padEnd(rule.length),
  );

/** What is taken, with all that formulas of several pieces cover. */
const withOuter = (taken: readonly Span[], math: readonly StitchedMath[]): Span[] =>
  [...taken, ...math.filter((m) => m.blanks !== undefined).map((m) => m.outer)].sort(
    (a, b) => a.start - b.start,
  );

/** The bars between the cells of a table are no text. */
function withPipes(text: string, from: number, to: number, taken: readonly Span[]): Span[] {
  const pipes: Span[] = [];
  for (let i = text.indexOf('|', from); i >= 0 && i < to; i = text.indexOf('|', i + 1)) {
    if (text[i - 1] !== '\\') pipes.push({ start: i, end: i + 1 });
  }
  return [...taken, ...pipes].sort((a, b) => a.start - b.start);
}

/** In a table `\|` stands for `|`. */
const withoutPipeEscapes = (text: string): string => text.replaceAll('\\|', ' |');

function fenceSnippets(document: string, block: FenceBlock): Snippet[] {
  const language = fenceLanguage(block.info);
  if (language === undefined) return [];
  const { start, end, quotes } = block;
  const inner: Span = { start, end };
  const outer: Span = { start: block.outerStart, end: block.outerEnd };
  const text = blankPrefixes(`\n${document.slice(start, end)}`, quotes).slice(1);
  switch (language) {
    case 'python': {
      const pseudo = findPseudoLines(text);
      return [
        { language, text: withoutPseudo(text, pseudo), span: inner, outer, display: true },
        ...moved([...findPythonNotes(text), ...pseudo], start).sort(
          (a, b) => a.span.start - b.span.start,
        ),
      ];
    }
    case 'latex':
      if (isTexDocument(text)) {
        return moved(findTexSnippets(text), start);
      }
      return [{ language, text: withoutOptions(text), span: inner, outer, display: true }];
    case 'plain':
      // Most of what is indented is code.
      if (
        block.indented === true &&
        !/√|ᵀ|\^T|(?:softmax|attention|concat|layernorm)\s?\(|[Σ∑]|\b10000\s?\^/i.test(text)
      )
        return [];
      return findPlainLines(text, start);
    default:
      return language satisfies never;
  }
}
