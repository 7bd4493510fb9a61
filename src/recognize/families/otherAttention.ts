import type { ValueId } from '../../program/value.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { summand, through, throughLayout, type Graph } from '../graph.js';
import { productOf } from '../product.js';
import { assignPart, isNamedWeight, projectionAt } from '../projection.js';
import { isScalar } from '../scalars.js';
import { softmaxForm } from '../softmaxForm.js';
import { factorsOf } from './attention.js';

/** `vᵀ tanh(W_q q + W_k k)` or `vᵀ tanh(W [q; k])`: fills the book where `id` is that. */
function additiveScores(graph: Graph, id: ValueId, book: RoleBook): boolean {
  const product = productOf(graph, id);
  const layer = projectionAt(graph, id, true);
  const pairs: [ValueId, ValueId][] = [];
  const { operation, inputs } = graph.value(id);
  const [first, second] = inputs;
  // A row of numbers times a column is written like a plain product in many formulas.
  if (operation.kind === 'mul' && first !== undefined && second !== undefined) {
    pairs.push([first, second], [second, first]);
  }
  if (product !== undefined)
    pairs.push([product.left, product.right], [product.right, product.left]);
  if (layer !== undefined) pairs.push([layer.weight, layer.input]);
  for (const [vector, hidden] of pairs) {
    const h = graph.value(throughLayout(graph, hidden));
    const inner = h.inputs[0];
    if (h.operation.kind !== 'tanh' || inner === undefined) continue;
    const sum = graph.value(throughLayout(graph, inner));
    const [a, b] = sum.inputs;
    if (sum.operation.kind === 'add' && a !== undefined && b !== undefined) {
      const query = projectionAt(graph, throughLayout(graph, a), false);
      const key = projectionAt(graph, throughLayout(graph, b), false);
      if (query === undefined || key === undefined) continue;
      book.set(id, 'scores').set(h.id, 'hidden').set(sum.id, 'preActivation');
      book.input(throughLayout(graph, vector), 'weight');
      assignPart(graph, book, query.root, 'query');
      assignPart(graph, book, key.root, 'key');
      return true;
    }
    const joined = projectionAt(graph, sum.id, false);
    if (joined === undefined || graph.kind(throughLayout(graph, joined.input)) !== 'concat')
      continue;
    book.set(id, 'scores').set(h.id, 'hidden').set(joined.root, 'preActivation');
    book.input(joined.weight, 'weight').input(joined.input, 'input');
    return true;
  }
  return false;
}

function additiveBelow(graph: Graph, id: ValueId, book: RoleBook): boolean {
  const form = softmaxForm(graph, through(graph, id));
  if (form === undefined) return false;
  if (!additiveScores(graph, through(graph, form.input), book)) return false;
  book.set(form.root, 'weights');
  return true;
}

/** Additive attention: its scores, its weights or all of it. Source: Bahdanau et al. 2014. */
export const additive: Recognizer = (graph, root) => {
  const scores = createRoleBook();
  if (additiveScores(graph, root, scores) || additiveBelow(graph, root, scores)) {
    return { kind: 'attention.additive', root, roles: scores.roles, boundary: scores.boundary };
  }
  for (const [weights, value] of factorsOf(graph, root)) {
    const book = createRoleBook();
    if (!additiveBelow(graph, weights, book)) continue;
    book.set(root, 'output');
    assignPart(graph, book, value, 'value');
    return { kind: 'attention.additive', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};

/** The tensor that a feature map `φ(x)`, `elu(x) + 1` is of. */
function mapped(graph: Graph, id: ValueId): ValueId {
  let at = throughLayout(graph, id);
  for (let i = 0; i < 8; i++) {
    const { operation, inputs } = graph.value(at);
    const [a, b] = inputs;
    const map = ['elu', 'relu', 'exp', 'call', 'softmax', 'div', 'sigmoid'].includes(
      operation.kind,
    );
    const plusOne = operation.kind === 'add' && b !== undefined && isScalar(graph, b);
    const onePlus = operation.kind === 'add' && a !== undefined && isScalar(graph, a);
    const next = onePlus ? b : a;
    if (next === undefined || !(map || plusOne || onePlus)) return at;
    at = throughLayout(graph, next);
  }
  return at;
}

const means = (graph: Graph, id: ValueId, key: 'query' | 'key' | 'value'): boolean => {
  const at = mapped(graph, id);
  return graph.meaning(at) === key || graph.meaning(throughLayout(graph, id)) === key;
};

function linearProduct(graph: Graph, id: ValueId): RoleBook | undefined {
  const outer = productOf(graph, id);
  if (outer === undefined) return undefined;
  const book = createRoleBook().set(id, 'output');
  const assign = (query: ValueId, key: ValueId, value: ValueId): RoleBook => {
    assignPart(graph, book, mapped(graph, query), 'query');
    assignPart(graph, book, mapped(graph, key), 'key');
    assignPart(graph, book, mapped(graph, value), 'value');
    return book;
  };
  for (const [query, rest] of [
    [outer.left, outer.right],
    [outer.right, outer.left],
  ] as const) {
    const below = throughLayout(graph, rest);
    const keysFirst = productOf(graph, throughLayout(graph, summand(graph, below) ?? below));
    if (keysFirst === undefined || !means(graph, query, 'query')) continue;
    const sides = [keysFirst.left, keysFirst.right];
    const key = sides.find((s) => means(graph, s, 'key'));
    const value = sides.find((s) => means(graph, s, 'value'));
    if (key !== undefined && value !== undefined) return assign(query, key, value);
  }
  const queriesFirst = productOf(graph, throughLayout(graph, outer.left));
  if (queriesFirst === undefined || !means(graph, outer.right, 'value')) return undefined;
  if (isNamedWeight(graph, outer.right)) return undefined;
  return means(graph, queriesFirst.left, 'query') && means(graph, queriesFirst.right, 'key')
    ? assign(queriesFirst.left, queriesFirst.right, outer.right)
    : undefined;
}

/** `φ(Q) (φ(K)ᵀ V)`, normalised or not. Source: Katharopoulos et al. 2020. */
export const linearAttention: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const normalised = operation.kind === 'div' ? inputs[0] : undefined;
  const book = linearProduct(graph, normalised ?? root);
  if (book === undefined) return undefined;
  if (normalised !== undefined) book.roles.delete(normalised);
  book.roles.set(root, 'output');
  return { kind: 'attention.linear', root, roles: book.roles, boundary: book.boundary };
};
