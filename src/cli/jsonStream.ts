import type { InspectedPart } from '../analysis.js';
import { placesOf } from '../analysis/json.js';
import { itemText, listText } from '../analysis/jsonText.js';
import type { Shared } from '../analysis/sharing.js';
import type { AnalyzedItem, JsonProblem, Listed } from '../analysisTypes.js';
import { createLines } from './lines.js';
import { createOutput, encoder, rangeKeys, type IsDone, type Output, type Sink } from './output.js';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** JSON text between the ranges in it: one piece more than there are ranges. */
export function piecesOf(json: object): string[] {
  const pieces: string[] = [];
  let piece = '';
  function write(value: unknown): void {
    const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    if (!isObject(value) || (list !== undefined && !isObject(list[0]))) {
      piece += list === undefined ? JSON.stringify(value) : listText(list);
    } else if (list !== undefined) {
      for (const [i, one] of list.entries()) {
        piece += i === 0 ? '[' : ',';
        write(one);
      }
      piece += ']';
    } else {
      let before = '{';
      for (const [key, one] of Object.entries(value)) {
        if (one === undefined) continue;
        piece += `${before}${JSON.stringify(key)}:`;
        before = ',';
        if (key !== 'range' && key !== 'from') write(one);
        else {
          pieces.push(piece);
          piece = '';
        }
      }
      piece += before === '{' ? '{}' : '}';
    }
  }
  write(json);
  return [...pieces, piece];
}

/** The JSON text of a formula that stands more than once, without its places. */
interface Template {
  /** One more than there are places. */
  readonly pieces: readonly Uint8Array[];
  /** Start and end of each place in the first that all repeat; undefined where they differ. */
  readonly places?: Int32Array;
}

/** Start and end of each place that the JSON of an item gives. */
const placesIn = (item: AnalyzedItem): Int32Array =>
  Int32Array.from(placesOf(item).flatMap(({ start, end }) => [start, end]));

/**
 * Writes items as `JSON.stringify` would, one at a time: the whole is longer than a string may be.
 * What formulas that stand again have in common is put into words once.
 */
function createItemWriter({ analysis, jsonOf, sharedBy }: InspectedPart, output: Output) {
  const templates = new Map<Shared, Template | undefined>();
  const lines = createLines(analysis.lineStarts);
  function templateOf(listed: Listed): Template | undefined {
    const pieces = piecesOf(jsonOf(listed));
    const places = placesIn(listed.told === undefined ? listed.item() : listed.first);
    if (pieces.length !== places.length / 2 + 1) return undefined;
    const last = pieces.length - 1;
    const around = pieces.map((p, i) => `${i === 0 ? '' : '}}'}${p}${i === last ? '' : rangeKeys}`);
    return {
      pieces: around.map((p) => encoder.encode(p)),
      ...(listed.told === undefined ? {} : { places }),
    };
  }
  function fill({ pieces, places }: Template, { by, item }: Listed): void {
    const all = places ?? placesIn(item());
    const further = places === undefined ? 0 : by;
    for (let i = 0; i + 1 < pieces.length; i++) {
      const piece = pieces[i];
      if (piece !== undefined) output.bytes(piece);
      const start = (all[2 * i] ?? 0) + further;
      const end = (all[2 * i + 1] ?? 0) + further;
      const line = lines.of(start);
      const endLine = lines.of(end);
      output.range(line, start - lines.start(line), endLine, end - lines.start(endLine));
    }
    const last = pieces.at(-1);
    if (last !== undefined) output.bytes(last);
  }
  return (listed: Listed): void => {
    const shared = sharedBy(listed);
    // In a notebook the place of an item says more than its ranges.
    const isShared =
      shared.count > 1 && listed.first.language === 'latex' && analysis.notebook === undefined;
    if (isShared && !templates.has(shared)) templates.set(shared, templateOf(listed));
    const template = isShared ? templates.get(shared) : undefined;
    if (template === undefined) output.text(itemText(jsonOf(listed)));
    else fill(template, listed);
  };
}

/** Writes items of a file; before each but the file's first stands a comma. */
export function writeItems(part: InspectedPart, output: Output, isFirst: boolean): void {
  const write = createItemWriter(part, output);
  for (const [i, one] of part.listed.entries()) {
    if (i > 0 || !isFirst) output.text(',');
    write(one);
  }
}

/** A file whose items are written part after part. */
export interface FileStream {
  readonly items: (part: InspectedPart) => void;
  /** The text of items that {@link writeItems} wrote elsewhere, each with a comma before it. */
  readonly text: (bytes: Uint8Array) => void;
  readonly end: (problems: readonly JsonProblem[]) => void;
}

/** Writes the document of version 1, file by file. */
export function createJsonStream(sink: Sink, isDone?: IsDone) {
  const output = createOutput(sink, isDone);
  let files = 0;
  output.text('{"version":1,"files":[');
  function open(path: string): FileStream {
    output.text(`${files++ === 0 ? '' : ','}{"path":${JSON.stringify(path)},"items":[`);
    let isEmpty = true;
    return {
      items(part) {
        writeItems(part, output, isEmpty);
        isEmpty &&= part.listed.length === 0;
      },
      text(bytes) {
        output.bytes(isEmpty ? bytes.subarray(1) : bytes);
        isEmpty &&= bytes.length === 0;
      },
      end: (problems) => output.text(`],"problems":${JSON.stringify(problems)}}`),
    };
  }
  return {
    open,
    end(): void {
      output.text(']}\n');
      output.flush();
    },
  };
}
