import type { AnalyzedItem } from '../analysisTypes.js';
import { markTex } from '../read/tex/mark.js';
import type { PartAt } from './at.js';

/** The formula with the part under the cursor in `\alMark{…}`, or as it is where no wrap is valid. */
export function markedTex(item: AnalyzedItem, part: PartAt | undefined): string {
  const tex = item.source;
  if (part === undefined || part.value === item.root) return tex;
  const span = {
    start: part.span.start - item.span.start,
    end: part.span.end - item.span.start,
  };
  return markTex(tex, span, (inner) => `\\alMark{${inner}}`) ?? tex;
}
