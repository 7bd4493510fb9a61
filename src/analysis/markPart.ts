import type { AnalyzedItem } from '../analysisTypes.js';
import { typesetPlain } from '../explain/typesetPlain.js';
import { markTex } from '../read/tex/mark.js';
import type { PartAt } from './at.js';

/** The formula with the part under the cursor in `\alMark{…}`, or as it is where no wrap is valid. */
export function markedTex(item: AnalyzedItem, part: PartAt | undefined): string {
  const tex = item.source;
  const typeset = item.language === 'text' ? typesetPlain : (written: string) => written;
  if (part === undefined || part.value === item.root) return typeset(tex);
  const span = {
    start: part.span.start - item.span.start,
    end: part.span.end - item.span.start,
  };
  return typeset(markTex(tex, span, (inner) => `\\alMark{${inner}}`) ?? tex);
}
