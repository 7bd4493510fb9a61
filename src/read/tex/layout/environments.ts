import type { Node, Row } from '../nodes.js';
import { listSpan, nested, spanFrom } from './reader.js';
import type { Reader } from './reader.js';
import { skipSquare } from './square.js';

/** `\begin{name} … & … \\ … \end{name}` */
export function readEnvironment(r: Reader, end: number): Node {
  const start = r.i;
  const glued = r.tokens[start]?.glued ?? false;
  const close = Math.min(r.ends.get(start) ?? end, end);
  r.i++;
  const name = readName(r, close);
  skipSquare(r, close, /^[a-z]*$/);
  const hasColumns = name === 'array' || name.startsWith('alignat') || name === 'alignedat';
  if (hasColumns && r.tokens[r.i]?.kind === 'open') r.group(close);
  const rows = nested(r, close, start, () => readRows(r, close)) ?? [];
  r.i = close;
  if (!r.open.has(start) && close < end) {
    r.i++;
    if (r.tokens[r.i]?.kind === 'open') r.i = Math.min((r.ends.get(r.i) ?? end) + 1, end);
  }
  return { kind: 'environment', name, rows, span: spanFrom(r, start), glued };
}

/** Without its star: `align*` is `align`. */
function readName(r: Reader, end: number): string {
  if (r.tokens[r.i]?.kind !== 'open') return '';
  const start = r.i;
  const close = Math.min(r.ends.get(start) ?? end, end);
  r.i = Math.min(close + 1, end);
  return r.tokens
    .slice(start + 1, Math.min(close, start + 40))
    .map((t) => t.text)
    .join('')
    .replace('*', '');
}

function readRows(r: Reader, end: number): Row[] {
  const rows: Row[] = [];
  let nodes: Node[] = [];
  const finish = (): void => {
    const cells = cellsOf(nodes);
    const span = listSpan(cells.flat());
    if (span !== undefined) rows.push({ cells, nodes, span });
    nodes = [];
  };
  while (r.i < end) {
    const before = r.i;
    const node = r.node(end);
    if (node !== undefined) nodes.push(node);
    if (node?.kind === 'separator' && node.text === '\\\\') finish();
    if (r.i === before) r.i++;
  }
  finish();
  return rows;
}

function cellsOf(nodes: readonly Node[]): Node[][] {
  const cells: Node[][] = [[]];
  for (const node of nodes) {
    if (node.kind === 'separator' && node.text === '&') cells.push([]);
    else if (node.kind !== 'separator' || node.text !== '\\\\') cells.at(-1)?.push(node);
  }
  return cells;
}
