import type { Node } from './nodes.js';
import type { ProductOperator, Relation } from './expression.js';
import * as symbols from './symbolCommands.js';

/** What a symbol does between two operands. One entry per spelling. */
export type OperatorRule =
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'additive'; readonly operator: '+' | '-' | '±' }
  | { readonly kind: 'product'; readonly operator: ProductOperator }
  | { readonly kind: 'quotient' }
  | { readonly kind: 'separator'; readonly separator: ',' | ';' | '|' };

const commands = (list: string): string => list.replaceAll(/\S+/g, (name) => `\\${name}`);

/** Signs without a meaning of their own here. */
const names = {
  orders: commands(symbols.orders),
  arrows: commands(symbols.arrows),
  binaries: commands(symbols.binaries),
};

const table = new Map<string, OperatorRule>();
const add = (names: string, rule: OperatorRule): void => {
  for (const name of names.split(' ')) table.set(name, rule);
};

add('= := \\coloneqq \\triangleq \\doteq \\doteqdot \\Doteq \\eqcirc \\circeq \\equiv', {
  kind: 'relation',
  relation: 'equal',
});
add('\\approx \\approxeq \\simeq \\cong \\leftarrow \\gets', {
  kind: 'relation',
  relation: 'equal',
});
add('\\in \\subset \\subseteq \\notin', { kind: 'relation', relation: 'in' });
add('< > \\leq \\le \\geq \\ge \\neq \\ne \\ll \\gg', { kind: 'relation', relation: 'order' });
add('\\propto \\sim', { kind: 'relation', relation: 'proportional' });
add('\\to \\rightarrow \\longrightarrow \\mapsto \\Rightarrow \\implies \\iff \\Leftrightarrow', {
  kind: 'relation',
  relation: 'arrow',
});
add(names.arrows, { kind: 'relation', relation: 'arrow' });
add(names.orders, { kind: 'relation', relation: 'order' });
add('\\nless \\ngtr \\nleq \\ngeq \\nequiv \\nsim \\napprox \\nsubset', {
  kind: 'relation',
  relation: 'order',
});
add('+', { kind: 'additive', operator: '+' });
add('-', { kind: 'additive', operator: '-' });
add('\\pm \\mp', { kind: 'additive', operator: '±' });
add('\\cdot @ \\bullet', { kind: 'product', operator: 'dot' });
add('\\times', { kind: 'product', operator: 'times' });
add('\\odot \\circ', { kind: 'product', operator: 'elementwise' });
add('* \\ast \\star', { kind: 'product', operator: 'star' });
add('\\otimes', { kind: 'product', operator: 'outer' });
add('\\oplus', { kind: 'product', operator: 'directSum' });
add(names.binaries, { kind: 'product', operator: 'unread' });
add('/ \\div', { kind: 'quotient' });
add(', 。', { kind: 'separator', separator: ',' });
add(';', { kind: 'separator', separator: ';' });
add('| \\mid \\vert \\Vert \\parallel :', { kind: 'separator', separator: '|' });

export function operatorRule(node: Node | undefined): OperatorRule | undefined {
  if (node?.kind === 'symbol') return table.get(node.text);
  // `\overset{\text{def}}{=}` is still an equals sign.
  if (node?.kind === 'scripts' && node.base?.kind === 'symbol') {
    const rule = table.get(node.base.text);
    return rule?.kind === 'relation' ? rule : undefined;
  }
  return undefined;
}

const big = new Set(commands(`sum prod ${symbols.bigOperators}`).split(' '));

/** Operators with an index below them. */
export const isBigOperator = (text: string): boolean => big.has(text);

const ellipses = new Set(commands(symbols.ellipses).split(' '));

export const isEllipsis = (text: string): boolean => ellipses.has(text);
