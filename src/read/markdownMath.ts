import type { Line, MarkdownConfig } from '@lezer/markdown';
import { mathAt, mathEnvironments } from './delimiters.js';
import { createSearch, type Search } from './search.js';

/** How many containers (quotes, lists) a line continues; lezer keeps it on the line, untyped. */
const containerDepth = (line: Line): number => (line as unknown as { depth: number }).depth;

/** One search for all questions about one block's text. */
let latest: { readonly text: string; readonly search: Search } | undefined;
function searchIn(text: string): Search {
  if (latest?.text !== text) latest = { text, search: createSearch(text) };
  return latest.search;
}

const blockEnvironment = new RegExp(String.raw`^\\begin\{(?:${mathEnvironments})\*?\}`);

/** What closes the display formula that a line opens and does not close. */
export function openBlock(rest: string): string | undefined {
  const opener = /^(?:\$\$|\\\[)/.exec(rest)?.[0] ?? blockEnvironment.exec(rest)?.[0];
  if (opener === undefined) return undefined;
  const closer = opener === '$$' ? '$$' : opener === '\\[' ? '\\]' : opener.replace('begin', 'end');
  return rest.includes(closer, opener.length) ? undefined : closer;
}

/** True where a `$$` in a paragraph waits for its closing one. */
const isOpen = (paragraph: string): boolean => (paragraph.match(/\$\$/g) ?? []).length % 2 === 1;

/** Lines of one display formula at most. */
const MAX_LINES = 500;

/** Math for lezer's Markdown: inline delimiters anywhere, `$$` and `\[` blocks over several lines. */
export const markdownMath: MarkdownConfig = {
  defineNodes: [{ name: 'Math' }, { name: 'MathBlock', block: true }],
  parseInline: [
    {
      name: 'Math',
      before: 'Escape',
      parse(context, next, position) {
        if (next !== 36 /* $ */ && next !== 92 /* \ */) return -1;
        const { text, offset } = context;
        const found = mathAt(text, position - offset, 'prose', searchIn(text));
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
        const closer = openBlock(rest);
        if (closer === undefined) return false;
        const start = context.lineStart + line.pos;
        let end = context.lineStart + line.text.length;
        let lines = 0;
        while (context.nextLine() && containerDepth(line) >= context.depth && lines++ < MAX_LINES) {
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
      endLeaf: (_context, line, leaf) =>
        openBlock(line.text.slice(line.pos)) !== undefined && !isOpen(leaf.content),
    },
  ],
};
