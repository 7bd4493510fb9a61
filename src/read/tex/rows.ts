import type { Span } from '../../program/span.js';
import { concluded } from './conclusions.js';
import { listSpan } from './layout/reader.js';
import type { Node, NodeOf } from './nodes.js';
import { isEllipsis, operatorRule } from './operators.js';
import { firstSign, isArrow, isPlainArrow, isPunctuation, isRelation, isWord } from './rowSigns.js';
import { beginsEquation, typedLines } from './typedLines.js';
import { isProseWord } from './vocabulary.js';

/** One formula of a text: its nodes, and where it stands. */
export interface Piece {
  readonly nodes: readonly Node[];
  readonly span: Span;
  /** True where it is all of the text. */
  readonly whole: boolean;
  /** True where words of a sentence stand on both sides of it. */
  readonly inSentence?: true;
}

const rowEnvironment =
  /^(?:align|aligned|alignat|alignedat|flalign|gather|gathered|split|multline|multlined|eqnarray|IEEEeqnarray|dmath|empheq|equation|displaymath|math)$/;

/** Environments that are tables or cases unless their rows are equations. */
const perhapsRows = /^(?:array|[rd]?cases)$/;

/**
 * Splits a text, which begins at `offset`, into its formulas: rows of aligned blocks, lines as they
 * were typed, clauses between commas and words.
 */
export function splitFormulas(nodes: readonly Node[], text: string, offset: number): Piece[] {
  const rows = mergeContinuations(linesOf(nodes, 0));
  const lines = text.includes('\n') ? rows.flatMap((r) => typedLines(r, text, offset)) : rows;
  const pieces: Piece[] = [];
  for (const line of lines) {
    const [opening, closing] = [line.find(isWord), line.findLast(isWord)];
    for (const [i, clause] of clausesOf(line).entries()) {
      const trimmed = trim(clause);
      // “… if x”: one symbol after a word is a condition, not a formula.
      if (i > 0 && trimmed.length === 1) continue;
      const span = listSpan(trimmed);
      if (span !== undefined && !isIndexRange(trimmed) && !(i > 0 && isBound(trimmed))) {
        // `\text{1. } QK^\top \quad \text{compares every query with every key}`
        const within = isBetween(span, opening, closing) && !trimmed.some(isRelation);
        const inSentence = within ? { inSentence: true as const } : {};
        pieces.push({ nodes: trimmed, span, whole: false, ...inSentence });
      }
    }
  }
  const unwrapped = unboxed(nodes).some((n) => isRows(n));
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && !unwrapped) return [{ ...only, whole: true }];
  return pieces;
}

