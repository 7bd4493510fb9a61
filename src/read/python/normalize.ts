import { blanked } from '../blank.js';
import { scanLines, type Line } from './scanLines.js';

/**
 * Text of the same length that the grammar can take. Only structure matters here: numbers and
 * strings are read from the original text afterwards.
 *
 * - `1.` becomes `10`: the grammar wants a digit after the point.
 * - `yield` with nothing after it becomes `None`.
 * - `%magic`, `!shell` and `name?` lines of notebooks become blank, as does a whole `%%bash` cell.
 * - `>>> ` and `... ` prompts become indentation, and the output between them blank.
 * - Indentation that all lines share goes behind the relative indentation as form feeds, which
 *   the grammar skips and does not count.
 * - No-break and ideographic spaces become spaces.
 */
export function normalize(text: string): string {
  const plain = text.replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff\0]/g, ' ');
  const lines = scanLines(plain);
  const head = /^\s*%%(\w+)/.exec(plain);
  if (head !== null && !pythonCells.has(head[1] ?? '')) return blanked(plain);
  const prompts = lines.some((l) => l.fresh && /^\s*>>> /.test(plain.slice(l.start, l.end)));
  const shared = prompts ? 0 : sharedIndent(plain, lines);
  let out = '';
  let at = 0;
  for (const line of lines) {
    out += plain.slice(at, line.start);
    out += fixLine(plain.slice(line.start, line.end), line, shared, prompts);
    at = line.end;
  }
  return fixTokens(out + plain.slice(at));
}

const pythonCells = new Set([
  'time',
  'timeit',
  'capture',
  'prun',
  'memit',
  'py',
  'python3',
  'python',
]);

const skipped = (line: string): boolean => line.trim() === '' || /^\s*#/.test(line);

function sharedIndent(text: string, lines: readonly Line[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (!line.fresh) continue;
    const content = text.slice(line.start, line.end);
    if (skipped(content)) continue;
    least = Math.min(least, content.length - content.trimStart().length);
    if (least === 0) break;
  }
  return Number.isFinite(least) ? least : 0;
}

function fixLine(content: string, line: Line, shared: number, prompts: boolean): string {
  if (prompts) {
    const prompt = /^(\s*(?:>>>|\.\.\.)(?: |$))(\s*)/.exec(content);
    if (prompt === null) return line.fresh ? blanked(content) : content;
    const [all, mark = '', indent = ''] = prompt;
    const rest = content.slice(all.length);
    return rest === '' ? blanked(content) : indent + '\f'.repeat(mark.length) + rest;
  }
  if (!line.fresh || skipped(content)) return content;
  const body = content.trimStart();
  if (/^(?:[%!](?![=\s])|\?)/.test(body) || /^[\w.]+\?\??\s*$/.test(body)) return blanked(content);
  if (shared === 0) return content;
  return content.slice(shared, content.length - body.length) + '\f'.repeat(shared) + body;
}

const fixTokens = (text: string): string =>
  text
    .replace(
      /(?<![\p{L}\p{N}_.\])])(\d[\d_]*)\.(?![\d.])/gu,
      (_all, digits: string) => `${digits}0`,
    )
    .replace(/\byield(?=[ \t]*(?:[)\]};,#\n\r]|$))/g, 'None ');
