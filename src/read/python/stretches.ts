import { parser } from '@lezer/python';
import type { Tree } from '@lezer/common';
import type { Span } from '../../program/span.js';
import { createTextMemory } from '../textMemory.js';

/** A part of the text that was read by itself, with the places of errors in it, ascending. */
export interface Stretch {
  /** Where it starts and ends in the text; `tree` and `errors` count from its start. */
  readonly span: Span;
  readonly tree: Tree;
  readonly errors: readonly number[];
  /** From here on it is no Python, and nothing of it was read. */
  readonly givenUp?: number;
}

/** Stops at the first error, where {@link parser} goes on with up to fifteen guesses at once. */
const strictParser = parser.configure({ strict: true });

/** Characters that are parsed for each of the text, and besides; past it the rest is one stretch. */
const maxWork = 8;
const maxMoreWork = 20_000;

/** Characters after the first error that are parsed before it is asked whether this is Python. */
const firstReach = 600;
/** More errors than this, one for less than so many characters, are no mistakes in Python. */
const manyErrors = 40;
const charactersPerError = 40;

/**
 * Parses text in stretches that begin at lines that look like statements, so that an error costs
 * the statement it is in and an unclosed bracket does not swallow the rest. `parsed` hears how many
 * characters the grammar was given, each time.
 */
export function stretchesOf(text: string, parsed?: (characters: number) => void): Stretch[] {
  const found: Stretch[] = [];
  let left = maxWork * text.length + maxMoreWork;
  const work: Work = {
    isOver: () => left <= 0,
    add(characters) {
      left -= characters;
      parsed?.(characters);
    },
  };
  for (let from = 0; from < text.length;) {
    const block = work.isOver() ? undefined : soundBlock(text, from, work);
    if (block !== undefined) {
      found.push(block);
      from = block.span.end;
      continue;
    }
    const sound = work.isOver() ? from : parseSoundly(text, from);
    if (typeof sound !== 'number') {
      work.add(text.length - from);
      found.push(sound);
      break;
    }
    work.add(sound - from);
    const cut = work.isOver()
      ? undefined
      : (statementBefore(text, from, sound) ?? statementAfter(text, sound));
    const stretch = parseBroken(text, { start: from, end: cut ?? text.length }, sound - from, work);
    found.push(stretch);
    from = stretch.span.end;
  }
  return found;
}

/** What the grammar was given so far. */
interface Work {
  /** True where the rest is read as one stretch. */
  readonly isOver: () => boolean;
  readonly add: (characters: number) => void;
}

/** Lines that begin a statement are told from what goes on by the break before them. */
const margin = (from: number): number => Math.max(0, from - 1);

/** Lines where a function or a class begins, with its decorators, or that begin a line further on. */
const blockStart = /^(?:class|def|async[ \t]+def|@)/;

/** Where the next function or class of the top level begins, or the end of the text. */
function blockEnd(text: string, from: number): number {
  let isDecorated = text[from] === '@';
  for (let line = text.indexOf('\n', from) + 1; line > 0; line = text.indexOf('\n', line) + 1) {
    if (!blockStart.test(text.slice(line, line + 40))) continue;
    if (!isDecorated) return line;
    isDecorated = text[line] === '@';
  }
  return text.length;
}

/** What blocks are, by their text: most are as they were before a keystroke. */
const blockOf = createTextMemory({ texts: 4_000, characters: 4_000_000 }, parseStrictly);

/**
 * What stands before the next function or class of the top level, where that is Python by itself: it is
 * not where the line that looks like a beginning stands in a string or in brackets.
 */
function soundBlock(text: string, from: number, work: Work): Stretch | undefined {
  const span = { start: margin(from), end: blockEnd(text, from) };
  const tree = blockOf(text.slice(span.start, span.end));
  // Counted whether it is known or not: what is read does not rest on what was read before.
  work.add(typeof tree === 'number' ? tree : span.end - from);
  return typeof tree === 'number' ? undefined : { span, tree, errors: [] };
}

/** The tree of a text; where that is not Python, the place that the parser came to. */
function parseStrictly(text: string): Tree | number {
  const run = strictParser.startParse(text);
  try {
    for (;;) {
      const tree = run.advance();
      if (tree !== null) return tree;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return run.parsedPos;
  }
}

/** All from a place on; where that is not Python, the place that the parser came to. */
function parseSoundly(text: string, from: number): Stretch | number {
  const start = margin(from);
  const tree = parseStrictly(text.slice(start));
  return typeof tree === 'number'
    ? Math.max(from, start + tree)
    : { span: { start, end: text.length }, tree, errors: [] };
}

/**
 * Parses up to `end`, or up to the first line that looks like a statement after the one with the
 * first error. `sound` characters are known to be Python.
 */
function parseBroken(
  text: string,
  { start: from, end: latest }: Span,
  sound: number,
  work: Work,
): Stretch {
  const start = margin(from);
  for (let end = latest, reach = sound + firstReach; ;) {
    const seen = end - start > 2 * reach ? start + reach : end;
    const tree = parser.parse(text.slice(start, seen));
    work.add(seen - start);
    const errors = errorsOf(tree);
    const [first] = errors;
    const isHopeless =
      first !== undefined &&
      errors.length > manyErrors &&
      errors.length * charactersPerError > seen - start - first;
    if (seen < end && !isHopeless) {
      reach *= 4;
      continue;
    }
    const isLast = first === undefined || work.isOver();
    const next = isLast ? undefined : resumption(text, start, end, tree, first);
    if (next !== undefined && next > from) {
      end = next;
      continue;
    }
    const span = { start, end };
    return seen < end ? { span, tree, errors, givenUp: seen } : { span, tree, errors };
  }
}

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

/** True where a line that starts at the margin looks like a statement. */
function isStatement(text: string, line: number): boolean {
  const stop = text.indexOf('\n', line);
  return statementStart.test(text.slice(line, stop < 0 ? text.length : stop));
}

/** The first line after a place that looks like a statement. */
function statementAfter(text: string, at: number, end = text.length): number | undefined {
  let line = text.indexOf('\n', at);
  while (line >= 0 && line + 1 < end) {
    if (isStatement(text, line + 1)) return line + 1;
    line = text.indexOf('\n', line + 1);
  }
  return undefined;
}

/** The last line after `from` and up to `at` that looks like a statement. */
function statementBefore(text: string, from: number, at: number): number | undefined {
  let line = at === 0 ? -1 : text.lastIndexOf('\n', at - 1);
  while (line >= from && line >= 0) {
    if (isStatement(text, line + 1)) return line + 1;
    line = line === 0 ? -1 : text.lastIndexOf('\n', line - 1);
  }
  return undefined;
}

/** The first line after the statement with the first error that looks like a statement. */
function resumption(
  text: string,
  start: number,
  end: number,
  tree: Tree,
  first: number,
): number | undefined {
  let node = tree.topNode.childBefore(first + 1) ?? tree.topNode.firstChild;
  if (node !== null && node.type.isError && node.prevSibling !== null) node = node.prevSibling;
  return statementAfter(text, start + Math.min(node?.from ?? first, first), end);
}