const isBetween = (span: Span, before: Node | undefined, after: Node | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  before.span.end <= span.start &&
  after.span.start >= span.end;

function linesOf(nodes: readonly Node[], depth: number): Node[][] {
  const lines: Node[][] = [];
  let line: Node[] = [];
  const finish = (): void => {
    if (line.some((n) => n.kind !== 'separator')) lines.push(line);
    line = [];
  };
  for (const node of unboxed(nodes)) {
    if (node.kind === 'separator' && node.text === '\\\\') {
      line.push(node);
      finish();
    } else if (isRows(node) && depth < 10 && line.every((n) => n.kind === 'separator')) {
      finish();
      for (const row of rowsOf(node)) {
        for (const inner of linesOf(row, depth + 1)) lines.push(inner);
      }
    } else line.push(node);
  }
  finish();
  return lines;
}

/** `\boxed{A = B}` and `{A = B}` alone are the formula inside them. */
function unboxed(nodes: readonly Node[]): readonly Node[] {
  let inner = nodes;
  for (let k = 0; k < 10; k++) {
    const [only, more] = inner.filter((n) => !isPunctuation(n));
    if (only === undefined || more !== undefined) return inner;
    const body = only.kind === 'styled' ? only.body : only;
    if (
      body.kind !== 'group' ||
      !body.body.some((n) => isRelation(n) || isRows(n) || n.kind === 'styled')
    )
      return inner;
    inner = body.body;
  }
  return inner;
}

const environmentOf = (node: Node): NodeOf<'environment'> | undefined => {
  if (node.kind === 'environment') return node;
  if (node.kind !== 'delimited' || node.body.length !== 1) return undefined;
  const [only] = node.body;
  return only?.kind === 'environment' && node.open === '{' ? only : undefined;
};

function isRows(node: Node): boolean {
  const environment = environmentOf(node);
  if (environment === undefined) return false;
  if (rowEnvironment.test(environment.name)) return true;
  return (
    perhapsRows.test(environment.name) &&
    environment.rows.every(
      (row, i) =>
        opened(row.cells.flat()).some((n) => isRelation(n)) ||
        // `& { f(x) } \\ & { = A x }`
        (i === 0 && startsWithRelation(opened(environment.rows[1]?.cells.at(-1) ?? []))),
    ) &&
    environment.rows.length > 0 &&
    !environment.rows.some(
      (row) =>
        row.cells.length > 1 &&
        (row.cells[0]?.length ?? 0) > 0 &&
        !row.cells[0]?.some((n) => isRelation(n)) &&
        !startsWithRelation(opened(row.cells[1] ?? [])),
    )
  );
}

/** `{ y } & { = A x }`: cells that stand in braces each, as programs type them. */
function opened(nodes: readonly Node[]): readonly Node[] {
  let inner = nodes;
  for (let k = 0; k < 4; k++) {
    const isBraced = inner.some((n) => n.kind === 'group');
    if (!isBraced || !inner.every((n) => n.kind === 'group' || n.kind === 'separator')) break;
    inner = inner.flatMap((n) => (n.kind === 'group' ? n.body : [n]));
  }
  return inner;
}

const rowsOf = (node: Node): Node[][] =>
  environmentOf(node)?.rows.map((row) => [...opened(withoutRemark(row))]) ?? [];

/** `s^\top h & dot \\`, `… & \text{残差} \\`, `… & (3) \\`: a word alone in the last column is a remark on the row. */
function withoutRemark({ cells, nodes }: NodeOf<'environment'>['rows'][number]): readonly Node[] {
  const before = cells.slice(0, -1).flat();
  const remark = (cells.at(-1) ?? []).filter((n) => !isPunctuation(n));
  if (!before.some(isRelation) || isOpenEnded(before)) return nodes;
  const cut = nodes.findLastIndex((n) => n.kind === 'separator' && n.text === '&');
  if (cut > 0 && speaksAtOnce(remark)) return nodes.slice(0, cut);
  const [only, more] = remark;
  if (more === undefined && (isText(only) || isNumber(only))) return before;
  const word = remark.map((n) => (n.kind === 'letter' && n.text.length === 1 ? n.text : ' '));
  const glued = remark.slice(1).every((n) => n.glued);
  return glued && /^[A-Za-z][a-z]{2,}$/.test(word.join('')) ? before : nodes;
}

/** `Q = XW_Q \text{ (queries)}`: what is said of the formula before it. */
const isRemark = (node: Node): boolean =>
  node.kind === 'text' &&
  node.style === 'text' &&
  (!node.glued || /^\s/.test(node.text)) &&
  /^\s*[(（][^()（）]{3,}[)）]\s*$/.test(node.text);

const isText = (node: Node | undefined): boolean => node?.kind === 'text' && node.style === 'text';

/** `(3)`, `(2.1)`: an equation's number, typed by hand. */
function isNumber(node: Node | undefined): boolean {
  const [only, more] = node?.kind === 'delimited' && node.open === '(' ? node.body : [];
  return only?.kind === 'number' && more === undefined;
}

/** More than a name: `出力のための`, `输出向量`. */
const eastAsianWords = /[\u3041-\u3096]{2}|[\u4e00-\u9fff]{4}/;

/** `\text{(weights)}`, `\small{\text{; the context of }y_t}`: a cell that begins as a remark does. */
function speaksAtOnce(nodes: readonly Node[]): boolean {
  const [first, more] = nodes;
  if (first?.kind === 'text' && first.style === 'text') {
    const words = more === undefined && /\S\s+\S/.test(first.text);
    const prose = eastAsianWords.test(first.text) && !nodes.some(isRelation);
    return words || prose || /^(?:[(（;；%#]|\/\/|←|\\?leftarrow)/.test(first.text);
  }
  if (more !== undefined) return false;
  if (first?.kind === 'styled') return speaksAtOnce([first.body]);
  return first?.kind === 'group' && speaksAtOnce(first.body);
}

/** `1 \le i \le n`, `\forall i`: what holds beside a formula. */
const isCondition = (node: Node): boolean => {
  const rule = operatorRule(node);
  const orders = rule?.kind === 'relation' && rule.relation === 'order';
  return orders || isQuantifier(node);
};

const isQuantifier = (node: Node): boolean =>
  node.kind === 'symbol' && /^(?:\\forall|∀)$/.test(node.text);

const startsWithRelation = (nodes: readonly Node[]): boolean => {
  const first = firstSign(nodes);
  return first !== undefined && operatorRule(first)?.kind === 'relation';
};

/** A row that begins or follows on with a sign belongs to the row before it. */
function mergeContinuations(lines: readonly Node[][]): Node[][] {
  const merged: Node[][] = [];
  for (const line of lines) {
    const before = merged.at(-1);
    const rule = operatorRule(firstSign(line));
    const goesOn =
      rule?.kind === 'additive' || rule?.kind === 'product' || rule?.kind === 'quotient';
    if (before !== undefined && (goesOn || isOpenEnded(before)))
      for (const n of line) before.push(n);
    else merged.push([...line]);
  }
  return merged;
}

function isOpenEnded(line: readonly Node[]): boolean {
  const last = line.findLast((n) => n.kind !== 'separator');
  const kind = operatorRule(last)?.kind;
  return kind === 'relation' || kind === 'additive' || kind === 'product' || kind === 'quotient';
}

/** Cuts at words and wide spaces, and at commas where a relation stands on both sides. */
function clausesOf(line: readonly Node[]): Node[][] {
  const hard: Node[][] = [];
  let part: Node[] = [];
  const nodes = concluded(cutWords(line)).flatMap((n, i) => (i > 0 ? (remarkIn(n) ?? [n]) : [n]));
  const lastRelation = nodes.findLastIndex(isRelation);
  let related = false;
  for (const [i, node] of nodes.entries()) {
    const wide =
      node.kind === 'separator' &&
      node.text === '\\quad' &&
      (related || isStep(part)) &&
      operatorRule(firstSign(nodes.slice(i, i + 6))) === undefined &&
      (related || beginsEquation(nodes.slice(i)));
    // `\alpha_{ij} = … \ \forall j \le i`: where it holds.
    const holds = isQuantifier(node) && related;
    const column = related && i < lastRelation && startsColumn(part, nodes, i);
    // `S = QK^\top \longrightarrow A = \text{softmax}(S)`
    const leads = related && i < lastRelation && isPlainArrow(node);
    const told = related && isRemark(node);
    if (wide || column || leads || isArrow(node) || isWord(node) || holds || told) {
      hard.push(part);
      part = holds ? [node] : [];
      related = false;
    } else {
      part.push(node);
      related ||= isRelation(node);
    }
  }
  hard.push(part);
  return hard.flatMap((p) => commaClauses(p));
}

/** `\text{softmax}(QK^\top + M), `: a function's brackets, and a comma behind them. */
const isStep = (nodes: readonly Node[]): boolean => {
  const own = nodes.filter((n) => n.kind !== 'separator');
  const [last, before] = [own.at(-1), own.at(-2)];
  const isList = last?.kind === 'symbol' && last.text === ',';
  return isList && before?.kind === 'delimited' && own.some((n) => n.kind === 'text');
};

/** `z &= x + y & z &\in \mathbb{R}^d`: an equation, before its relation, in the columns behind another. */
function startsColumn(before: readonly Node[], nodes: readonly Node[], at: number): boolean {
  const node = nodes[at];
  if (node?.kind !== 'separator' || node.text !== '&' || isOpenEnded(before)) return false;
  let sign = at + 1;
  while (nodes[sign]?.kind === 'separator') sign++;
  return operatorRule(nodes[sign]) === undefined;
}

/** `（ただし x = …）`, `(\text{where } Q = …)`: a remark in brackets has formulas of its own. */
function remarkIn(node: Node): readonly Node[] | undefined {
  if (node.kind !== 'delimited' || node.open !== '(') return undefined;
  const body = cutWords(node.body);
  return body[0] !== undefined && isWord(body[0]) ? body : undefined;
}

/** A part of a line between commas. */
interface Part {
  readonly nodes: Node[];
  related: boolean;
  /** It says where the formula before it holds. */
  holds: boolean;
}

/** `\forall x, y \in C` and `i, j \le n`: letters that share what the last of them says. */
const shareCondition = (a: Part | undefined, b: Part): boolean =>
  a !== undefined &&
  (a.holds || (b.holds && !a.related)) &&
  a.nodes.filter((n) => n.kind === 'letter' || n.kind === 'scripts').length === 1;

/** The `i` of `s_{ij} = q_i \cdot k_j, i, j \in X`: one of the letters of what follows. */
function listsMembers(part: Part, next: Part | undefined): boolean {
  const letters = part.nodes.filter((n) => n.kind !== 'separator' && !isPunctuation(n));
  const [letter, more] = letters;
  const own = next?.nodes.filter((n) => n.kind !== 'separator' && !isPunctuation(n)) ?? [];
  const isMember = own[0]?.kind === 'letter' && own[1]?.kind === 'symbol' && own[1].text === '\\in';
  return letter?.kind === 'letter' && more === undefined && isMember;
}

function commaClauses(nodes: readonly Node[]): Node[][] {
  const parts: Part[] = [{ nodes: [], related: false, holds: false }];
  for (const node of nodes) {
    const current = parts.at(-1);
    if (current === undefined) break;
    const isComma = node.kind === 'symbol' && /^[,;。]$/.test(node.text);
    if (isComma) parts.push({ nodes: [node], related: false, holds: false });
    else {
      current.nodes.push(node);
      current.holds ||= parts.length > 1 && isCondition(node);
      current.related ||= isRelation(node) || current.holds;
    }
  }
  const clauses: { nodes: Node[]; related: boolean }[] = [];
  for (const [i, next] of parts.entries()) {
    const current = clauses.at(-1);
    const shared = i > 1 && shareCondition(parts[i - 1], next);
    const starts = next.related || listsMembers(next, parts[i + 1]);
    if (current === undefined || (current.related && starts && !shared)) {
      clauses.push({ nodes: [...next.nodes], related: next.related });
    } else {
      for (const n of next.nodes) current.nodes.push(n);
      current.related ||= next.related;
    }
  }
  return clauses.map((c) => c.nodes);
}

/** Bare words of a sentence (`where`, `and`) are letters until someone looks. */
function cutWords(line: readonly Node[]): Node[] {
  const out: Node[] = [];
  for (let i = 0; i < line.length;) {
    const first = line[i];
    if (first === undefined) break;
    let word = '';
    let k = i;
    const foreign = isForeign(first);
    while (k < line.length && word.length < 12) {
      const n = line[k];
      if (n?.kind !== 'letter' || n.text.length !== 1 || (k > i && !n.glued)) break;
      if (isForeign(n) !== foreign) break;
      word += n.text;
      k++;
    }
    const standsAlone =
      foreign || ((!first.glued || i === 0) && (line[k] === undefined || line[k]?.glued === false));
    const last = line[k - 1];
    if (standsAlone && last !== undefined && isProseWord(word)) {
      const span = { start: first.span.start, end: last.span.end };
      out.push({ kind: 'text', text: word, style: 'run', span, glued: first.glued });
      i = k;
    } else {
      const end = Math.max(k, i + 1);
      for (; i < end; i++) {
        const n = line[i];
        if (n !== undefined) out.push(n);
      }
    }
  }
  return out;
}

/** Han and kana need no space around them to be words. */
const isForeign = (node: Node): boolean =>
  node.kind === 'letter' && /[\u3040-\u30ff\u3400-\u9fff]/.test(node.text);

function trim(nodes: readonly Node[]): Node[] {
  let start = 0;
  let end = nodes.length;
  while (start < end && isPunctuation(nodes[start])) start++;
  while (end > start && isPunctuation(nodes[end - 1])) end--;
  return nodes.slice(start, end);
}

/** `1 \le i \le n`, `\alpha_i \ge 0`, `\forall i`: after a formula, where it holds. */
const isBound = (nodes: readonly Node[]): boolean =>
  nodes.some(isCondition) && !nodes.some(isRelation);

/** `i = 1, \dots, h` and `i = 1`: which rows a formula is for, not a formula. */
function isIndexRange(nodes: readonly Node[]): boolean {
  const [first, relation, number] = nodes;
  if (first?.kind !== 'letter' || relation === undefined || !isRelation(relation)) return false;
  const index = /^(?:[ijlt]|\\ell)$/.test(first.text);
  if (relation.kind === 'symbol' && relation.text === '\\in') return index;
  if (number?.kind !== 'number') return false;
  const rest = nodes.slice(3);
  return (
    rest.some((n) => n.kind === 'symbol' && isEllipsis(n.text)) || (index && rest.length === 0)
  );
}
