import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Recognizer } from '../found.js';
import { cone, dependsOn, throughLayout, type Graph } from '../graph.js';
import { projectionAt, weightKey } from '../projection.js';
import type { Role } from '../roles.js';
import { monomial } from '../scalars.js';
import { softmaxForm } from '../softmaxForm.js';

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

/** `sublayer(x) + x`, before or after a norm. Source: He et al. 2015. */
export const residual: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  for (const [branch, x] of [
    [a, b],
    [b, a],
  ] as const) {
    const below = throughLayout(graph, x);
    if (graph.sameAs(branch, below) || !dependsOn(graph, branch, below)) continue;
    const reach = cone(graph, branch, new Set([below]));
    if (!reach.some((id) => substantial.has(graph.kind(id)))) continue;
    if (graph.rank(below) === 0) continue;
    const book = createRoleBook();
    book.input(x, 'input').set(branch, 'residual').set(root, 'output');
    return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};

const partOf: Readonly<Record<string, readonly [Role, Role]>> = {
  queryWeight: ['query', 'queryWeight'],
  keyWeight: ['key', 'keyWeight'],
  valueWeight: ['value', 'valueWeight'],
  outputWeight: ['output', 'outputWeight'],
};

/** `x W (+ b)` alone. */
export const projection: Recognizer = (graph, root) => {
  const found = projectionAt(graph, root, false);
  if (found === undefined) return undefined;
  const key = weightKey(graph, found.weight) ?? '';
  const defined = graph.meaning(root);
  const byName: Role | undefined =
    defined === 'query' || defined === 'key' || defined === 'value' ? defined : undefined;
  const [role, weightRole] = partOf[key] ?? [byName ?? 'projection', 'weight'];
  const book = createRoleBook();
  book.set(root, role).input(found.weight, weightRole).input(found.bias, 'bias');
  book.input(found.input, 'input');
  return { kind: 'projection', root, roles: book.roles, boundary: book.boundary };
};

/** A softmax of anything. */
export const softmax: Recognizer = (graph, root) => {
  const found = softmaxForm(graph, root);
  const { operation, inputs } = graph.value(root);
  const input = operation.kind === 'logSoftmax' ? inputs[0] : found?.input;
  if (input === undefined) return undefined;
  const book = createRoleBook();
  book.input(input, 'logits').set(root, 'output');
  return { kind: 'softmax', root, roles: book.roles, boundary: book.boundary };
};

const constants = new Set([
  'ones',
  'zeros',
  'full',
  'tensor',
  'arange',
  'eye',
  'dimension',
  'cast',
  'logical',
]);

/** True where a value is built from constants and comparisons alone. */
function isConstant(graph: Graph, root: ValueId): boolean {
  const extra = [
    'compare',
    'tril',
    'triu',
    'reshape',
    'index',
    'where',
    'maskedFill',
    'sub',
    'mul',
    'transpose',
    'expand',
  ];
  return cone(graph, root, new Set()).every(
    (id) => constants.has(graph.kind(id)) || extra.includes(graph.kind(id)),
  );
}

/** A mask: a triangle of ones, a comparison with the padding token, a fill of constants. */
export const mask: Recognizer = (graph, root) => {
  if (!isMask(graph, root)) return undefined;
  return { kind: 'mask', root, roles: createRoleBook().set(root, 'mask').roles };
};

function isMask(graph: Graph, root: ValueId): boolean {
  const kind = graph.kind(root);
  if (kind === 'tril' || kind === 'triu') return true;
  if (kind === 'maskedFill' || kind === 'where') return isConstant(graph, root);
  if (graph.meaning(root) !== 'mask' || graph.value(root).inputs.length === 0) return false;
  const { operation } = graph.value(root);
  if (operation.kind === 'call') return operation.callee === 'cases';
  if (kind === 'compare') return (graph.rank(root) ?? 0) > 0;
  const triangular = cone(graph, root, new Set()).some((id) =>
    ['tril', 'triu', 'compare'].includes(graph.kind(id)),
  );
  return triangular || isConstant(graph, root);
}

/** `sin` or `cos` of a position over a power of 10,000. Source: Vaswani et al. 2017, section 3.5. */
export const positionalEncoding: Recognizer = (graph, root) => {
  const kind = graph.kind(root);
  const named = graph.meaning(root) === 'positionalEncoding' && graph.value(root).inputs.length > 0;
  const wave = kind === 'sin' || kind === 'cos';
  if (!wave && !named) return undefined;
  const reach = cone(graph, root, new Set());
  const base = reach.some((id) => {
    const m = graph.kind(id) === 'tensor' ? monomial(graph, id) : undefined;
    return m?.coefficient === 10_000 || Math.abs(m?.coefficient ?? 0) === Math.log(10_000);
  });
  const waves = named && reach.some((id) => graph.kind(id) === 'sin' || graph.kind(id) === 'cos');
  if (!base && !waves) return undefined;
  const book = createRoleBook();
  book.set(root, 'output');
  return { kind: 'positionalEncoding', root, roles: book.roles };
};

/** A loss by the operation, or `-\sum y \log p`. */
export const loss: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const book = createRoleBook();
  if (operation.kind === 'loss') {
    book.input(inputs[0], 'logits').input(inputs[1], 'input').set(root, 'output');
    return { kind: 'loss', root, roles: book.roles, boundary: book.boundary };
  }
  const named = graph.meaning(root) === 'loss';
  const negated = ['neg', 'sub', 'mul'].includes(operation.kind) && isUnused(graph, root);
  if (!named && !negated) return undefined;
  const reach = cone(graph, root, new Set()).map((id) => graph.kind(id));
  const logarithm = reach.some((k) => k === 'log' || k === 'logSoftmax');
  const reduced = named || reach.some((k) => k === 'sum' || k === 'mean' || k === 'einsum');
  const squared = named && reach.includes('pow') && inputs.length > 0;
  if (!(logarithm && reduced) && !squared) return undefined;
  return { kind: 'loss', root, roles: book.set(root, 'output').roles };
};

const isUnused = (graph: Graph, id: ValueId): boolean => graph.users(id).length === 0;
