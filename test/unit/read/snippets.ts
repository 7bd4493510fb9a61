import { describe, expect, it } from 'vitest';
import { findSnippets } from '../../../src/read/markdown.js';
import type { Snippet } from '../../../src/read/types.js';

/** Snippets of a note, each checked to stand where it says; those of a comment stand in their code. */
export function snippetsOf(document: string): Snippet[] {
  const found = findSnippets(document);
  let end = 0;
  let code: Snippet | undefined;
  for (const s of found) {
    expect(s.text, 'as long as its span').toHaveLength(s.span.end - s.span.start);
    const written = document.slice(s.span.start, s.span.end);
    const same = s.text
      .split('')
      .every((c, i) => c === written[i] || c === ' ' || written[i] !== '\n');
    if (written.length < 10_000) expect(same, `${s.text} for ${written}`).toBe(true);
    expect(s.outer.start <= s.span.start && s.span.end <= s.outer.end).toBe(true);
    const isIn = code !== undefined && s.outer.end <= code.span.end;
    if (code !== undefined && !isIn) [end, code] = [code.outer.end, undefined];
    expect(s.outer.start, 'after the one before').toBeGreaterThanOrEqual(end);
    if (s.language === 'python') [end, code] = [s.span.start, s];
    else end = s.outer.end;
  }
  return found;
}

/** Text of the formulas, with spaces at the ends taken off. */
export const formulasOf = (document: string): string[] =>
  snippetsOf(document)
    .filter((s) => s.language === 'latex')
    .map((s) => s.text.trim());

/** The same, with one space for several: what joins parts may be as long as what stood there. */
export const squeezed = (document: string): string[] =>
  formulasOf(document).map((f) => f.replaceAll(/ +/g, ' '));

/** A document and the formulas in it. */
type Reading = readonly [document: string, formulas: readonly string[]];

/** Lines in a fence that names no language. */
export const fence = (...lines: string[]): string => ['```', ...lines, '```'].join('\n');

/** Tests, under what they show, that each document has the formulas that stand beside it. */
export function shows(what: string, readings: readonly Reading[]): void {
  describe(what, () => {
    finds(readings);
  });
}

/** Tests that each document has the formulas that stand beside it. */
export function finds(readings: readonly Reading[], read = formulasOf): void {
  it.each(readings)('%s', (document, formulas) => {
    expect(read(document)).toEqual(formulas);
  });
}

export const codeOf = (document: string): string[] =>
  snippetsOf(document)
    .filter((s) => s.language === 'python')
    .map((s) => s.text);
