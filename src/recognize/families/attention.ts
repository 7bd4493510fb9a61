import type { ValueId } from '../../program/value.js';
import { assignScores, assignWeights, namedAsScores, weightsAt } from '../attentionParts.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { summand, through, throughLayout, type Graph } from '../graph.js';
import { productOf } from '../product.js';
import { assignPart, isNamedWeight, projectionBelow } from '../projection.js';
import type { ItemKind } from '../roles.js';
import { scaleFactor } from '../scalars.js';
import { scoresPath } from '../scoresPath.js';
import { softmaxForm } from '../softmaxForm.js';
import { isPerHead } from '../symbols.js';

/** The two factors of a product that could be weights and values, in both orders. */
export function factorsOf(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (a === undefined) return [];
  const summed = summand(graph, root);
  if (summed !== undefined) {
    const inner = graph.value(through(graph, summed));
    const [x, y] = inner.inputs;
    const multiplies = inner.operation.kind === 'mul' || inner.operation.kind === 'matmul';
    if (!multiplies || x === undefined || y === undefined) return [];
    return [
      [x, y],
      [y, x],
    ];
  }
  const product =
    operation.kind === 'matmul' || (operation.kind === 'einsum' && inputs.length === 2);
  if (!product || b === undefined) return [];
  return [
    [a, b],
    [b, a],
  ];
}

const isHeadName = (graph: Graph, id: ValueId): boolean => {
  const v = graph.value(id);
  return v.defined === true && graph.meaning(id) === 'head';
};

function hasPerHeadWeights(graph: Graph, parts: readonly (ValueId | undefined)[]): boolean {
  const weights = parts.flatMap((id) => {
    const weight = id === undefined ? undefined : projectionBelow(graph, id)?.weight;
    return weight === undefined ? [] : [graph.value(throughLayout(graph, weight)).name ?? ''];
  });
  return weights.length > 0 && weights.every((name) => isPerHead(name));
}

function composite(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'scaledDotProductAttention') return undefined;
  const [query, key, value, mask] = inputs;
  const book = createRoleBook();
  book.set(root, 'output');
  if (query !== undefined) assignPart(graph, book, query, 'query');
  if (key !== undefined) assignPart(graph, book, key, 'key');
  if (value !== undefined) assignPart(graph, book, value, 'value');
  book.set(mask, 'mask');
  const head = isHeadName(graph, root) || hasPerHeadWeights(graph, [query, key, value]);
  return {
    kind: head && !isAttentionName(graph, root) ? 'attention.head' : 'attention.scaledDotProduct',
    root,
    roles: book.roles,
    boundary: book.boundary,
  };
}

/** True for the second and later of several results of one call, `out, attention = …`. */
function isLaterResult(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const [first] = inputs;
  if (operation.kind !== 'call' || first === undefined) return false;
  return graph.users(first).some((other) => {
    const v = graph.value(other);
    const same = v.operation.kind === 'call' && v.operation.callee === operation.callee;
    return same && other < root && v.name !== undefined && v.inputs.join() === inputs.join();
  });
}

/** A call that is not read but says what it is: `self.attention(q, k, v, mask)`. */
function unreadCall(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, name } = graph.value(root);
  const [query, key, value, mask] = inputs;
  if (operation.kind !== 'call' || !/attention|attn/i.test(operation.callee)) return undefined;
  if (query === undefined || key === undefined || value === undefined) return undefined;
  // One of several results that nothing takes up.
  if (name === undefined && graph.users(root).length === 0) return undefined;
  const means = (id: ValueId, part: 'query' | 'key' | 'value'): boolean =>
    graph.meaning(id) === part || graph.meaning(throughLayout(graph, id)) === part;
  const self = graph.sameAs(query, key) && graph.sameAs(key, value);
  if (!self && !(means(query, 'query') && means(key, 'key') && means(value, 'value'))) {
    return undefined;
  }
  const later = isLaterResult(graph, root);
  const meaning = graph.meaning(root);
  const isWeights = meaning === 'weights' || (later && meaning === 'attention');
  if (later && !isWeights) return undefined;
  const book = createRoleBook();
  book.set(root, isWeights ? 'weights' : 'output');
  assignPart(graph, book, query, 'query');
  assignPart(graph, book, key, 'key');
  if (!isWeights) assignPart(graph, book, value, 'value');
  if (mask !== undefined && graph.meaning(mask) === 'mask') book.set(mask, 'mask');
  const multiple = /multi_?head|mha/i.test(operation.callee);
  const kind: ItemKind = isWeights
    ? 'attention.weights'
    : multiple
      ? 'attention.multiHead'
      : 'attention.scaledDotProduct';
  return { kind, root, roles: book.roles, boundary: book.boundary };
}

