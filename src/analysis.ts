import { itemAt } from './analysis/at.js';
import { exampleInputs } from './analysis/exampleInputs.js';
import { analyzeDocument } from './analysis/documents.js';
import { jsonElsewhere, jsonItem, jsonProblem, saidOf, type JsonOptions } from './analysis/json.js';
import { firstOf } from './analysis/repeats.js';
import type {
  AnalyzedItem,
  DocumentAnalysis,
  DocumentLanguage,
  JsonItem,
  JsonProblem,
} from './analysisTypes.js';
import { evaluate } from './engine/evaluate.js';
import type { Bindings, EvaluateOptions, Trace } from './engine/trace.js';
import type { Locale } from './explain/types.js';
import { offsetAt, type Position } from './program/span.js';
import type { Program } from './program/value.js';

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
  /** TeX macros besides the document's own, which win: name without backslash → body. */
  readonly macros?: Readonly<Record<string, string>>;
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

/** The items of a text, and the JSON of each when it is asked for. */
export interface Inspection {
  readonly analysis: DocumentAnalysis;
  readonly items: readonly AnalyzedItem[];
  readonly problems: readonly JsonProblem[];
  readonly jsonOf: (item: AnalyzedItem) => JsonItem;
  /** Formulas with the same key have the same JSON, but for places. */
  readonly sharedBy: (item: AnalyzedItem) => string;
}

/** As {@link analyze}, for who takes the items one after the other. */
export function inspectText(text: string, options: AnalyzeOptions): Inspection {
  const analysis = analyzeDocument(text, options.language, undefined, options.macros);
  const json: JsonOptions = {
    locale: options.locale ?? 'en',
    maxElements: options.maxElements ?? 65_536,
  };
  const { notebook } = analysis;
  const read = notebook?.text ?? text;
  const inFile =
    options.at && offsetAt(notebook?.lineStarts ?? analysis.lineStarts, text.length, options.at);
  const at = inFile === undefined || notebook === undefined ? inFile : notebook.fromFile(inFile);
  const one = at === undefined ? undefined : itemAt(analysis.itemsNear({ start: at, end: at }), at);
  const items = inFile === undefined ? analysis.items : one === undefined ? [] : [one];
  const sharedBy = sharing(items);
  const left = countBy(items, sharedBy);
  // Items of one program share its numbers, formulas that stand again all but their places.
  const traces = new Map<string, Trace>();
  const formulas = new Map<string, JsonItem>();
  const make = (item: AnalyzedItem, key: string): JsonItem => {
    const trace =
      traces.get(key) ?? evaluateItem(item, { deadlineMs: options.deadlineMs ?? 10_000 });
    traces.set(key, trace);
    return jsonItem(item, trace, analysis, read, json);
  };
  return {
    analysis,
    items,
    problems: analysis.problems.map((p) => jsonProblem(p, analysis, json.locale)),
    sharedBy,
    jsonOf(item) {
      const key = sharedBy(item);
      const known = formulas.get(key);
      const made = known === undefined ? make(item, key) : jsonElsewhere(known, item, analysis);
      const more = (left.get(key) ?? 0) - 1;
      left.set(key, more);
      if (more > 0) {
        if (item.language !== 'python') formulas.set(key, made);
      } else {
        traces.delete(key);
        formulas.delete(key);
      }
      return made;
    },
  };
}

/** A key that items share whose JSON is the same but for places; in code, those of one program. */
function sharing(items: readonly AnalyzedItem[]): (item: AnalyzedItem) => string {
  const numbers = new Map<Program, number>();
  const keys = new Map<AnalyzedItem, string>();
  for (const item of items) {
    const first = firstOf(item.program);
    if (!numbers.has(first)) numbers.set(first, numbers.size);
    keys.set(item, `${numbers.get(first) ?? 0} ${saidOf(item)}`);
  }
  return (item) => keys.get(item) ?? '';
}

function countBy<T, K>(list: readonly T[], key: (one: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const one of list) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
}

/**
 * The pipeline as one call: text in, explained items out, as the command line prints them. Never
 * throws for any text; what can't be read is a problem or is left out.
 */
export function analyze(text: string, options: AnalyzeOptions): AnalyzedText {
  const { items, problems, jsonOf } = inspectText(text, options);
  return { items: items.map(jsonOf), problems };
}
