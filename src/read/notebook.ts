import { err, ok, type Problem, type Result } from '../program/problem.js';
import { createSourceMap, findSources, type SourceMap } from './notebookSource.js';

/** A notebook as one text: cells' sources joined by line breaks, and where each one lies in it. */
export interface NotebookText {
  readonly text: string;
  readonly cells: readonly {
    readonly index: number;
    readonly kind: 'code' | 'markdown';
    readonly start: number;
    readonly end: number;
  }[];
  /** Where that text stands in the JSON. */
  readonly source: SourceMap;
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null;

/** A cell's source: one string, or a list of lines. */
function sourceOf(cell: Record<string, unknown>): string | undefined {
  // Before nbformat 4 a code cell has `input`.
  const source = cell['source'] ?? cell['input'];
  if (typeof source === 'string') return source;
  if (Array.isArray(source) && source.every((l) => typeof l === 'string')) return source.join('');
  return undefined;
}

/** Cells of a notebook; before nbformat 4 they stood in worksheets. */
function cellsOf(notebook: unknown): readonly unknown[] | undefined {
  if (!isRecord(notebook)) return undefined;
  const { cells, worksheets } = notebook;
  if (Array.isArray(cells)) return cells;
  if (!Array.isArray(worksheets)) return undefined;
  return worksheets.flatMap((sheet): unknown[] =>
    isRecord(sheet) && Array.isArray(sheet['cells']) ? sheet['cells'] : [],
  );
}

/** False where the notebook says that its code is in another language than Python. */
function isPython(notebook: unknown): boolean {
  const metadata = isRecord(notebook) ? notebook['metadata'] : undefined;
  if (!isRecord(metadata)) return true;
  const kernel = metadata['kernelspec'];
  const info = metadata['language_info'];
  const language =
    (isRecord(info) ? info['name'] : undefined) ??
    (isRecord(kernel) ? kernel['language'] : undefined);
  return typeof language !== 'string' || /python/i.test(language);
}

/** Reads the JSON of an `.ipynb` file (nbformat 3 and 4). */
export function readNotebook(json: string): Result<NotebookText> {
  const broken = (message: string): Result<NotebookText> =>
    err<Problem>({ code: 'notebook', severity: 'error', message, span: { start: 0, end: 0 } });
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    return broken('This notebook is not valid JSON.');
  }
  const cells = cellsOf(parsed);
  if (cells === undefined) return broken('This file has no cells: it is not a notebook.');
  const python = isPython(parsed);
  const found: NotebookText['cells'][number][] = [];
  const parts: string[] = [];
  const places = findSources(json);
  const map = createSourceMap(json);
  let length = 0;
  for (const [index, cell] of cells.entries()) {
    if (!isRecord(cell)) continue;
    const source = sourceOf(cell);
    const kind = cell['cell_type'];
    if (source === undefined || (kind !== 'code' && kind !== 'markdown')) continue;
    if (kind === 'code' && !python) continue;
    found.push({ index, kind, start: length, end: length + source.length });
    for (const quote of places[index] ?? []) map.add(quote);
    map.separator();
    parts.push(source, '\n');
    length += source.length + 1;
  }
  return ok({ text: parts.join(''), cells: found, source: map.finish() });
}
