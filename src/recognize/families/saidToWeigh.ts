import type { ValueId } from '../../program/value.js';
import { isAbout, isLeaf, nameBelow } from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { assignPart, weightKey } from '../projection.js';
import { scoresPath } from '../scoresPath.js';
import { isOfNumbers } from './linearAttention.js';

/**
 * `Z = A V` where a row before it has `A = QK^\top` and the text calls the result a weighted sum: the step that it
 * writes weighs values, by weights that nothing normalises.
 */
function byProduct(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [weights, value, more] = inputs;
  const multiplies = operation.kind === 'matmul' || operation.kind === 'mul';
  if (!graph.setting.formula || !multiplies || defined !== true || more !== undefined)
    return undefined;
  if (weights === undefined || value === undefined || weightKey(graph, value) !== 'value')
    return undefined;
  const at = throughLayout(graph, weights);
  if (graph.value(at).defined !== true || scoresPath(graph, at)?.product === undefined)
    return undefined;
  const { topics } = graph.setting;
  if (!topics.says('says weightedSum') || topics.says('says linear')) return undefined;
  if (isOfNumbers(graph, root)) return undefined;
  const book = createRoleBook().input(at, 'weights').set(root, 'output');
  assignPart(graph, book, value, 'value');
  return { kind: 'attention.weightedSum', root, roles: book.roles, boundary: book.boundary };
}

/** What `w` weighs, in the order in which weights by that letter are no map: `\sum_i W_{ij} x_i`, `V W`, `V w_i`. */
function weighedBy(graph: Graph, weights: ValueId, other: ValueId, behind: boolean): boolean {
  if (!isLeaf(graph, throughLayout(graph, weights)) || !isLeaf(graph, throughLayout(graph, other)))
    return false;
  const { base, marks } = nameBelow(graph, weights);
  // `W^Q`, `W_1` are maps; `W_{ij}` is the weight of one for another.
  const ofPlaces = marks.length === 1 && /^[a-z],?[a-z]$/.test(marks[0] ?? '');
  const ofOne = marks.every((m) => /^[a-z]$/.test(m));
  const isWeight = /^[wW]$/.test(base) && (ofPlaces || (behind && ofOne));
  const of = graph.meaning(throughLayout(graph, other));
  return isWeight && (of === 'value' || (ofPlaces && of === 'input'));
}

/**
 * `y_j = \sum_i W_{ij} x_i`, `Y = V W`: weights by the letter of learned ones, where the text speaks of weights
 * and of attention. A query, a key and a value are made by maps.
 */
function byLetter(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [a, b, more] = inputs;
  const multiplies = operation.kind === 'matmul' || operation.kind === 'einsum';
  if (!graph.setting.formula || !multiplies || defined !== true) return undefined;
  if (a === undefined || b === undefined || more !== undefined) return undefined;
  const behind = weighedBy(graph, b, a, true);
  if (!behind && !weighedBy(graph, a, b, false)) return undefined;
  if (/^(?:query|key|value)$/.test(graph.meaning(root) ?? '')) return undefined;
  // `h_j = \sum_i w_{ij} x_i`, `a_j`, `s_j`: what a neuron sums.
  if (/^[hasu]$/.test(nameBelow(graph, root).base)) return undefined;
  const { topics } = graph.setting;
  if (!isAbout(graph, 'attention')) return undefined;
  if (!topics.says('says weightedSum') && !topics.says('says weights')) return undefined;
  const [weights, value] = behind ? [b, a] : [a, b];
  const book = createRoleBook().set(root, 'output').input(throughLayout(graph, weights), 'weights');
  const { roles, boundary } = book.input(throughLayout(graph, value), 'value');
  return { kind: 'attention.weightedSum', root, roles, boundary };
}

/** A weighted sum by what the text says: nothing on the graph tells weights from a map. */
export const saidToWeigh: Recognizer = (graph, root) =>
  byProduct(graph, root) ?? byLetter(graph, root);
