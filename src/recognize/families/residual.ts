import type { ValueId } from '../../program/value.js';
import { isAbout, isEquation, isLeaf } from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { cone, dependsOn, throughLayout, type Graph } from '../graph.js';
import { isScalar } from '../scalars.js';
import { symbolMeaning, type SymbolKey } from '../symbols.js';

const substantial = new Set([
  'matmul',
  'linear',
  'einsum',
  'call',
  'layerNorm',
  'rmsNorm',
  'batchNorm',
  'scaledDotProductAttention',
  'multiHeadAttention',
  'relu',
  'gelu',
]);

/** What a weight of the connection scales: `\alpha x_l`. */
function unscaled(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (!graph.setting.formula || operation.kind !== 'mul' || a === undefined || b === undefined) {
    return id;
  }
  if (isScalar(graph, a) || graph.meaning(a) === 'weights') return b;
  return isScalar(graph, b) ? a : id;
}

const norms = new Set(['layerNorm', 'rmsNorm', 'batchNorm']);
const subLayers = new Set<SymbolKey>(['attention', 'multiHead', 'feedForward', 'sublayer']);

/** A sub-layer's result by its name alone: `A` is not, `\text{Attn}` or `\text{FFN}` is. */
const isSubLayer = (graph: Graph, id: ValueId): boolean => {
  const at = throughLayout(graph, id);
  const { operation } = graph.value(at);
  if (operation.kind === 'multiHeadAttention' || operation.kind === 'scaledDotProductAttention') {
    return true;
  }
  const key = operation.kind === 'call' ? symbolMeaning(operation.callee)?.key : graph.meaning(at);
  return key !== undefined && subLayers.has(key);
};

/** `X + A` where the text is about residual connections or what is added is named as a sub-layer. */
function plainSum(graph: Graph, root: ValueId, certain: boolean): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  if (!graph.setting.formula || graph.rank(a) === 0 || graph.rank(b) === 0) return undefined;
  const [x, branch] = isSubLayer(graph, a) ? [b, a] : [a, b];
  if (!isLeaf(graph, x) || graph.meaning(x) === 'bias') return undefined;
  const leaves = isLeaf(graph, branch) && graph.meaning(branch) !== 'bias' && certain;
  if (!isSubLayer(graph, branch) && !leaves) return undefined;
  const book = createRoleBook().input(x, 'input').set(branch, 'residual').set(root, 'output');
  return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
}

/** `sublayer(x) + x`, with the norm inside or none. Source: He et al. 2015. */
export const residual: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  for (const [branch, x] of [
    [a, b],
    [b, a],
  ] as const) {
    const below = throughLayout(graph, unscaled(graph, x));
    if (graph.sameAs(branch, below) || !dependsOn(graph, branch, below)) continue;
    const reach = cone(graph, branch, new Set([below]));
    if (!reach.some((id) => substantial.has(graph.kind(id)))) continue;
    if (graph.rank(below) === 0) continue;
    const book = createRoleBook();
    book.input(x, 'input').set(branch, 'residual').set(root, 'output');
    return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
  }
  return plainSum(graph, root, isEquation(graph, root) && isAbout(graph, 'residual'));
};

/** `LayerNorm(x + Sublayer(x))`: a residual connection with the norm after it. */
export const postNorm: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [x] = inputs;
  if (!graph.setting.formula || !norms.has(operation.kind) || x === undefined) return undefined;
  const sum = throughLayout(graph, x);
  const inner = residual(graph, sum) ?? plainSum(graph, sum, true);
  if (inner === undefined) return undefined;
  const roles = new Map(inner.roles).set(sum, 'preActivation').set(root, 'output');
  return { ...inner, root, roles };
};
