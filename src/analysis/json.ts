import type {
  AnalyzedItem,
  DocumentAnalysis,
  JsonItem,
  JsonNumber,
  JsonProblem,
  JsonValue,
} from '../analysisTypes.js';
import { explain } from '../explain/index.js';
import { translateProblem } from '../explain/messages.js';
import type { Locale } from '../explain/types.js';
import type { Trace } from '../engine/trace.js';
import { dimText, evaluateShape } from '../program/dims.js';
import type { Problem } from '../program/problem.js';
import { positionAt, rangeOf, type Range, type Span } from '../program/span.js';
import type { Value } from '../program/value.js';

export interface JsonOptions {
  readonly locale: Locale;
  /** Tensors with more elements come without data. */
  readonly maxElements: number;
}

const jsonNumber = (x: number): JsonNumber =>
  Number.isFinite(x) ? x : Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity';

/** In code plain numbers are not tensors; in a formula every sub-expression counts. */
const isShown = (item: AnalyzedItem, value: Value): boolean =>
  item.language !== 'python' || value.weak !== true || value.defined === true;

/** A range in the document; in a notebook, in its cell's own text. */
function rangeIn(item: AnalyzedItem, starts: readonly number[], s: Span): Range {
  const { start, end } = rangeOf(starts, s);
  const above = item.cellStart === undefined ? 0 : positionAt(starts, item.cellStart).line;
  return {
    start: { ...start, line: start.line - above },
    end: { ...end, line: end.line - above },
  };
}

function jsonValue(
  item: AnalyzedItem,
  value: Value,
  trace: Trace,
  starts: readonly number[],
  text: string,
  options: JsonOptions,
): JsonValue {
  const traced = trace.values[value.id];
  const symbolic = item.shapes[value.id];
  const tensor = traced?.ok === true ? traced.tensor : undefined;
  const shape = tensor?.shape ?? (symbolic && evaluateShape(symbolic, item.bindings)) ?? null;
  const base = {
    id: String(value.id),
    name: value.name ?? value.tex ?? text.slice(value.span.start, value.span.end),
    op: value.operation.kind,
    role: item.roles.get(value.id) ?? null,
    range: rangeIn(item, starts, value.span),
    symbolicShape: symbolic?.map(dimText) ?? null,
    shape,
    dtype: tensor?.dtype ?? value.dtype,
    origin: value.origin,
  };
  if (tensor === undefined) return { ...base, data: null };
  if (tensor.data.length > options.maxElements) return base;
  return { ...base, data: Array.from(tensor.data, jsonNumber) };
}

export const jsonProblem = (
  problem: Problem,
  starts: readonly number[],
  locale: Locale,
): JsonProblem => ({
  code: problem.code,
  severity: problem.severity,
  message: translateProblem(problem, locale),
  range: rangeOf(starts, problem.span),
});

/** One item as the command line prints it. */
export function jsonItem(
  item: AnalyzedItem,
  trace: Trace,
  analysis: DocumentAnalysis,
  text: string,
  options: JsonOptions,
): JsonItem {
  const starts = analysis.lineStarts;
  const explanation = explain(item, trace, options.locale);
  return {
    kind: item.kind,
    language: item.language,
    title: explanation.title,
    range: rangeIn(item, starts, item.span),
    source: item.source,
    origin: item.origin,
    values: item.members.flatMap((id) => {
      const value = item.program.values[id];
      if (value === undefined || !isShown(item, value)) return [];
      return [jsonValue(item, value, trace, starts, text, options)];
    }),
    steps: explanation.steps.map((s) => ({
      valueId: String(s.value),
      title: s.title,
      text: s.text,
      tex: s.tex,
    })),
    problems: item.problems.map((p) => ({
      ...jsonProblem(p, starts, options.locale),
      range: rangeIn(item, starts, p.span),
    })),
    ...(item.cell === undefined ? {} : { cell: item.cell }),
  };
}
