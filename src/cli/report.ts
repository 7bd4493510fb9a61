import type { JsonDocument, JsonItem, JsonValue } from '../analysisTypes.js';

/** `[n, d_k] = 3 × 6`; numbers alone where there are no symbols. */
function shapeOf({ symbolicShape, shape }: JsonValue): string {
  const sizes = shape?.map(String);
  if (symbolicShape === null) return sizes === undefined ? '?' : `[${sizes.join(', ')}]`;
  const symbolic = `[${symbolicShape.join(', ')}]`;
  const same = sizes === undefined || sizes.join() === symbolicShape.join();
  return same ? symbolic : `${symbolic} = ${sizes.join(' × ')}`;
}

/** Plain numbers and sizes are read in the text itself. */
const isListed = (v: JsonValue): boolean =>
  (v.shape ?? v.symbolicShape) !== null &&
  (v.shape?.length !== 0 || !['dimension', 'tensor'].includes(v.op));

const numbers = (v: JsonValue): string => {
  if (v.data === undefined || v.data === null) return '';
  const shown = v.data
    .slice(0, 8)
    .map((x) => (typeof x === 'number' ? String(Number(x.toPrecision(4))) : x));
  return `  ${shown.join(' ')}${v.data.length > 8 ? ' …' : ''}`;
};

function itemLines(path: string, item: JsonItem): string[] {
  const { line, character } = item.range.start;
  return [
    `${path}:${line + 1}:${character + 1}  ${item.title} (${item.kind}, ${item.origin})`,
    ...item.values.filter(isListed).map((v) => `    ${v.name}  ${shapeOf(v)}${numbers(v)}`),
    ...item.problems.map((p) => `    ${p.severity}: ${p.message}`),
  ];
}

/** The same findings as the JSON, for a person at a terminal. */
export const textReport = (document: JsonDocument): string =>
  document.files
    .flatMap((file) => [
      ...file.items.flatMap((item) => itemLines(file.path, item)),
      ...file.problems.map(
        (p) => `${file.path}:${p.range.start.line + 1}  ${p.severity}: ${p.message}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');
