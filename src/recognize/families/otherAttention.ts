import type { ValueId } from '../../program/value.js';
import { termsOf } from '../chain.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { through, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { productOf } from '../product.js';
import { assignPart, projectionAt, weightKey } from '../projection.js';
import { softmaxForm } from '../softmaxForm.js';
import { factorsOf } from './factors.js';

/** `U q`: a layer whose weight only its place, below tanh, tells. */
function layerAt(graph: Graph, id: ValueId): { readonly root: ValueId } | undefined {
  const known = projectionAt(graph, id, false);
  if (known !== undefined) return known;
  const { operation, inputs } = graph.value(id);
  const names = inputs.map((i) => nameParts(graph.value(throughLayout(graph, i)).name ?? '').base);
  return operation.kind === 'matmul' && names.some((n) => /^[A-Z]$/.test(n))
    ? { root: id }
    : undefined;
}

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
    if (weightKey(graph, vector) === 'outputWeight') continue;
    const h = graph.value(throughLayout(graph, hidden));
    const inner = h.inputs[0];
    if (h.operation.kind !== 'tanh' || inner === undefined) continue;
    const sum = graph.value(throughLayout(graph, inner));
    if (sum.operation.kind === 'add') {
      const terms = termsOf(graph, sum.id).map((t) => throughLayout(graph, t));
      const [query, key, more] = terms.flatMap((t) => layerAt(graph, t) ?? []);
      if (query === undefined || key === undefined || more !== undefined) continue;
      for (const t of terms) if (t !== query.root && t !== key.root) book.input(t, 'bias');
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
  if (!graph.kinds.has('tanh')) return undefined;
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
