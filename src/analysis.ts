import { itemAt } from './analysis/at.js';
import { exampleInputs } from './analysis/exampleInputs.js';
import { analyzeDocument } from './analysis/documents.js';
import { jsonElsewhere, jsonItem, jsonProblem, type JsonOptions } from './analysis/json.js';
import { asListed } from './analysis/repeats.js';
import { createRoom, leftOut, type Room } from './analysis/room.js';
import { sharing, type Shared } from './analysis/sharing.js';
import { wantedValues } from './analysis/wanted.js';
import type {
  AnalyzedItem,
  DocumentAnalysis,
  DocumentLanguage,
  JsonItem,
  JsonProblem,
  Listed,
  Part,
  ReadPart,
} from './analysisTypes.js';
import { evaluate } from './engine/evaluate.js';
import type { Bindings, EvaluateOptions, Trace } from './engine/trace.js';
import type { Locale } from './explain/types.js';
import type { Problem } from './program/problem.js';
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

/** The items of a text or of a part of it, and the JSON of each when it is asked for. */
export interface InspectedPart {
  readonly analysis: DocumentAnalysis;
  readonly listed: readonly Listed[];
  /** Of the text itself. */
  readonly said: () => readonly JsonProblem[];
  readonly jsonOf: (listed: Listed) => JsonItem;
  /** The same for formulas with the same JSON, but for places. */
  readonly sharedBy: (listed: Listed) => Shared;
}

export interface Inspection extends InspectedPart {
  /** What was left out of the items whose JSON was asked for. */
  readonly leftOut: () => readonly JsonProblem[];
  /** Of the text as a whole; after the items, also what of them was left out. */
  readonly problems: () => readonly JsonProblem[];
  /** A part of a text that has such: see {@link DocumentAnalysis.part}. */
  readonly part: (part: Part) => InspectedPart;
  /** Room that is left for the numbers of all parts. */
  readonly room: Room;
}

/** As {@link analyze}, for who takes the items one after the other. */
export function inspectText(text: string, options: AnalyzeOptions): Inspection {
  const analysis = analyzeDocument(text, options.language, undefined, options.macros);
  const maxElements = options.maxElements ?? 65_536;
  const room = createRoom(maxElements);
  const json: JsonOptions = { locale: options.locale ?? 'en', maxElements, room };
  const asJson = (problems: readonly Problem[]): readonly JsonProblem[] =>
    problems.map((p) => jsonProblem(p, analysis, json.locale));
  const inspected = (reading: ReadPart): InspectedPart =>
    inspectedPart(reading, { analysis, text, json, options, asJson });
  const whole = inspected(readingAt(analysis, text, options.at));
  const left = (): readonly JsonProblem[] => asJson(leftOut(room));
  // Not spread: what is listed is read when it is asked for.
  return Object.assign(whole, {
    leftOut: left,
    problems: () => [...whole.said(), ...left()],
    part: (part: Part) => inspected(analysis.part(part)),
    room,
  });
}

/** What a hover at a position would use; without one, all of the document, when it is asked for. */
function readingAt(analysis: DocumentAnalysis, text: string, position?: Position): ReadPart {
  if (position === undefined) {
    return {
      get listed() {
        return analysis.listed();
      },
      get problems() {
        return analysis.problems;
      },
    };
  }
  const { notebook } = analysis;
  const inFile = offsetAt(notebook?.lineStarts ?? analysis.lineStarts, text.length, position);
  const at = notebook === undefined ? inFile : notebook.fromFile(inFile);
  if (at === undefined) return { listed: [], problems: analysis.problems };
  const place = { start: at, end: at };
  const one = itemAt(analysis.itemsNear(place), at);
  return {
    listed: one === undefined ? [] : [asListed(one)],
    get problems() {
      return analysis.problemsNear(place);
    },
  };
}

interface Inspected {
  readonly analysis: DocumentAnalysis;
  readonly text: string;
  readonly json: JsonOptions;
  readonly options: AnalyzeOptions;
  readonly asJson: (problems: readonly Problem[]) => readonly JsonProblem[];
}

function inspectedPart(reading: ReadPart, of: Inspected): InspectedPart {
  const { analysis, json, options } = of;
  const read = analysis.notebook?.text ?? of.text;
  let shared: ReturnType<typeof sharing> | undefined;
  const sharedBy = (one: Listed): Shared => (shared ??= sharing(reading.listed))(one);
  const left = new Map<Shared, number>();
  // Items of one program share its numbers, formulas that stand again all but their places.
  const traces = new Map<Shared, Trace>();
  const formulas = new Map<Shared, JsonItem>();
  const numbersOf = (item: AnalyzedItem): Trace => {
    const keep = wantedValues(item, json.maxElements);
    const deadlineMs = options.deadlineMs ?? 10_000;
    return evaluateItem(item, { deadlineMs, ...(keep === undefined ? {} : { keep }) });
  };
  const make = (item: AnalyzedItem, shared: Shared): JsonItem => {
    const trace = traces.get(shared) ?? numbersOf(item);
    traces.set(shared, trace);
    return jsonItem(item, trace, analysis, read, json);
  };
  return {
    analysis,
    get listed() {
      return reading.listed;
    },
    said: () => of.asJson(reading.problems),
    sharedBy,
    jsonOf(one) {
      const item = one.item();
      const shared = sharedBy(one);
      const known = formulas.get(shared);
      const made = known === undefined ? make(item, shared) : jsonElsewhere(known, item, analysis);
      const more = (left.get(shared) ?? shared.count) - 1;
      left.set(shared, more);
      if (more > 0) {
        if (item.language !== 'python') formulas.set(shared, made);
      } else {
        traces.delete(shared);
        formulas.delete(shared);
      }
      return made;
    },
  };
}

/**
 * The pipeline as one call: text in, explained items out, as the command line prints them. Never
 * throws for any text; what can't be read is a problem or is left out.
 */
export function analyze(text: string, options: AnalyzeOptions): AnalyzedText {
  const { listed, problems, jsonOf } = inspectText(text, options);
  return { items: listed.map(jsonOf), problems: problems() };
}
