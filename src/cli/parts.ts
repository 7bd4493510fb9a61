import {
  inspectText,
  type AnalyzeOptions,
  type InspectedPart,
  type Inspection,
} from '../analysis.js';
import type { JsonProblem, Part } from '../analysisTypes.js';
import { writeItems, type FileStream } from './jsonStream.js';
import { createOutput } from './output.js';

/**
 * Fewer different formulas are read in about the time that another thread takes to start and to read
 * the first ones, which is when V8 is slowest.
 */
const leastFormulas = 3_000;

/** A part of a text for another thread. */
export interface PartTask {
  readonly text: string;
  readonly options: AnalyzeOptions;
  readonly part: Part;
}

/** What is said of a part after its items. */
export interface PartEnd {
  /** Numbers of its tensors that count, and tensors without theirs for want of room. */
  readonly taken: number;
  readonly refused: number;
  readonly problems: readonly JsonProblem[];
}

/** JSON of a part's items, each after a comma, in any number of pieces, and what is said after them. */
export interface PartResult {
  readonly pieces: readonly Uint8Array[];
  readonly end: PartEnd;
}

/** Other threads that take parts of a text. */
export interface PartThreads {
  readonly count: number;
  /** Begins the parts after the first of a text; a part that is not done elsewhere has no result. */
  readonly start: (tasks: readonly PartTask[]) => {
    readonly results: readonly Promise<PartResult | undefined>[];
    readonly stop: () => void;
  };
}

/** Does a part of a text. */
export function doPart(
  { text, options, part }: PartTask,
  write: (piece: Uint8Array) => void,
): PartEnd {
  const inspection = inspectText(text, options);
  const own = inspection.part(part);
  // A piece is handed on for good.
  const output = createOutput(write, () => false);
  writeItems(own, output, false);
  output.flush();
  const { room } = inspection;
  return { taken: room.taken(), refused: room.refused(), problems: own.said() };
}

/** What another thread made of a part, where it is what would be made here after the parts before it. */
const asHere = ({ room }: Inspection, result: PartResult | undefined): PartResult | undefined =>
  result?.end.refused === 0 && room.take(result.end.taken) ? result : undefined;

/**
 * Writes the items and problems of a text. A long one whose formulas do not rest on one another is made
 * by several threads, and what they make waits until the parts before it are written. `open` begins the
 * file, once the text is read. Gives the problems.
 */
export async function writeDocument(
  text: string,
  options: AnalyzeOptions,
  threads: PartThreads | undefined,
  open: () => FileStream,
): Promise<readonly JsonProblem[]> {
  const inspection = inspectText(text, options);
  const file = open();
  const said: JsonProblem[] = [];
  const write = (part: InspectedPart): void => {
    file.items(part);
    said.push(...part.said());
  };
  const isWorth =
    threads !== undefined &&
    threads.count > 0 &&
    options.at === undefined &&
    inspection.analysis.formulasApart() >= leastFormulas;
  if (!isWorth) write(inspection);
  else {
    const of = threads.count + 1;
    const parts = Array.from({ length: of }, (_, index): Part => ({ index, of }));
    const { results, stop } = threads.start(
      parts.slice(1).map((part) => ({ text, options, part })),
    );
    try {
      for (const part of parts) {
        const made =
          part.index === 0 ? undefined : asHere(inspection, await results[part.index - 1]);
        if (made === undefined) write(inspection.part(part));
        else {
          for (const piece of made.pieces) file.text(piece);
          said.push(...made.end.problems);
        }
      }
    } finally {
      stop();
    }
  }
  said.push(...inspection.leftOut());
  file.end(said);
  return said;
}
