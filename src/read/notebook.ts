import { err, ok, type Problem, type Result } from '../program/problem.js';

/** A notebook as one text: cells' sources joined by line breaks, and where each one lies in it. */
export interface NotebookText {
  readonly text: string;
  readonly cells: readonly {
    readonly index: number;
    readonly kind: 'code' | 'markdown';
    readonly start: number;
    readonly end: number;
  }[];
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null;

/** A cell's source: one string, or a list of lines (nbformat 4). */
function sourceOf(cell: Record<string, unknown>): string | undefined {
  const { source } = cell;
  if (typeof source === 'string') return source;
  if (Array.isArray(source) && source.every((l) => typeof l === 'string')) return source.join('');
  return undefined;
}

/** Reads the JSON of an `.ipynb` file (nbformat 4). */
export function readNotebook(json: string): Result<NotebookText> {
  const broken = (message: string): Result<NotebookText> =>
    err<Problem>({ code: 'notebook', severity: 'error', message, span: { start: 0, end: 0 } });
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return broken('This notebook is not valid JSON.');
  }
  const cells = isRecord(parsed) ? parsed['cells'] : undefined;
  if (!Array.isArray(cells)) return broken('This file has no cells: it is not a notebook.');
  const found: NotebookText['cells'][number][] = [];
  let text = '';
  for (const [index, cell] of cells.entries()) {
    if (!isRecord(cell)) continue;
    const source = sourceOf(cell);
    const kind = cell['cell_type'];
    if (source === undefined || (kind !== 'code' && kind !== 'markdown')) continue;
    found.push({ index, kind, start: text.length, end: text.length + source.length });
    text += `${source}\n`;
  }
  return ok({ text, cells: found });
}