const isAttentionName = (graph: Graph, id: ValueId): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === 'attention';

/** `softmax(q kᵀ · c + mask) v`, as one call or in any spelling. Source: Vaswani et al. 2017, (1). */
export const scaledDotProduct: Recognizer = (graph, root) => {
  const call = composite(graph, root) ?? unreadCall(graph, root);
  if (call !== undefined) return call;
  for (const [weights, value] of factorsOf(graph, root)) {
    const match = weightsAt(graph, weights, !isNamedWeight(graph, value));
    if (match === undefined) continue;
    const book = createRoleBook();
    book.set(root, 'output');
    assignWeights(graph, book, match);
    assignPart(graph, book, value, 'value');
    const known = match.path.product !== undefined;
    const kind: ItemKind = isHeadName(graph, root)
      ? 'attention.head'
      : known
        ? 'attention.scaledDotProduct'
        : 'attention.weightedSum';
    return { kind, root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};

/** `softmax(q kᵀ / √d)` without the values. */
export const weightsAlone: Recognizer = (graph, root) => {
  if (softmaxForm(graph, root) === undefined) return undefined;
  const match = weightsAt(graph, root, false);
  if (match === undefined) return undefined;
  const book = createRoleBook();
  assignWeights(graph, book, match);
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
};

/** `q kᵀ`, scaled and masked or not, where names, or a division by a root of a size, say so. */
export const scoresAlone: Recognizer = (graph, root) => {
  const path = scoresPath(graph, root);
  if (path?.product === undefined || through(graph, root) !== root) return undefined;
  const { product } = path;
  if (isNamedWeight(graph, product.right) || isNamedWeight(graph, product.left)) return undefined;
  const factor = scaleFactor(path.factors);
  const rooted = [...(factor?.powers.values() ?? [])].some((p) => p.exponent === -0.5);
  const named = namedAsScores(graph, product) || isDefinedAsScores(graph, root);
  if (!named && !(rooted && product.transposed)) return undefined;
  const book = createRoleBook();
  assignScores(graph, book, path);
  return { kind: 'attention.scores', root, roles: book.roles, boundary: book.boundary };
};

function isDefinedAsScores(graph: Graph, root: ValueId): boolean {
  const v = graph.value(root);
  const transposed = productOf(graph, root)?.transposed ?? true;
  return v.defined === true && graph.meaning(root) === 'scores' && transposed;
}

/** `O = AV`: one letter, known by what stands around it. */
function isMatrixOfWeights(graph: Graph, weights: ValueId, value: ValueId, root: ValueId): boolean {
  const output = graph.meaning(root);
  return (
    /^[APS]$/.test(graph.value(weights).name ?? '') &&
    graph.meaning(value) === 'value' &&
    (output === 'output' || output === 'attention')
  );
}

/** `weights · V`, where the weights are known by name, or are a softmax of something not read. */
export const weightedSum: Recognizer = (graph, root) => {
  for (const [weights, value] of factorsOf(graph, root)) {
    const leaf = through(graph, weights);
    const softmax = softmaxForm(graph, leaf);
    const named =
      graph.meaning(leaf) === 'weights' ||
      graph.meaning(weights) === 'weights' ||
      isMatrixOfWeights(graph, leaf, value, root);
    if (!named && softmax === undefined) continue;
    if (isNamedWeight(graph, value)) continue;
    const book = createRoleBook();
    book.set(root, 'output');
    if (softmax === undefined) book.input(leaf, 'weights');
    else book.set(leaf, 'weights').input(softmax.input, 'logits');
    assignPart(graph, book, value, 'value');
    return { kind: 'attention.weightedSum', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};
