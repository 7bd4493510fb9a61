import { createIndexer, type KeyIndex, type PlacedList } from '../placedList.js';
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
function leftNames(text: string): readonly string[] {
  const names: string[] = [];
  let from = 0;
  for (const sign of text.matchAll(signs)) {
    const left = text.slice(Math.max(from, sign.index - maxLeft), sign.index);
    from = sign.index + sign[0].length;
    const row = left.split(boundary);
    for (const piece of row.slice(-2)) {
      for (const item of piece.split(',')) {
        const name = roughName(item);
        if (name !== '' && !names.includes(name)) names.push(name);
      }
    }
  }
  return names;
}

/** Indices of the formulas that may define or declare a symbol, in the order of the text. */
export type DefinitionIndex = KeyIndex;

/** What stands on the left-hand sides of the formulas of a document. */
export const indexDefinitions: (snippets: PlacedList<Snippet>) => DefinitionIndex = createIndexer(
  ({ language, text }) => (language === 'latex' ? text : undefined),
  leftNames,
);
