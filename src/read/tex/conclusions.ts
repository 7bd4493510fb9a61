import type { Node } from './nodes.js';
import { operatorRule } from './operators.js';
import { plainList } from './symbols.js';

const isArrow = (node: Node): boolean => {
  const rule = operatorRule(node);
  return (
    rule?.kind === 'relation' &&
    rule.relation === 'arrow' &&
    node.kind === 'symbol' &&
    /^\\(?:to|rightarrow|longrightarrow|Rightarrow|implies)$/.test(node.text)
  );
};

const functions = /\\[A-Za-z]+|softmax|exp|log|ln|sqrt|tanh|sigmoid|relu|max|min/gi;
const result = /^[-−+]?(?:[\d.,]+|\[[-−\d.,\s]+\])\.?$/;

/**
 * `0.6 \times 0.6 \to 0.36`: an arrow from a computation with decimals to its result is a sign of
 * equality. Any other stays: sizes become other sizes too (`28 \to 14`).
 */
export function concluded(line: readonly Node[]): readonly Node[] {
  const at = line.findLastIndex(isArrow);
  const arrow = line[at];
  if (arrow === undefined || line.findIndex(isArrow) !== at) return line;
  const [before, after] = [plainList(line.slice(0, at), 0), plainList(line.slice(at + 1), 0)];
  const left = before.replaceAll(functions, '');
  if (!/\d/.test(left) || /\p{L}/u.test(left) || !result.test(after.trim())) return line;
  if (!/\d\.\d/.test(before + after) || !/[^\d.,\s]/.test(before)) return line;
  return line.map((n, i): Node => (i === at ? { ...arrow, kind: 'symbol', text: '\\approx' } : n));
}
