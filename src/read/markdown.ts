import type { SyntaxNode } from '@lezer/common';
import { GFM, parser as commonmark, type Line, type MarkdownConfig } from '@lezer/markdown';
import type { Span } from '../program/span.js';
import { findMath, mathAt, type MathSpan } from './delimiters.js';
import type { Snippet } from './types.js';

/** How many containers (quotes, lists) a line continues; lezer keeps it on the line, untyped. */
const containerDepth = (line: Line): number => (line as unknown as { depth: number }).depth;

/** Math for lezer's Markdown: inline delimiters anywhere, `$$` and `\[` blocks over several lines. */
const math: MarkdownConfig = {
  defineNodes: [{ name: 'Math' }, { name: 'MathBlock', block: true }],
  parseInline: [
    {
      name: 'Math',
      before: 'Escape',
      parse(context, next, position) {
        if (next !== 36 /* $ */ && next !== 92 /* \ */) return -1;
        const found = mathAt(context.text, position - context.offset);
        if (found === undefined) return -1;
        return context.addElement(context.elt('Math', position, context.offset + found.outer.end));
      },
    },
  ],
  parseBlock: [
    {
      name: 'MathBlock',
      before: 'SetextHeading',
      parse(context, line) {
        const rest = line.text.slice(line.pos);
        const closer = rest.startsWith('$$')
          ? '$$'
          : rest.startsWith('\\[')
            ? '\\]'
            : (
                /^\\begin\{(equation|align|gather|multline|eqnarray)\*?\}/.exec(rest)?.[0] ?? ''
              ).replace('begin', 'end');
        if (closer === '' || rest.indexOf(closer, 2) >= 0) return false;
        const start = context.lineStart + line.pos;
        let end = context.lineStart + line.text.length;
        let lines = 0;
        while (context.nextLine() && containerDepth(line) >= context.depth && lines++ < 500) {
          end = context.lineStart + line.text.length;
          const at = line.text.indexOf(closer, line.basePos);
          if (at < 0) continue;
          end = context.lineStart + at + closer.length;
          context.nextLine();
          break;
        }
        context.addElement(context.elt('MathBlock', start, end));
        return true;
      },
      // A display formula may follow its sentence without a blank line.
      endLeaf: (_context, line) => /^(\$\$|\\\[)/.test(line.text.slice(line.pos)),
    },
  ],
};

const parser = commonmark.configure([GFM, math]);

const latexFences = new Set(['math', 'latex', 'tex', 'katex']);
const pythonFences = new Set([
  'python',
  'py',
  'python3',
  'pytorch',
  'ipython',
  'ipython3',
  'pycon',
]);

/** Same length, with quote marks at the beginnings of later lines blanked. */
const blankPrefixes = (text: string, quoted: boolean): string =>
  quoted
    ? text.replaceAll(
        /(\n)([ \t]*(?:>[ \t]?)+)/g,
        (_whole, newline: string, prefix: string) => newline + ' '.repeat(prefix.length),
      )
    : text;

function insideQuote(node: SyntaxNode): boolean {
  for (let up: SyntaxNode | null = node; up !== null; up = up.parent) {
    if (up.name === 'Blockquote') return true;
  }
  return false;
}

const snippet = (
  document: string,
  language: Snippet['language'],
  found: MathSpan,
  quoted: boolean,
): Snippet => ({
  language,
  text: blankPrefixes(document.slice(found.inner.start, found.inner.end), quoted),
  span: found.inner,
  outer: found.outer,
  display: found.display,
});

function fence(document: string, node: SyntaxNode): Snippet | undefined {
  const info = node.getChild('CodeInfo');
  const code = node.getChildren('CodeText');
  const first = code[0];
  const last = code.at(-1);
  if (info === null || first === undefined || last === undefined) return undefined;
  const word =
    /^\{?[.\s]*([\w+-]+)/.exec(document.slice(info.from, info.to))?.[1]?.toLowerCase() ?? '';
  const language = latexFences.has(word) ? 'latex' : pythonFences.has(word) ? 'python' : undefined;
  if (language === undefined) return undefined;
  return snippet(
    document,
    language,
    {
      inner: { start: first.from, end: last.to },
      outer: { start: node.from, end: node.to },
      display: true,
    },
    insideQuote(node),
  );
}

/** `<center>FFN(x) = max(0, xW_1 + b_1)W_2 + b_2</center>`: an equation without delimiters. */
function bareFormulas(document: string, block: Span, taken: readonly MathSpan[]): MathSpan[] {
  const text = document.slice(block.start, block.end);
  const found: MathSpan[] = [];
  for (const match of text.matchAll(/<(center|p|div)\b[^>]*>([^<$]*=[^<$]*)<\/\1\s*>/gi)) {
    const body = match[2] ?? '';
    const start = block.start + match.index + match[0].indexOf('>') + 1;
    const end = start + body.length;
    const free = taken.every((t) => t.outer.end <= start || t.outer.start >= end);
    const isProse = looksLikeSentence(body);
    if (free && !isProse) {
      const lead = body.length - body.trimStart().length;
      const inner = { start: start + lead, end: start + body.trimEnd().length };
      found.push({ inner, outer: { start, end }, display: true });
    }
  }
  return found;
}

/** More plain words than an equation has names. */
const looksLikeSentence = (text: string): boolean =>
  (text.match(/(?<![\\\w])[A-Za-z]{2,}(?=\s+[A-Za-z]{2,}(?!\s*[(_^]))/g) ?? []).length > 2;

/** Length of a document's YAML front matter, 0 where there is none. */
function frontMatterEnd(text: string): number {
  const match = /^\uFEFF?---[ \t]*\r?\n[\s\S]{0,20000}?\r?\n(---|\.\.\.)[ \t]*(\r?\n|$)/.exec(text);
  return match === null ? 0 : match[0].length;
}

/** Formulas and code of a Markdown document, in order. */
export function findSnippets(document: string): Snippet[] {
  const found: Snippet[] = [];
  const skip = frontMatterEnd(document);
  const addAll = (spans: readonly MathSpan[], quoted: boolean): void => {
    for (const m of spans) found.push(snippet(document, 'latex', m, quoted));
  };
  parser.parse(document).iterate({
    enter(ref) {
      if (ref.to <= skip && ref.name !== 'Document') return false;
      switch (ref.name) {
        case 'FencedCode': {
          const code = fence(document, ref.node);
          if (code !== undefined) found.push(code);
          return false;
        }
        case 'CodeBlock':
        case 'InlineCode':
        case 'CommentBlock':
        case 'Comment':
        case 'URL':
          return false;
        case 'HTMLBlock': {
          const spans = findMath(document, ref.from, ref.to);
          addAll(spans, insideQuote(ref.node));
          addAll(bareFormulas(document, { start: ref.from, end: ref.to }, spans), false);
          return false;
        }
        case 'Math':
        case 'MathBlock': {
          const one = findMath(document.slice(ref.from, ref.to))[0];
          if (one !== undefined) {
            const shift = (s: Span): Span => ({ start: s.start + ref.from, end: s.end + ref.from });
            addAll(
              [{ ...one, inner: shift(one.inner), outer: shift(one.outer) }],
              insideQuote(ref.node),
            );
          } else if (ref.name === 'MathBlock') {
            // Still being typed: no closing delimiter yet.
            addAll(
              [
                {
                  inner: { start: ref.from + 2, end: ref.to },
                  outer: { start: ref.from, end: ref.to },
                  display: true,
                },
              ],
              insideQuote(ref.node),
            );
          }
          return false;
        }
        default:
          return true;
      }
    },
  });
  return found.sort((a, b) => a.span.start - b.span.start);
}
