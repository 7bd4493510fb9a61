import type { AnalyzedItem, DocumentAnalysis } from '../analysisTypes.js';
import { explain } from '../explain/index.js';
import type { Locale } from '../explain/types.js';
import { rangeOf } from '../program/span.js';
import type { ItemSummary } from '../protocol/worker.js';

const isTelling = (item: AnalyzedItem): boolean =>
  item.display && (item.kind.startsWith('attention.') || item.kind === 'feedForward');

/** Items worth a line above the text: attention and feed-forward that stand on lines of their own. */
export function itemSummaries(analysis: DocumentAnalysis, locale: Locale): ItemSummary[] {
  const found: ItemSummary[] = [];
  let end = -1;
  const shown = new Set<unknown>();
  for (const item of analysis.displayItems()) {
    if (!isTelling(item) || item.span.start < end) continue;
    const range = rangeOf(analysis.lineStarts, item.span);
    if (found.at(-1)?.range.start.line === range.start.line) continue;
    end = item.span.end;
    // What a class computes has its line above the class.
    const result = item.language === 'python' && item.root !== undefined ? item.root : item;
    if (shown.has(result)) continue;
    shown.add(result);
    found.push({
      range,
      kind: item.kind,
      title: explain(item, undefined, locale).title,
      offset: item.span.start,
    });
  }
  return found;
}
