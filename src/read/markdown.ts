import type { SyntaxNode } from '@lezer/common';
import { GFM, parser as commonmark } from '@lezer/markdown';
import { shiftSpan } from '../program/span.js';
import { findMath, type MathSpan } from './delimiters.js';
import { findHtmlMath } from './htmlMath.js';
import { markdownMath, openBlock } from './markdownMath.js';
import type { Snippet } from './types.js';

const parser = commonmark.configure([GFM, markdownMath]);

const latexFences = new Set(['math', 'latex', 'tex', 'katex']);
const pythonFences = new Set([
  'python',
  'py',
  'python3',
  'pytorch',
  'ipython',
  'ipython3',
  'pycon',
  'py3',
  'jupyter-python',
]);

/** Same length, with the marks of `depth` quotes at the beginnings of later lines blanked. */
const blankPrefixes = (text: string, depth: number): string =>
  depth === 0
    ? text
    : text.replaceAll(
        new RegExp(String.raw`(?<=\n)[ \t]{0,20}(?:>[ \t]{0,4}){1,${depth}}`, 'g'),
        (prefix) => ' '.repeat(prefix.length),
      );

/** Quotes around a node, as far as they are looked at. */
function quoteDepth(node: SyntaxNode): number {
  let depth = 0;
  let up: SyntaxNode | null = node;
  for (let i = 0; up !== null && i < 100; i++, up = up.parent) {
    if (up.name === 'Blockquote') depth += 1;
  }
  return depth;
}

const formula = (document: string, found: MathSpan, depth: number): Snippet => ({
  language: 'latex',
  text: blankPrefixes(document.slice(found.inner.start, found.inner.end), depth),
  span: found.inner,
  outer: found.outer,
  display: found.display,
});

/** Directives of MyST and of notebooks as text, which name the language after themselves. */
const directives = /^(?:code-cell|code-block|code|sourcecode)$/;

/** `python` of the info strings `python`, `{python}`, `{.python .numberLines}`, `{code-cell} python`. */
function fenceLanguage(info: string): string {
  const [first = '', second] = info.toLowerCase().match(/[\w+-]+/g) ?? [];
  return directives.test(first) ? (second ?? 'python') : first;
}

/** The beginning of the first line of code, so that all lines keep their indentation. */
function fenceStart(document: string, from: number): number {
  const before = /(?<=^|[\r\n])[ \t>]*$/.exec(document.slice(Math.max(0, from - 200), from));
  return from - (before?.[0].length ?? 0);
}

function fence(document: string, node: SyntaxNode): Snippet | undefined {
  const info = node.getChild('CodeInfo');
  const code = node.getChildren('CodeText');
  const first = code[0];
  const last = code.at(-1);
  if (info === null || first === undefined || last === undefined) return undefined;
  const word = fenceLanguage(document.slice(info.from, info.to));
  const language = latexFences.has(word) ? 'latex' : pythonFences.has(word) ? 'python' : undefined;
  if (language === undefined) return undefined;
  const inner = { start: fenceStart(document, first.from), end: last.to };
  const text = document.slice(inner.start, inner.end);
  return {
    language,
    text: blankPrefixes(`\n${text}`, quoteDepth(node)).slice(1),
    span: inner,
    outer: { start: node.from, end: node.to },
    display: true,
  };
}

const keepBreaks = (text: string): string => text.replaceAll(/[^\n\r]/g, ' ');

/** The document with its YAML front matter blanked; `---` alone is a ruled line. */
function withoutFrontMatter(text: string): string {
  const opening = /^\uFEFF?---[ \t]*\r?\n(?=(?:#|["'\w-][^\r\n:]{0,200}:))/.exec(text);
  if (opening === null) return text;
  const closing = /\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/g;
  closing.lastIndex = opening[0].length;
  const head = text.slice(0, 20_000);
  const end = closing.exec(head);
  if (end === null) return text;
  const length = end.index + end[0].length;
  return keepBreaks(text.slice(0, length)) + text.slice(length);
}

const shiftMath = (m: MathSpan, by: number): MathSpan => ({
  ...m,
  inner: shiftSpan(m.inner, by),
  outer: shiftSpan(m.outer, by),
});

/** The formula of a block that was opened by a delimiter at the beginning of a line. */
function blockFormula(document: string, from: number, to: number): MathSpan[] {
  const [one] = findMath(document.slice(from, to));
  if (one?.outer.start === 0) {
    return [shiftMath(one, from)];
  }
  if (openBlock(document.slice(from, to)) === undefined) return [];
  // Still being typed: no closing delimiter yet, so the formula ends at the first blank line.
  const opener = document[from + 1] === 'b' ? 0 : 2;
  const blank = /\n[ \t>]*\r?\n/.exec(document.slice(from, to));
  const end = blank === null ? to : from + blank.index;
  return [{ inner: { start: from + opener, end }, outer: { start: from, end }, display: true }];
}

/** The end of the line that `from` stands on. */
function lineEnd(text: string, from: number): number {
  const at = /[\r\n]/.exec(text.slice(from, from + 5_000));
  return at === null ? Math.min(text.length, from + 5_000) : from + at.index;
}

/** Unclosed formulas inside one another that are looked into. */
const MAX_DEPTH = 8;

/** Formulas and code of a Markdown document, in order. */
export function findSnippets(document: string): Snippet[] {
  const found: Snippet[] = [];
  collect(withoutFrontMatter(document), 0, 0, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function collect(text: string, offset: number, depth: number, found: Snippet[]): void {
  const add = (s: Snippet | undefined): void => {
    if (s === undefined || s.text.trim() === '') return;
    found.push({ ...s, span: shiftSpan(s.span, offset), outer: shiftSpan(s.outer, offset) });
  };
  const addAll = (spans: readonly MathSpan[], node: SyntaxNode): void => {
    for (const m of spans) add(formula(text, m, quoteDepth(node)));
  };
  parser.parse(text).iterate({
    enter(ref) {
      switch (ref.name) {
        case 'FencedCode':
          add(fence(text, ref.node));
          return false;
        case 'CodeBlock':
        case 'InlineCode':
        case 'CommentBlock':
        case 'Comment':
        case 'URL':
        case 'LinkTitle':
        case 'HTMLTag':
          return false;
        case 'HTMLBlock': {
          addAll(
            findHtmlMath(text.slice(ref.from, ref.to)).map((m) => shiftMath(m, ref.from)),
            ref.node,
          );
          return false;
        }
        case 'Math':
          addAll(blockFormula(text, ref.from, ref.to), ref.node);
          return false;
        case 'MathBlock': {
          const formulas = blockFormula(text, ref.from, ref.to);
          addAll(formulas, ref.node);
          const end = formulas[0]?.outer.end ?? ref.from;
          if (end < ref.to && depth < MAX_DEPTH && end > ref.from) {
            // What an unclosed formula took with it is a document again.
            collect(text.slice(end, ref.to), offset + end, depth + 1, found);
          }
          const rest = findMath(text.slice(ref.to, lineEnd(text, ref.to)));
          addAll(
            rest.map((m) => shiftMath(m, ref.to)),
            ref.node,
          );
          return false;
        }
        default:
          return true;
      }
    },
  });
}
