import { coverSpans } from '../../program/span.js';
import type { Node } from './nodes.js';
import { operatorRule } from './operators.js';
import { joinsOver } from './symbols.js';

const barOf = (node: Node | undefined): string | undefined => {
  if (node === undefined || joinsOver(node)) return undefined;
  const base = node.kind === 'scripts' ? node.base : node;
  if (base?.kind !== 'symbol') return undefined;
  if (base.text === '|' || base.text === '\\vert' || base.text === '\\mid') return '|';
  return base.text === '\\Vert' || base.text === '\\parallel' ? '||' : undefined;
};

/** True where an operand can't have ended, so that a bar here opens. */
const opensAfter = (before: Node | undefined): boolean =>
  before === undefined ||
  before.kind === 'separator' ||
  before.kind === 'fraction' ||
  before.kind === 'number' ||
  operatorRule(before) !== undefined;

/**
 * Makes brackets of `|x|` and `\|x\|`, whose bars look the same on both sides. Bars that stand
 * between two operands (`p(y | x)`, `[a \| b]`) stay what they are.
 */
export function pairBars(nodes: readonly Node[]): readonly Node[] {
  if (!nodes.some((n) => barOf(n) !== undefined)) return nodes;
  const next = nextBars(nodes);
  const out: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node === undefined) break;
    const bar = node.kind === 'symbol' ? barOf(node) : undefined;
    const end = bar === undefined ? undefined : next[i];
    const close = end === undefined ? undefined : nodes[end];
    const opens =
      close?.kind === 'scripts' ||
      opensAfter(out.at(-1)) ||
      (end !== undefined && opensAfter(nodes[end + 1]) && nodes[end + 1]?.kind !== 'fraction');
    if (bar === undefined || end === undefined || close === undefined || end === i + 1 || !opens) {
      out.push(node);
      continue;
    }
    const kind = bar === '|' ? '|' : '||';
    const body = nodes.slice(i + 1, end);
    const closing = close.kind === 'scripts' ? (close.base?.span ?? close.span) : close.span;
    const bars: Node = {
      kind: 'delimited',
      open: kind,
      close: kind,
      body,
      span: coverSpans(node.span, closing),
      glued: node.glued,
    };
    const span = coverSpans(node.span, close.span);
    out.push(close.kind === 'scripts' ? { ...close, base: bars, span, glued: node.glued } : bars);
    i = end;
  }
  return out;
}

/** For each bar the place of the next of its kind. */
function nextBars(nodes: readonly Node[]): (number | undefined)[] {
  const next: (number | undefined)[] = [];
  const last = new Map<string, number>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const bar = barOf(nodes[i]);
    if (bar === undefined) continue;
    next[i] = last.get(bar);
    last.set(bar, i);
  }
  return next;
}
