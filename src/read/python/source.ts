import type { SyntaxNode } from '@lezer/common';
import type { Span } from '../../program/span.js';

/** One segment being turned into the interpreter's tree. */
export interface Source {
  /** The segment as written. */
  readonly text: string;
  /** Document offset of `text[0]`. */
  readonly offset: number;
  /** Places of errors in the parser's tree, ascending, as offsets in `text`. */
  readonly errors: readonly number[];
}

export const spanOf = (source: Source, node: SyntaxNode): Span => ({
  start: source.offset + node.from,
  end: source.offset + node.to,
});

export const textOf = (source: Source, node: SyntaxNode): string =>
  source.text.slice(node.from, node.to);

export function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment' && !child.type.isError) all.push(child);
  }
  return all;
}

/** Nodes between separators: `a, *b, c` split at `,`. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) groups.push([]);
    else groups[groups.length - 1]?.push(node);
  }
  return groups;
}
