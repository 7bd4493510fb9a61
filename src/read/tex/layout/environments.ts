import type { Node, Row } from '../nodes.js';
import type { Token } from '../tokens.js';
import { listSpan, nested, spanFrom } from './reader.js';
import type { Reader } from './reader.js';
import { skipSquare } from './square.js';

/** Environments with a braced argument: columns, or what stands inside `empheq`. */
const withColumns = /^(?:array|alignat.*|alignedat|IEEEeqnarray|empheq)$/;

const ofEquations =
  /^(?:align|aligned|eqnarray|gather|gathered|equation|split|multline|math|displaymath)$/;

/** `\begin{name} … & … \\ … \end{name}` */
export function readEnvironment(r: Reader, end: number): Node {
  const start = r.i;
  const glued = r.tokens[start]?.glued ?? false;
  const close = Math.min(r.ends.get(start) ?? end, end);
  r.i++;
  const name = readName(r, close);
  skipSquare(r, close, name === 'empheq' ? /^[^\]]*$/ : /^[a-z]*$/);
  const hasColumns = withColumns.test(name);
  if (hasColumns && r.tokens[r.i]?.kind === 'open') r.group(close);
  restoreRowEnds(r, close, ofEquations.test(name));
  const rows = nested(r, close, start, () => readRows(r, close)) ?? [];
  r.i = close;
  if (!r.open.has(start) && close < end) {
    r.i++;
    if (r.tokens[r.i]?.kind === 'open') r.i = Math.min((r.ends.get(r.i) ?? end) + 1, end);
  }
  return { kind: 'environment', name, rows, span: spanFrom(r, start), glued };
}

/**
 * Tools that export notes turn the `\\\\` at the end of a row into `\\ `. Where an environment has such
 * a space at a line's end, or such spaces and no row end, they are its row ends.
 */
function restoreRowEnds(r: Reader, end: number, ofRelations: boolean): void {
  const spaces: number[] = [];
  let ends = 0;
  let cells = 0;
  /** Signs of equality in the row that a space ends, and in the last. */
  let equal = 0;
  let related = true;
  for (let k = r.i; k < end; k++) {
    const token = r.tokens[k];
    if (token?.text === '=') equal++;
    if (token?.kind === 'newline') ends++;
    else if (token?.kind === 'align') cells++;
    else if (token?.kind === 'command' && /^[ \n]$/.test(token.text)) {
      spaces.push(k);
      related &&= equal > 0;
      equal = 0;
    } else if (r.ends.has(k)) k = Math.min(r.ends.get(k) ?? end, end);
  }
  // Rows of a table have as many cells each, and equations a sign; spaces within a single row do not.
  const even =
    cells === 0 ? !ofRelations || (related && equal > 0) : cells % (spaces.length + 1) === 0;
  for (const k of spaces) {
    const token = r.tokens[k];
    if (token === undefined || !(token.text === '\n' || (ends === 0 && even))) continue;
    r.tokens[k] = { ...token, kind: 'newline', text: '\\\\' };
  }
}

/** `\pmatrix{a & b \cr c & d}`, as plain TeX has it. */
export function readPlainMatrix(r: Reader, name: string, token: Token, end: number): Node {
  const start = r.i - 1;
  const close = Math.min(r.ends.get(r.i) ?? end, end);
  const open = r.i;
  r.i++;
  const rows = nested(r, close, start, () => readRows(r, close)) ?? [];
  r.i = r.open.has(open) ? close : Math.min(close + 1, end);
  return { kind: 'environment', name, rows, span: spanFrom(r, start), glued: token.glued };
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
