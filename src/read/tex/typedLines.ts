import type { Node } from './nodes.js';
import { isBigOperator, operatorRule } from './operators.js';
import { firstSign, isRelation } from './rowSigns.js';

/**
 * Equations that each stand on a line of their own without `\\` between them. TeX sets one row, but
 * the author wrote several steps. A line that goes on from the line before stays with it.
 */
export function typedLines(nodes: readonly Node[], text: string, offset: number): Node[][] {
  const lines: Line[] = [];
  for (const typed of cutAtBreaks(nodes, text, offset)) {
    let line = lines.at(-1);
    if (line === undefined || (isWholeEquation(line) && beginsEquation(typed)))
      lines.push((line = { nodes: [], signs: 0, sign: -1, last: undefined, isStray: false }));
    for (const n of typed) addTo(line, n);
  }
  return lines.map((line) => line.nodes);
}

/** A line as far as it is put together, and what is to be known of it: it may go on for many lines. */
interface Line {
  readonly nodes: Node[];
  /** How many nodes it has without separators, and which of them is the first relation. */
  signs: number;
  sign: number;
  last: Node | undefined;
  /** It has a bracket that has no other. */
  isStray: boolean;
}

function addTo(line: Line, node: Node): void {
  line.nodes.push(node);
  if (node.kind === 'separator') return;
  if (line.sign < 0 && isRelation(node)) line.sign = line.signs;
  line.signs += 1;
  line.last = node;
  line.isStray ||= isStrayBracket(node);
}

function cutAtBreaks(nodes: readonly Node[], text: string, offset: number): Node[][] {
  const lines: Node[][] = [];
  let end = offset;
  for (const node of nodes) {
    const line = lines.at(-1);
    const between = text.slice(end - offset, node.span.start - offset);
    if (line === undefined || between.includes('\n')) lines.push([node]);
    else line.push(node);
    end = node.span.end;
  }
  return lines;
}

/** With something on both sides of its sign, and nothing that waits for more. */
function isWholeEquation({ sign, signs, last, isStray }: Line): boolean {
  if (isStray || sign < 1 || last === undefined || sign === signs - 1) return false;
  const rule = operatorRule(last);
  const waits = rule !== undefined && rule.kind !== 'separator';
  return !waits && !isOperator(last);
}

const isStrayBracket = (node: Node): boolean =>
  node.kind === 'symbol' && /^(?:[()[\]{}|‖]|\\[lr]?(?:vert|Vert|[{}]))$/.test(node.text);

/** `\sum_j`, `\max_i` at the end: what they are of is on the next line. */
function isOperator(node: Node): boolean {
  const base = node.kind === 'scripts' ? node.base : node;
  return (
    (base?.kind === 'symbol' && isBigOperator(base.text)) ||
    (base?.kind === 'text' && base.style === 'name' && node.kind === 'scripts')
  );
}

/** `A = …`, `\text{out}_i(x) = …`, `Q, K = …`: names, and a sign behind them. */
export function beginsEquation(line: readonly Node[]): boolean {
  const sign = line.findIndex(isRelation);
  const left = line.slice(0, Math.max(sign, 0)).filter((n) => n.kind !== 'separator');
  if (firstSign(left) === undefined) return false;
  let named = false;
  for (const node of left) {
    if (operatorRule(node)?.kind === 'separator') {
      if (!named) return false;
      named = false;
    } else if (named && !(node.glued || node.kind === 'delimited')) return false;
    else if (!named && !isName(node)) return false;
    else named = true;
  }
  return named;
}

function isName(node: Node): boolean {
  if (node.kind === 'scripts') return node.base !== undefined && isName(node.base);
  return /^(?:letter|text|styled|accent|command)$/.test(node.kind);
}
