import type {
  AnalyzedItem,
  DocumentAnalysis,
  JsonCheck,
  JsonItem,
  JsonNumber,
  JsonProblem,
  JsonValue,
} from '../analysisTypes.js';
import type { Check } from '../check/types.js';
import { explain } from '../explain/index.js';
import { translateProblem } from '../explain/messages.js';
import type { Locale } from '../explain/types.js';
import type { Trace } from '../engine/trace.js';
import { dimText, evaluateShape } from '../program/dims.js';
import type { Problem } from '../program/problem.js';
import { rangeOf, type Range, type Span } from '../program/span.js';
import type { Value } from '../program/value.js';
import type { Room } from './room.js';

export interface JsonOptions {
  readonly locale: Locale;
  /** Tensors with more elements come without data. */
  readonly maxElements: number;
  readonly room: Room;
}

const jsonNumber = (x: number): JsonNumber =>
  Number.isFinite(x) ? x : Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity';

/** A plain loop: lists of numbers are most of an output. */
function jsonNumbers(data: ArrayLike<number>): JsonNumber[] {
  const numbers = new Array<JsonNumber>(data.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = jsonNumber(data[i] ?? 0);
  return numbers;
}

/** What a name or a call of a function of the text stands for: the value that was computed. */
function computed({ program }: AnalyzedItem, value: Value): Value {
  let at = value;
  for (;;) {
    const from = at.operation.kind === 'cast' ? program.values[at.inputs[0] ?? -1] : undefined;
    if (from === undefined || from.dtype !== at.dtype) return at;
    at = from;
  }
}

/** In code plain numbers are not tensors; in a formula every sub-expression counts. */
const isShown = (item: AnalyzedItem, value: Value): boolean =>
  item.language !== 'python' || value.weak !== true || value.defined === true;

/** Values that the JSON lists. */
const shownValues = (item: AnalyzedItem): Value[] =>
  item.members.flatMap((id) => {
    const value = item.program.values[id];
    return value === undefined || !isShown(item, value) ? [] : [value];
  });

/** A range in the file: for a notebook, in its JSON. */
export function rangeIn({ notebook, lineStarts }: DocumentAnalysis, s: Span): Range {
  return notebook === undefined
    ? rangeOf(lineStarts, s)
    : rangeOf(notebook.lineStarts, notebook.inFile(s));
}

const isInside = (item: AnalyzedItem, { start, end }: Span): boolean =>
  start >= item.span.start && end <= item.span.end;

/** Where a value stands in its item: for one that is defined elsewhere, where the item names it. */
function hereOf(item: AnalyzedItem, value: Value): Span {
  if (item.language !== 'latex' || isInside(item, value.span)) return value.span;
  const { mentions } = item.program;
  return mentions.find((m) => m.value === value.id && isInside(item, m.span))?.span ?? value.span;
}

/** Where a formula's value comes from, when that is elsewhere in the document. */
function fromOf(item: AnalyzedItem, value: Value): Span | undefined {
  if (item.language !== 'latex') return undefined;
  if (!isInside(item, value.span)) return value.span;
  const { kind } = value.operation;
  if (value.name === undefined || (kind !== 'input' && kind !== 'dimension')) return undefined;
  const told = item.told?.(value.name);
  return (told?.shape ?? (told?.isSizeUsed === true ? told.size : undefined))?.span;
}

function jsonValue(
  item: AnalyzedItem,
  value: Value,
  trace: Trace,
  analysis: DocumentAnalysis,
  text: string,
  options: JsonOptions,
): JsonValue {
  const traced = trace.values[value.id];
  const symbolic = item.shapes[value.id];
  const from = fromOf(item, value);
  const tensor = traced?.ok === true ? traced.tensor : undefined;
  const shape = tensor?.shape ?? (symbolic && evaluateShape(symbolic, item.bindings)) ?? null;
  const source = computed(item, value);
  const base = {
    id: String(value.id),
    name: value.name ?? value.tex ?? text.slice(value.span.start, value.span.end),
    op: source.operation.kind,
    role: item.roles.get(value.id) ?? item.roles.get(source.id) ?? null,
    range: rangeIn(analysis, hereOf(item, value)),
    symbolicShape: (value.axes ?? symbolic)?.map(dimText) ?? null,
    shape,
    dtype: tensor?.dtype ?? value.dtype,
    origin: value.origin,
    ...(from === undefined ? {} : { from: rangeIn(analysis, from) }),
  };
  // Too large to be given, and computed for nothing else.
  if (traced?.ok === false && traced.error.code === 'not-kept') return base;
  if (tensor === undefined) return { ...base, data: null };
  const { length } = tensor.data;
  if (length > options.maxElements || !options.room.takes(length)) return base;
  return { ...base, data: jsonNumbers(tensor.data) };
}

export const jsonProblem = (
  problem: Problem,
  analysis: DocumentAnalysis,
  locale: Locale,
): JsonProblem => ({
  code: problem.code,
  severity: problem.severity,
  message: translateProblem(problem, locale),
  range: rangeIn(analysis, problem.span),
});

const jsonCheck = (check: Check, analysis: DocumentAnalysis): JsonCheck => ({
  range: rangeIn(analysis, check.span),
  status: check.status,
  shape: check.shape,
  stated: check.stated.map(jsonNumber),
  computed: check.computed.map(jsonNumber),
});

/** One item as the command line prints it. */
export function jsonItem(
  item: AnalyzedItem,
  trace: Trace,
  analysis: DocumentAnalysis,
  text: string,
  options: JsonOptions,
): JsonItem {
  const explanation = explain(item, trace, options.locale, false);
  return {
    kind: item.kind,
    language: item.language,
    title: explanation.title,
    range: rangeIn(analysis, item.span),
    source: item.source,
    origin: item.origin,
    values: shownValues(item).map((v) => jsonValue(item, v, trace, analysis, text, options)),
    steps: explanation.steps.map((s) => ({
      valueId: String(s.value),
      title: s.title,
      text: s.text,
      tex: s.tex,
    })),
    problems: item.problems.map((p) => jsonProblem(p, analysis, options.locale)),
    ...(item.checks === undefined
      ? {}
      : { checks: item.checks.map((c) => jsonCheck(c, analysis)) }),
    ...(item.cell === undefined ? {} : { cell: item.cell }),
  };
}

/** The stretches that the JSON of an item gives as `range` and `from`, in the JSON's order. */
export const placesOf = (item: AnalyzedItem): Span[] => [
  item.span,
  ...shownValues(item).flatMap((value) => {
    const from = fromOf(item, value);
    return from === undefined ? [hereOf(item, value)] : [hereOf(item, value), from];
  }),
  ...item.problems.map((p) => p.span),
  ...(item.checks ?? []).map((c) => c.span),
];

/** The symbol that is the whole of an item: it goes by what it means. */
export function loneSymbol(item: AnalyzedItem): string | undefined {
  const [only, ...others] = shownValues(item);
  return others.length > 0 ? undefined : (only?.name ?? only?.tex ?? '');
}

/** What the document says of a formula's names, as far as its JSON has it besides places. */
export function saidOf(item: AnalyzedItem): string {
  if (item.told === undefined) return '';
  const values = shownValues(item);
  const from = values.map((v) => (fromOf(item, v) === undefined ? '' : v.id)).join();
  const symbol = loneSymbol(item);
  const said = symbol === undefined ? undefined : item.told(symbol);
  return `${from}:${JSON.stringify(said?.meaning?.text ?? '')}`;
}

/** The JSON of a formula for another place where it stands and the same is said of it. */
export function jsonElsewhere(
  json: JsonItem,
  item: AnalyzedItem,
  analysis: DocumentAnalysis,
): JsonItem {
  const ranges = placesOf(item).map((place) => rangeIn(analysis, place));
  let next = 0;
  const moved = <T extends { readonly range: Range; readonly from?: Range }>(one: T): T => ({
    ...one,
    range: ranges[next++] ?? one.range,
    ...(one.from === undefined ? {} : { from: ranges[next++] ?? one.from }),
  });
  return {
    ...moved(json),
    values: json.values.map(moved),
    problems: json.problems.map(moved),
    ...(json.checks === undefined ? {} : { checks: json.checks.map(moved) }),
    ...(item.cell === undefined ? {} : { cell: item.cell }),
  };
}
