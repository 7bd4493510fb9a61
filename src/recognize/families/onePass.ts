import type { ValueId } from '../../program/value.js';
import { chainOf } from '../chain.js';
import { isAbout, isLeaf, nameBelow } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { cone, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { isDiagonal, isValues, weightLetters } from './inverseTimes.js';

/** `e^{m - m'} O`, `\operatorname{diag}(\ell / \ell') O`: what was summed so far, for another maximum. */
function isRescaled(graph: Graph, term: ValueId): boolean {
  const reach = cone(graph, term, new Set());
  const isBefore = (id: ValueId): boolean =>
    isLeaf(graph, id) && /^[oO]'*$/.test(nameBelow(graph, id).base);
  const scales = (id: ValueId): boolean => graph.kind(id) === 'exp' || isDiagonal(graph, id);
  return reach.some(isBefore) && reach.some(scales);
}

/** `\tilde P_{ij}`, `e^{x_i - m_i}`, `\frac{e^{x_i - m_i}}{d_i}`: weights over no sum, or over that so far. */
function isShareSoFar(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  if (operation.kind === 'input') return weightLetters.test(nameBelow(graph, id).base);
  const [over] = operation.kind === 'div' ? inputs : [id];
  return over !== undefined && graph.kind(throughLayout(graph, over)) === 'exp';
}

/**
 * `O_i \leftarrow e^{m_i - m_i'} O_i + \tilde P_{ij} V_j`: values that one more block adds to the output.
 * Source: Dao et al. 2022, "FlashAttention", algorithm 1.
 */
export function addedInOnePass(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, name = '', defined } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || defined !== true || a === undefined || b === undefined) return;
  if (!graph.setting.formula || !/^[oO]'*$/.test(nameParts(name).base)) return undefined;
  const before = [a, b].find((term) => isRescaled(graph, term));
  if (before === undefined) return undefined;
  const { factors } = chainOf(graph, before === a ? b : a);
  const [weights, value, more] = factors;
  if (weights === undefined || value === undefined || more !== undefined) return undefined;
  const isValue = isValues(graph, value) || nameBelow(graph, value).base === 'V';
  if (!isShareSoFar(graph, weights) || !isValue) return undefined;
  if (!isAbout(graph, 'attention')) return undefined;
  return createRoleBook().set(root, 'output').input(weights, 'weights').input(value, 'value');
}
