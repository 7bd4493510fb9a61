import type { Snippet } from '../types.js';
import { roughName } from './roughName.js';

/** Signs that may stand between a name and what is said of it. */
const signs =
  /=|∈|≜|≔|\\in(?![A-Za-z])|\\triangleq|\\coloneqq|\\equiv|\\gets|\\leftarrow|\\approx|\\sim(?![A-Za-z])/g;
/** Where a left-hand side can't go on to the left. */
const boundary =
  /\\\\|\\begin\{[a-z*]+\}(?:\{[^{}]*\})?|\\q?quad|[;=&]|\\[;:!]|\\text\{[^{}]*(?:where|and|with)[^{}]*\}/g;

/** Longest left-hand side looked at, in UTF-16 units. */
const maxLeft = 160;

/** Symbols, by rough name, that a formula may define or declare. */
function leftNames(text: string): Set<string> {
  const names = new Set<string>();
  let from = 0;
  for (const sign of text.matchAll(signs)) {
    const left = text.slice(Math.max(from, sign.index - maxLeft), sign.index);
    from = sign.index + sign[0].length;
    const row = left.split(boundary);
    for (const piece of row.slice(-2)) {
      for (const item of piece.split(',')) {
        const name = roughName(item);
        if (name !== '') names.add(name);
      }
    }
  }
  return names;
}

/** Indices of the formulas that may define or declare a symbol, in the order of the text. */
export type DefinitionIndex = (rough: string) => readonly number[];

/** Looks once through the formulas of a document for what stands on left-hand sides. */
export function indexDefinitions(snippets: readonly Snippet[]): DefinitionIndex {
  const byName = new Map<string, number[]>();
  for (const [i, snippet] of snippets.entries()) {
    if (snippet.language !== 'latex') continue;
    for (const name of leftNames(snippet.text)) {
      const found = byName.get(name);
      if (found === undefined) byName.set(name, [i]);
      else found.push(i);
    }
  }
  return (rough) => byName.get(rough) ?? [];
}
