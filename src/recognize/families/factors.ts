import type { ValueId } from '../../program/value.js';
import { cone, summand, through, throughLayout, type Graph } from '../graph.js';
import { projectionAt, weightKey } from '../projection.js';

/**
 * `\sum_i \text{softmax}(W_r x)_i E_i(x)`: experts, each of what the softmax is computed from. Source:
 * Shazeer et al. 2017, (1).
 */
function isExpert(graph: Graph, weights: ValueId, expert: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, expert));
  const [of, more] = inputs;
  const called = operation.kind === 'call' || operation.kind === 'mean';
  if (!graph.setting.formula || !called || of === undefined || more !== undefined) return false;
  const [softmax] = cone(graph, weights, new Set()).filter((id) => graph.kind(id) === 'softmax');
  const [logits] = softmax === undefined ? [] : graph.value(softmax).inputs;
  return logits !== undefined && isOfOneInput(graph, throughLayout(graph, logits), of);
}

/** `W_r x`, `x W_r + b`, `g(x)`: what compares nothing. */
function isOfOneInput(graph: Graph, logits: ValueId, of: ValueId): boolean {
  const { operation, inputs } = graph.value(logits);
  const isIt = (id: ValueId): boolean => graph.sameAs(throughLayout(graph, id), of);
  const [first] = inputs;
  switch (operation.kind) {
    case 'add':
      return first !== undefined && isOfOneInput(graph, throughLayout(graph, first), of);
    case 'call':
      return inputs.length === 1 && inputs.every(isIt);
    case 'matmul':
      return inputs.filter(isIt).length === 1 && inputs.every((id) => isIt(id) || isMap(graph, id));
    default:
      return false;
  }
}

/** A letter or a name that something is multiplied with, which is no query and no key. */
const isMap = (graph: Graph, id: ValueId): boolean =>
  !/^(?:query|key)$/.test(weightKey(graph, id) ?? '') &&
  cone(graph, id, new Set()).every((i) => /^(?:input|call|transpose)$/.test(graph.kind(i)));

/** The two factors of a product that could be weights and values, in both orders. */
export const factorsOf = (graph: Graph, root: ValueId): [ValueId, ValueId][] =>
  pairsOf(graph, root).filter(([weights, value]) => !isExpert(graph, weights, value));

const bothWays = (x: ValueId, y: ValueId): [ValueId, ValueId][] => [
  [x, y],
  [y, x],
];

/** `\sum_{j \ne i} \alpha_j v_j`: the terms that a condition leaves, of which neither has all its letters. */
function amongOthers(graph: Graph, root: ValueId): [ValueId, ValueId][] | undefined {
  const { operation, inputs } = graph.value(root);
  const [condition, terms] = inputs;
  if (operation.kind !== 'matmul' || condition === undefined || terms === undefined)
    return undefined;
  const [holds] = graph.kind(condition) === 'where' ? graph.value(condition).inputs : [];
  if (holds === undefined || graph.kind(holds) !== 'compare') return undefined;
  const { operation: made, inputs: factors } = graph.value(terms);
  const [x, y, more] = factors;
  if (x === undefined || y === undefined || more !== undefined) return undefined;
  return /^(?:mul|einsum)$/.test(made.kind) ? bothWays(x, y) : undefined;
}

function pairsOf(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (a === undefined) return [];
  const summed = summand(graph, root);
  if (summed !== undefined) {
    const inner = graph.value(through(graph, summed));
    const [x, y] = inner.inputs;
    const multiplies = inner.operation.kind === 'mul' || inner.operation.kind === 'matmul';
    return multiplies && x !== undefined && y !== undefined ? bothWays(x, y) : [];
  }
  const chosen = amongOthers(graph, root);
  if (chosen !== undefined) return chosen;
  const product =
    operation.kind === 'matmul' || (operation.kind === 'einsum' && inputs.length === 2);
  return product && b !== undefined ? bothWays(a, b) : [];
}

/** `\text{softmax}(…) F V`: weights and values with what shortens the values between them. */
export function aroundMiddle(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const { operation, inputs } = graph.value(root);
  const [left, value] = inputs;
  if (!graph.setting.formula || operation.kind !== 'matmul') return [];
  if (left === undefined || value === undefined || weightKey(graph, value) !== 'value') return [];
  const inner = graph.value(left);
  const [weights, middle] = inner.inputs;
  if (inner.operation.kind !== 'matmul' || weights === undefined || middle === undefined) return [];
  return graph.kind(middle) === 'input' ? [[weights, value]] : [];
}

/** Matrices that follow weights one after the other: more of them are no formula of the field. */
const maxFollowing = 4;

/** `\text{softmax}(…) X V Y`: the weights at the left end of a product, and what they weigh first. */
export function atLeftEnd(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  if (!graph.setting.formula) return [];
  let at = root;
  for (let i = 0; i < maxFollowing; i++) {
    const { operation, inputs } = graph.value(at);
    const [left, right] = inputs;
    if (operation.kind !== 'matmul' || left === undefined || right === undefined) return [];
    if (graph.kind(right) !== 'input') return [];
    if (graph.kind(left) === 'softmax') return i > 1 ? [[left, right]] : [];
    at = left;
  }
  return [];
}

/**
 * The factors of what a formula projects afterwards: `softmax(…) Y W_V` is `softmax(…) (Y W_V)`, and
 * `\sum_j \alpha_{ij} W h_j` may be computed in any order.
 */
export function beforeProjection(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  if (!graph.setting.formula) return [];
  const projection = projectionAt(graph, root, false);
  const key = projection === undefined ? undefined : weightKey(graph, projection.weight);
  const ofValues = key === 'valueWeight' || key === 'weightMatrix';
  return projection !== undefined && ofValues ? factorsOf(graph, projection.input) : [];
}
