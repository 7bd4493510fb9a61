export type Measure = (text: string) => number;

const segmenter =
  typeof Intl !== 'undefined' && 'Segmenter' in Intl
    ? new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    : null;

/** What a reader takes for single characters, so that cutting never splits one. */
export const graphemes = (text: string): readonly string[] =>
  segmenter === null ? Array.from(text) : Array.from(segmenter.segment(text), (s) => s.segment);

/** The text, or as much of its beginning as fits with an ellipsis; '' where not even that fits. */
export function ellipsize(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const parts = graphemes(text);
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${parts.slice(0, middle).join('').trimEnd()}…`) <= width) low = middle;
    else high = middle - 1;
  }
  if (low > 0) return `${parts.slice(0, low).join('').trimEnd()}…`;
  return measure('…') <= width ? '…' : '';
}
