import type { TextParts } from '../analysis/memory.js';
import type { AnalyzedItem, DocumentLanguage } from '../analysisTypes.js';
import { translateProblem } from '../explain/messages.js';
import type { Locale } from '../explain/types.js';
import type { Problem } from '../program/problem.js';
import { rangeOf, type Span } from '../program/span.js';
import type { DocumentProblem } from '../protocol/worker.js';
import type { StoredDocument } from './documentStore.js';

/** What is worth an underline: mistakes of the text itself, not limits of our reading. */
const underlined: Readonly<Record<DocumentLanguage, readonly string[]>> = {
  markdown: ['value-mismatch', 'shape-mismatch'],
  latex: ['value-mismatch', 'shape-mismatch'],
  notebook: ['value-mismatch', 'shape-mismatch'],
  python: ['shape-mismatch'],
};

/** Code for these is read by its likeness to PyTorch and NumPy, whose shapes it need not follow. */
const otherLibraries =
  /^[^\S\n]*(?:import|from)\s+(?:tensorflow|keras|mxnet|jax|paddle|mindspore)\b/m;

/** Characters read at one go; between two goes the worker answers others. */
const pieceLength = 1_000;
/** Most problems of one document; a text with more is not meant as arithmetic. */
const maxProblems = 200;

const plainNumber = /^[-−+]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/**
 * What to write over a wrong number, or null where that is more than a number: a product with a
 * power of ten, one with separators, or one whose sign stands apart.
 */
export function numberInstead(
  text: TextParts,
  { start, end }: Span,
  replacement: string,
): DocumentProblem['instead'] {
  const said = text.slice(start, end);
  const isSigned = /[-−]\s*$/.test(text.slice(Math.max(0, start - 8), start));
  if (isSigned || !plainNumber.test(said)) return null;
  const right = said.startsWith('−') ? replacement.replace('-', '−') : replacement;
  return right === said ? null : { said, right };
}

function toShow(document: StoredDocument, problem: Problem, locale: Locale): DocumentProblem {
  const { code, span, values } = problem;
  const replacement = values?.['replacement'];
  return {
    code,
    message: translateProblem(problem, locale),
    range: rangeOf(document.analysis().lineStarts, span),
    instead:
      typeof replacement === 'string' ? numberInstead(document.text, span, replacement) : null,
  };
}

/** The stretches cut into pieces, within the text. */
function* piecesOf(places: readonly Span[], length: number): Generator<Span> {
  for (const place of places) {
    const end = Math.min(place.end, length);
    for (let start = Math.max(0, place.start); start < end; start += pieceLength) {
      yield { start, end: Math.min(start + pieceLength, end) };
    }
  }
}

/**
 * Problems to underline in some stretches of a document, in the text's order. `goOn` is awaited
 * between the pieces; where it says no, the result is undefined.
 */
export async function documentProblems(
  document: StoredDocument,
  places: readonly Span[],
  locale: Locale,
  goOn: () => Promise<boolean>,
): Promise<DocumentProblem[] | undefined> {
  const codes = underlined[document.language];
  const found = new Map<string, Problem>();
  const seen = new Set<AnalyzedItem>();
  // Asked where there is code: it reads the whole text.
  let isOfOthers: boolean | undefined;
  for (const piece of piecesOf(places, document.text.length)) {
    if (found.size >= maxProblems) break;
    if (!(await goOn())) return undefined;
    for (const item of document.analysis().itemsNear(piece)) {
      if (seen.has(item)) continue;
      seen.add(item);
      if (item.language === 'python') {
        isOfOthers ??= otherLibraries.test(document.text.whole());
        if (isOfOthers) continue;
      }
      for (const p of item.problems) {
        if (p.severity !== 'error' && p.severity !== 'warning') continue;
        if (codes.includes(p.code)) found.set(`${p.code} ${p.span.start} ${p.span.end}`, p);
      }
    }
  }
  return [...found.values()]
    .sort((a, b) => a.span.start - b.span.start)
    .slice(0, maxProblems)
    .map((p) => toShow(document, p, locale));
}
