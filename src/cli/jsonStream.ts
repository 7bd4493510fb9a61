import type { Inspection } from '../analysis.js';
import { placesOf, rangeIn } from '../analysis/json.js';
import type { AnalyzedItem, JsonItem } from '../analysisTypes.js';
import type { Position, Range } from '../program/span.js';

/** Takes the next stretch of the output, in UTF-8; the bytes are written over afterwards. */
export type Sink = (bytes: Uint8Array) => void;

/** Bytes gathered before they are handed on. */
const chunkBytes = 1 << 18;

interface Output {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
  range(range: Range): void;
  flush(): void;
}

const encoder = new TextEncoder();

function createOutput(sink: Sink): Output {
  const chunk = new Uint8Array(chunkBytes);
  let used = 0;
  const flush = (): void => {
    if (used > 0) sink(chunk.subarray(0, used));
    used = 0;
  };
  const bytes = (piece: Uint8Array): void => {
    if (used + piece.length > chunkBytes) flush();
    if (piece.length > chunkBytes) sink(piece);
    else {
      chunk.set(piece, used);
      used += piece.length;
    }
  };
  const integer = (n: number): void => {
    let unit = 1;
    while (unit * 10 <= n) unit *= 10;
    for (; unit >= 1; unit = Math.floor(unit / 10)) {
      chunk[used++] = 48 + (Math.floor(n / unit) % 10);
    }
  };
  const position = ({ line, character }: Position): void => {
    bytes(lineKey);
    integer(line);
    bytes(characterKey);
    integer(character);
  };
  return {
    text: (text) => bytes(encoder.encode(text)),
    bytes,
    range({ start, end }) {
      // Room for keys and digits, so that none of what follows is cut in two.
      if (used + 200 > chunkBytes) flush();
      bytes(startKey);
      position(start);
      bytes(endKey);
      position(end);
      bytes(closers);
    },
    flush,
  };
}

const [startKey, lineKey, characterKey, endKey, closers] = [
  '{"start":{',
  '"line":',
  ',"character":',
  '},"end":{',
  '}}',
].map((s) => encoder.encode(s)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** JSON text between the ranges in it: one piece more than there are ranges. */
export function piecesOf(json: object): string[] {
  const pieces: string[] = [];
  let piece = '';
  function write(value: unknown): void {
    const list = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
    if (!isObject(value) || (list !== undefined && !isObject(list[0]))) {
      piece += JSON.stringify(value);
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
  readonly pieces: readonly Uint8Array[];
}

/**
 * Writes items as `JSON.stringify` would, one at a time: the whole is longer than a string may be.
 * What formulas that stand again have in common is put into words once.
 */
function createItemWriter({ analysis, items, jsonOf, sharedBy }: Inspection, output: Output) {
  const templates = new Map<string, Template | undefined>();
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const item of items) {
    const key = sharedBy(item);
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  function templateOf(item: AnalyzedItem, json: JsonItem): Template | undefined {
    const pieces = piecesOf(json);
    if (pieces.length !== placesOf(item).length + 1) return undefined;
    return { pieces: pieces.map((p) => encoder.encode(p)) };
  }
  function fill({ pieces }: Template, item: AnalyzedItem): void {
    for (const [i, place] of placesOf(item).entries()) {
      const piece = pieces[i];
      if (piece !== undefined) output.bytes(piece);
      output.range(rangeIn(analysis, place));
    }
    const last = pieces.at(-1);
    if (last !== undefined) output.bytes(last);
  }
  return (item: AnalyzedItem): void => {
    const key = sharedBy(item);
    // In a notebook the place of an item says more than its ranges.
    const shared =
      item.language === 'latex' && analysis.notebook === undefined && repeated.has(key);
    if (shared && !templates.has(key)) templates.set(key, templateOf(item, jsonOf(item)));
    const template = shared ? templates.get(key) : undefined;
    if (template === undefined) output.text(JSON.stringify(jsonOf(item)));
    else fill(template, item);
  };
}

/** Writes the document of version 1, file by file. */
export function createJsonStream(sink: Sink) {
  const output = createOutput(sink);
  let files = 0;
  output.text('{"version":1,"files":[');
  return {
    file(path: string, inspection: Inspection): void {
      const write = createItemWriter(inspection, output);
      output.text(`${files++ === 0 ? '' : ','}{"path":${JSON.stringify(path)},"items":[`);
      for (const [i, item] of inspection.items.entries()) {
        if (i > 0) output.text(',');
        write(item);
      }
      output.text(`],"problems":${JSON.stringify(inspection.problems)}}`);
    },
    end(): void {
      output.text(']}\n');
      output.flush();
    },
  };
}
