import { itemAt } from './analysis/at.js';
import { exampleInputs } from './analysis/exampleInputs.js';
import { analyzeDocument } from './analysis/documents.js';
import { jsonItem, jsonProblem, type JsonOptions } from './analysis/json.js';
import type { AnalyzedItem, DocumentLanguage, JsonItem, JsonProblem } from './analysisTypes.js';
import { evaluate } from './engine/evaluate.js';
import type { Bindings, EvaluateOptions, Trace } from './engine/trace.js';
import type { Locale } from './explain/types.js';
import { offsetAt, type Position } from './program/span.js';

export { analyzeDocument } from './analysis/documents.js';

export interface AnalyzeOptions {
  readonly language: DocumentLanguage;
  readonly locale?: Locale;
  /** Tensors with more elements come without data. Default 65,536. */
  readonly maxElements?: number;
  /** Gives only what a hover at this zero-based position would use. */
  readonly at?: Position;
  /** Milliseconds for the numbers of one item. Default 10,000. */
  readonly deadlineMs?: number;
}

export interface AnalyzedText {
  readonly items: readonly JsonItem[];
  readonly problems: readonly JsonProblem[];
}

/** Numbers of an item's whole program. */
export function evaluateItem(
  item: AnalyzedItem,
  options: Omit<EvaluateOptions, 'bindings' | 'inputs'> & { readonly bindings?: Bindings } = {},
): Trace {
  const bindings = { ...item.bindings, ...options.bindings };
  const inputs = exampleInputs(item, bindings, options.exampleSeed ?? 0);
  return evaluate(item.program, item.shapes, { ...options, bindings, inputs });
}

/**
 * The pipeline as one call: text in, explained items out, as the command line prints them. Never
 * throws for any text; what can't be read is a problem or is left out.
 */
export function analyze(text: string, options: AnalyzeOptions): AnalyzedText {
  const analysis = analyzeDocument(text, options.language);
  const json: JsonOptions = {
    locale: options.locale ?? 'en',
    maxElements: options.maxElements ?? 65_536,
  };
  const at = options.at && offsetAt(analysis.lineStarts, text.length, options.at);
  const one = at === undefined ? undefined : itemAt(analysis.itemsNear({ start: at, end: at }), at);
  const items = at === undefined ? analysis.items : one === undefined ? [] : [one];
  // Items of one program share its numbers.
  const traces = new Map<unknown, Trace>();
  const traceOf = (item: AnalyzedItem): Trace => {
    const found = traces.get(item.program);
    if (found !== undefined) return found;
    const made = evaluateItem(item, { deadlineMs: options.deadlineMs ?? 10_000 });
    traces.set(item.program, made);
    return made;
  };
  return {
    items: items.map((item) => jsonItem(item, traceOf(item), analysis, text, json)),
    problems: analysis.problems.map((p) => jsonProblem(p, analysis.lineStarts, json.locale)),
  };
}
