import { listSpan } from '../layout/reader.js';
import type { Node, Row } from '../nodes.js';
import { operatorRule } from '../operators.js';

/** More nodes than this are no value of a case. */
const maxNodes = 12;

const wordsOf = (node: Node | undefined): string =>
  node?.kind === 'text'
    ? node.text
        .replaceAll(/[\s,;:.。]+/g, ' ')
        .trim()
        .toLowerCase()
    : '';

const isIf = (node: Node | undefined): boolean => /^(?:if|when|for|where)$/.test(wordsOf(node));
const isElse = (node: Node | undefined): boolean =>
  /^(?:and )?(?:else|otherwise|elsewhere|それ以外|その他|否则|否則)$/.test(wordsOf(node));
const isAnd = (node: Node | undefined): boolean => /^(?:and|or)$/.test(wordsOf(node));

const isRelated = (node: Node): boolean => operatorRule(node)?.kind === 'relation';
const isEqual = (node: Node): boolean => {
  const rule = operatorRule(node);
  return rule?.kind === 'relation' && rule.relation === 'equal';
};
const isMark = (node: Node): boolean =>
  node.kind === 'separator' || (node.kind === 'symbol' && /^[,;.]$/.test(node.text));
const endsRow = (node: Node): boolean => node.kind === 'separator' && node.text !== '\\quad';

function trimmed(nodes: readonly Node[]): readonly Node[] {
  let [start, end] = [0, nodes.length];
  while (start < end && isMark(nodes[start] as Node)) start++;
  while (end > start && isMark(nodes[end - 1] as Node)) end--;
  return nodes.slice(start, end);
}

function rowOf(value: readonly Node[], condition: readonly Node[]): Row | undefined {
  const cells = [trimmed(value), trimmed(condition)];
  const nodes = cells.flat();
  const span = listSpan(nodes);
  const [first = [], second = []] = cells;
  const fits = first.length > 0 && first.length <= maxNodes && second.length > 0;
  return span === undefined || !fits || first.some(isRelated) ? undefined : { cells, nodes, span };
}

/** Where the value of the second case begins, and where it ends. */
function secondValue(rest: readonly Node[], at: number): readonly [number, number] | undefined {
  const next = rest.findIndex((n, i) => i > at && n.kind === 'text');
  const word = rest[next];
  if (next < 0) return undefined;
  if (isAnd(word)) {
    const last = rest.findIndex((n, i) => i > next && n.kind === 'text');
    return last < 0 ? undefined : [next, last];
  }
  if (!isElse(word) && !isIf(word)) return undefined;
  const comma = rest
    .slice(0, next)
    .findLastIndex((n) => n.kind === 'symbol' && /^[,;]$/.test(n.text));
  if (comma > at && trimmed(rest.slice(comma, next)).length > 0) return [comma, next];
  return isElse(word) ? [next, rest.length] : undefined;
}

/** The two cases that a line is, or that stand after its sign of equality. */
function casesIn(line: readonly Node[]): readonly Node[] | undefined {
  const word = line.findIndex((n) => n.kind === 'text');
  const equal = line.slice(0, word).findIndex(isEqual);
  const rest = line.slice(equal + 1);
  const first = word - equal - 1;
  if (equal === 0 || first < 1 || !isIf(rest[first])) return undefined;
  const second = secondValue(rest, first);
  if (second === undefined) return undefined;
  const [from, to] = second;
  const isLast = to === rest.length;
  const condition = isLast ? [rest[from] as Node] : rest.slice(to);
  if (!isLast && !isElse(rest[to]) && !isIf(rest[to])) return undefined;
  const whole = rest.slice(first, from);
  if (!whole.some(isRelated) || condition.filter((n) => n.kind === 'text').length > 1)
    return undefined;
  const rows = [
    rowOf(rest.slice(0, first), whole),
    rowOf(rest.slice(from + 1 - (isMark(rest[from] as Node) ? 1 : 0), to), condition),
  ];
  const span = listSpan(trimmed(rest));
  if (span === undefined || !rows.every((r) => r !== undefined)) return undefined;
  return [
    ...line.slice(0, equal + 1),
    { kind: 'environment', name: 'cases', rows, span, glued: false },
  ];
}

/** `0 if j \le i else 1`: the words between, typed as letters. */
function bareWords(nodes: readonly Node[]): readonly Node[] {
  const out: Node[] = [];
  for (let i = 0; i < nodes.length;) {
    const first = nodes[i] as Node;
    let end = i;
    let word = '';
    for (let n = nodes[end]; n?.kind === 'letter' && /^[a-z]$/.test(n.text); n = nodes[++end]) {
      if (end > i && !n.glued) break;
      word += n.text;
    }
    const after = nodes[end];
    const apart = !first.glued && after?.glued !== true;
    if (apart && /^(?:if|for|when|else|otherwise)$/.test(word)) {
      const span = listSpan(nodes.slice(i, end)) ?? first.span;
      out.push({ kind: 'text', text: word, style: 'text', span, glued: false });
      i = end;
    } else {
      for (const last = Math.max(end, i + 1); i < last; i++) out.push(nodes[i] as Node);
    }
  }
  return out;
}

/** The first letter of a bare `if`, `for` or `when`. */
const beginsIf = (node: Node, i: number, nodes: readonly Node[]): boolean => {
  const next = nodes[i + 1];
  if (node.kind !== 'letter' || node.glued || next?.kind !== 'letter' || !next.glued) return false;
  return /^(?:if|fo|wh)$/.test(node.text + next.text);
};

/**
 * Cases in a line, `M_{ij} = 0 \text{ if } j \le i, -\infty \text{ otherwise}` and `0 \text{ if } j \le i
 * \text{ else } {-\infty}`, as if they stood in an environment.
 */
export function inlineCases(typed: readonly Node[]): readonly Node[] {
  const nodes = typed.some(beginsIf) ? bareWords(typed) : typed;
  if (!nodes.some(isIf)) return nodes;
  const out: Node[] = [];
  let line: Node[] = [];
  const finish = (): void => {
    for (const n of casesIn(line) ?? line) out.push(n);
    line = [];
  };
  for (const node of nodes) {
    if (endsRow(node)) {
      finish();
      out.push(node);
    } else line.push(node);
  }
  finish();
  return out;
}
