import { withoutGroups } from '../program/numerals.js';
import type { Problem } from '../program/problem.js';
import { coverSpans, type Span } from '../program/span.js';
import type { Numbers } from './compute.js';
import { computedText } from './digits.js';
import type { StatedResult } from './stated.js';

/** Wrong entries of one result that are each marked; the rest is counted. */
const maxMarked = 8;

const shapeText = (shape: readonly number[]): string =>
  shape.length === 2 ? `${shape[0]} × ${shape[1]}` : `[${shape.join(', ')}]`;

const readable = (text: string): string =>
  withoutGroups(text)
    .replaceAll(/[{}\s]/g, '')
    .replaceAll('-', '−')
    .replace(/(?:\\times|\\cdot|×|·)10\^(−?\d+)$/, (_, power: string) => ` × 10${raised(power)}`);

const raised = (power: string): string =>
  [...power].map((c) => (c === '−' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)] ?? c))).join('');

/** `1.2 \times 10^{-3}`: its first number, what stands between, and its power. */
const scientific = /^(-?[\d.]+)(\s*(?:\\times|\\cdot|×|·)\s*10\s*\^\s*\{?\s*)(-?\d+)(\s*\}?)$/;

/** A number written as another one is: to some more digits, in its powers of ten. */
function likewise(x: number, text: string, more: number): string | undefined {
  const found = scientific.exec(text.trim());
  if (found === null || !Number.isFinite(x) || x === 0) return undefined;
  const [, mantissa = '', times = '', , close = ''] = found;
  const digits = (mantissa.split('.')[1] ?? '').length + more;
  const [first = '', power = ''] = x.toExponential(Math.min(digits, 12)).split('e');
  return `${first}${times}${Number(power)}${close}`;
}

/** The number to write instead, to as many digits as the text gives. */
const replacement = (x: number, decimals: number, text: string): string =>
  likewise(x, text, 0) ?? x.toFixed(Math.min(decimals, 12)).replace(/^-(0(?:\.0*)?)$/, '$1');

/** One problem for each wrong number, at that number. */
export function wrongNumbers(
  stated: StatedResult,
  computed: Numbers,
  places: readonly number[],
  scale = 1,
): Problem[] {
  const { shape } = stated;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.length > 1 ? (shape.at(-2) ?? 1) : 1;
  return places.slice(0, maxMarked).flatMap((i): Problem[] => {
    const entry = stated.entries[i];
    const number = stated.numbers[i];
    if (entry === undefined || number === undefined) return [];
    const x = (computed.data[i] ?? 0) * scale;
    const decimals = Math.max(number.digits.decimals - (scale === 100 ? 2 : 0), 0);
    const said = readable(entry.text);
    const truth = readable(likewise(x, entry.text, 2) ?? computedText(x, decimals));
    const row = Math.floor(i / columns) + 1;
    const column = (i % columns) + 1;
    const place =
      shape.length > 1 && rows > 1 && columns > 1
        ? { text: `Row ${row}, column ${column}: `, values: { row, column } }
        : stated.numbers.length > 1
          ? { text: `Entry ${i + 1}: `, values: { entry: i + 1 } }
          : { text: '', values: {} };
    return [
      {
        code: 'value-mismatch',
        severity: 'warning',
        message: `${place.text}${said} stated, ${truth} computed.`,
        span: entry.span,
        values: {
          ...place.values,
          stated: said,
          computed: truth,
          replacement: replacement(x, decimals, entry.text),
        },
      },
    ];
  });
}

/** A stated matrix of another size than the result. */
export function wrongShape(stated: StatedResult, computed: Numbers, span: Span): Problem {
  const [shape0, shape1] = [shapeText(stated.shape), shapeText(computed.shape)];
  return {
    code: 'value-mismatch',
    severity: 'warning',
    message: `The result stated is ${shape0}, the one computed is ${shape1}.`,
    span,
    values: { shape0, shape1 },
  };
}

/** Two expressions that are said to be equal and are not. */
export function unequal(left: Numbers, right: Numbers, span: Span): Problem {
  const place = Array.from(right.data).findIndex(
    (y, i) => Math.abs(y - (left.data[i] ?? 0)) > 1e-6 * Math.max(1e-3, Math.abs(y)),
  );
  const at = Math.max(place, 0);
  const [a, b] = [left.data[at] ?? 0, right.data[at] ?? 0];
  const computed = readable(computedText(a, 2));
  const other = readable(computedText(b, 2));
  return {
    code: 'value-mismatch',
    severity: 'warning',
    message: `This is ${other}, what stands before it is ${computed}.`,
    span,
    values: { other, computed },
  };
}

/** A row of weights whose numbers do not add up to 1. */
export function wrongSum(stated: StatedResult, row: number, sum: number): Problem {
  const columns = stated.shape.at(-1) ?? 1;
  const entries = stated.entries.slice(row * columns, (row + 1) * columns);
  const [first] = entries;
  const total = readable(computedText(sum, 2));
  const several = stated.entries.length > columns;
  return {
    code: 'value-mismatch',
    severity: 'warning',
    message: several
      ? `Row ${row + 1} adds up to ${total}; the weights of softmax add up to 1.`
      : `These numbers add up to ${total}; the weights of softmax add up to 1.`,
    span: entries.map((e) => e.span).reduce(coverSpans, first?.span ?? { start: 0, end: 0 }),
    values: several ? { row: row + 1, sum: total } : { sum: total },
  };
}
