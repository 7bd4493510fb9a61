import { parser } from '@lezer/python';
import type { Tree } from '@lezer/common';
import type { Problem } from '../../program/problem.js';
import type { Comment, Stmt } from './ast.js';
import { normalize } from './normalize.js';
import { parseBlock } from './parseStatement.js';
import { scanLines } from './scanLines.js';
import { children, type Source } from './source.js';

export interface Segment {
  readonly text: string;
  /** Document offset of the text's start. */
  readonly offset: number;
}

export interface Parsed {
  readonly body: readonly Stmt[];
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
}

/** Characters read again for broken statements; past it the grammar's own recovery serves. */
const maxReread = 4_000_000;
/** Errors found again while broken statements are cut off one by one; the same holds past it. */
const maxErrorsAgain = 1_000;

/**
 * Statements of one segment. A statement that can't be read becomes `broken` and one
 * `python-syntax` problem; reading starts again at the next line that looks like a statement,
 * so that an unclosed bracket does not swallow the rest.
 */
export function parse(segment: Segment): Parsed {
  const ready = normalize(segment.text);
  const body: Stmt[] = [];
  const comments: Comment[] = [];
  const problems: Problem[] = [];
  let from = 0;
  let end = ready.length;
  const maxRestarts = Math.min(40, Math.floor(maxReread / (ready.length + 1)));
  let errorsAgain = 0;
  for (let restarts = 0; from < ready.length;) {
    const text = ready.slice(0, end);
    const tree = parser.parse(from === 0 ? text : blankBefore(text, from));
    const errors = errorsOf(tree);
    const again = restarts < maxRestarts && errorsAgain < maxErrorsAgain;
    errorsAgain += errors.length;
    const resume = again ? resumption(ready, tree, errors, end) : undefined;
    if (resume !== undefined && resume > from) {
      restarts++;
      end = resume;
      if (errors.length > 0 && end < text.length) continue;
    }
    const source: Source = { text: segment.text.slice(0, end), offset: segment.offset, errors };
    body.push(...parseBlock(source, children(tree.topNode)));
    comments.push(...commentsOf(source, tree));
    problems.push(...syntaxProblems(source, errors));
    from = end;
    end = ready.length;
  }
  return { body, comments, problems };
}

/** Keeps offsets and makes what was read already invisible to the grammar. */
const blankBefore = (text: string, from: number): string =>
  '\n'.repeat(Math.min(1, from)) +
  ' '.repeat(Math.max(0, from - 2)) +
  (from > 1 ? '\n' : '') +
  text.slice(from);

function errorsOf(tree: Tree): number[] {
  const errors: number[] = [];
  tree.iterate({
    enter(node) {
      if (node.type.isError) errors.push(node.from);
    },
  });
  return errors.sort((a, b) => a - b);
}

const statementStart =
  /^\f*(?:(?:def|class|import|from|for|if|while|with|return|try|async|print|assert|del)\b|@\w|[\p{L}_][\p{L}\p{N}_.]*[ \t]*(?:,[^=\n]*)?(?:=(?!=)|\[[^\]\n]*\][ \t]*=|[-+*/@]=|\())/u;

/** First line after an error's statement that begins at the margin and looks like a statement. */
function resumption(
  text: string,
  tree: Tree,
  errors: readonly number[],
  end: number,
): number | undefined {
  const first = errors[0];
  if (first === undefined) return undefined;
  let node = tree.topNode.childBefore(first + 1) ?? tree.topNode.firstChild;
  if (node !== null && node.type.isError && node.prevSibling !== null) node = node.prevSibling;
  const from = Math.min(node?.from ?? first, first);
  let line = text.indexOf('\n', from);
  while (line >= 0 && line + 1 < end) {
    const stop = text.indexOf('\n', line + 1);
    if (statementStart.test(text.slice(line + 1, stop < 0 ? end : stop))) return line + 1;
    line = stop;
  }
  return undefined;
}

function commentsOf(source: Source, tree: Tree): Comment[] {
  const comments: Comment[] = [];
  tree.iterate({
    enter(node) {
      if (node.name !== 'Comment') return;
      comments.push({
        span: { start: source.offset + node.from, end: source.offset + node.to },
        lineStart: source.offset + source.text.lastIndexOf('\n', node.from) + 1,
        text: source.text.slice(node.from, node.to).replace(/^#+/, '').trim(),
      });
    },
  });
  return comments;
}

/** One problem a line, on the first error there. */
function syntaxProblems(source: Source, errors: readonly number[]): Problem[] {
  const problems: Problem[] = [];
  const lines = errors.length === 0 ? [] : scanLines(source.text);
  const textEnd = source.text.trimEnd().length;
  let last = -1;
  let line = 0;
  for (const error of errors) {
    const at = Math.max(0, Math.min(error, textEnd - 1));
    while (line + 1 < lines.length && (lines[line]?.end ?? at) < at) line++;
    if (line === last) continue;
    last = line;
    const found = lines[line];
    const start = Math.min(at, Math.max((found?.end ?? at) - 1, found?.start ?? 0));
    problems.push({
      code: 'python-syntax',
      severity: 'error',
      message: 'This Python statement could not be read; what depends on it is unknown.',
      span: {
        start: source.offset + start,
        end: source.offset + Math.min(start + 1, source.text.length),
      },
    });
  }
  return problems;
}
