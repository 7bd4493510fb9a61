import { analyzeDocument } from '../../../src/analysis/documents.js';

/** Kinds of the formulas of a Markdown note, in order. */
export const kindsIn = (note: string): string[] =>
  analyzeDocument(note, 'markdown').items.map((item) => item.kind);

/** The kind of one formula under a heading. */
export const kindUnder = (heading: string, tex: string): string | undefined =>
  kindsIn(`# ${heading}\n\n$$\n${tex}\n$$\n`)[0];
