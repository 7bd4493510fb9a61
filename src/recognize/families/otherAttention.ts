import type { ValueId } from '../../program/value.js';
import { termsOf } from '../chain.js';
import { isAbout, isLeaf, nameBelow } from '../evidence.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { cone, through, throughLayout, type Graph } from '../graph.js';
import { nameParts, placesOn } from '../names.js';
import { productOf } from '../product.js';
import { assignPart, projectionAt, weightKey } from '../projection.js';
import { softmaxForm } from '../softmaxForm.js';
import { factorsOf } from './factors.js';

/** `U q`: a layer whose weight only its place, below tanh, tells. */
function layerAt(graph: Graph, id: ValueId): { readonly root: ValueId } | undefined {
  const known = projectionAt(graph, id, false);
  if (known !== undefined) return known;
  const { operation, inputs } = graph.value(id);
  const names = inputs.map((i) => nameBelow(graph, i).base);
  return operation.kind === 'matmul' && names.some((n) => /^[A-Z]$/.test(n))
    ? { root: id }
    : undefined;
}

/**
 * `e_i = u^\top \tanh(W h_i + b)` in a text about attention: scores that no query asks for. Sources:
 * Yang et al. 2016 (hierarchical attention); Lin et al. 2017.
 */
function weighs(graph: Graph, id: ValueId, vector: ValueId): boolean {
  const { name, defined } = graph.value(id);
  const { base } = nameBelow(graph, vector);
  const score =
    defined === true &&
    (graph.meaning(id) === 'scores' || /^[aesu]$/.test(nameParts(name ?? '').base));
  const inSoftmax = graph.users(id).some((u) => /^(softmax|exp|transpose)$/.test(graph.kind(u)));
  return (score || inSoftmax) && /^[a-zWP]$/.test(base) && isAbout(graph, 'attention');
}

/** `v^\top \tanh(W h_i + U s_t + w c_i)`: a vector of weights before more than two that are compared. */
const comparesMore = (graph: Graph, id: ValueId, vector: ValueId): boolean =>
  graph.setting.formula &&
  /^[a-z]$/.test(nameBelow(graph, vector).base) &&
  weighs(graph, id, vector);

/** `y_t = W_{hy} \tanh(W_{hh} h + W_{xh} x) + b`: a network's output, whose weight is a matrix. */
function isRecurrent(graph: Graph, id: ValueId, vector: ValueId): boolean {
  const { name, defined } = graph.value(id);
  const { base, marks } = nameBelow(graph, vector);
  if (!graph.setting.formula || defined !== true) return false;
  const own = nameParts(name ?? '');
  const state = /^[yohzx]$/.test(own.base) && placesOn(own).length < 2;
  // `h_t = o_t \tanh(W x_t + U h_{t-1})`: from its own last state.
  const before = (i: ValueId): boolean => isLeaf(graph, i) && nameBelow(graph, i).base === own.base;
  if (state && cone(graph, id, new Set()).some((i) => before(i))) return true;
  if (!/^[WUV]$/.test(base)) return false;
  return state && !marks.some((m) => /^(a|att\w*|s)$/.test(m));
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
    if (isRecurrent(graph, id, vector)) continue;
    if (sum.operation.kind === 'add') {
      const terms = termsOf(graph, sum.id).map((t) => throughLayout(graph, t));
      const [query, key, ...more] = terms.flatMap((t) => layerAt(graph, t) ?? []);
      if (query === undefined || (more.length > 0 && !comparesMore(graph, id, vector))) continue;
      if (key === undefined) {
        if (!weighs(graph, id, vector)) continue;
        book.set(id, 'scores').set(h.id, 'hidden').set(sum.id, 'preActivation');
        book.input(throughLayout(graph, vector), 'weight');
        assignPart(graph, book, query.root, 'key');
        return true;
      }
      const layers = new Set([query, key, ...more].map((l) => l.root));
      for (const t of terms) if (!layers.has(t)) book.input(t, 'bias');
      for (const { root } of more) book.input(root, 'input');
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

/** `\alpha_{ij} = \text{softmax}(e_{ij})`: of scores that another formula writes out. */
function areGiven(graph: Graph, root: ValueId): boolean {
  const form = softmaxForm(graph, through(graph, root));
  const scores = form === undefined ? undefined : graph.value(through(graph, form.input));
  return graph.setting.formula && scores?.name !== undefined;
}

/** False where the hidden layer is that of another row or formula: this one is another step. */
function isWritten(graph: Graph, root: ValueId, { roles }: RoleBook): boolean {
  if (!graph.setting.formula) return true;
  const hidden = [...roles].find(([, role]) => role === 'hidden')?.[0] ?? root;
  const [inner, whole] = [graph.value(hidden).span, graph.value(root).span];
  return whole.start <= inner.start && inner.end <= whole.end;
}

/** Additive attention: its scores, its weights or all of it. Source: Bahdanau et al. 2014. */
export const additive: Recognizer = (graph, root) => {
  if (!graph.kinds.has('tanh')) return undefined;
  const scores = createRoleBook();
  const found = additiveScores(graph, root, scores);
  if (found || additiveBelow(graph, root, scores)) {
    const given = !found && areGiven(graph, root);
    if (!found && !given && !isWritten(graph, root, scores)) return undefined;
    const kind = given ? 'attention.weights' : 'attention.additive';
    return { kind, root, roles: scores.roles, boundary: scores.boundary };
  }
  for (const [weights, value] of factorsOf(graph, root)) {
    const book = createRoleBook();
    if (!additiveBelow(graph, weights, book) || !isWritten(graph, root, book)) continue;
    book.set(root, 'output');
    assignPart(graph, book, value, 'value');
    return { kind: 'attention.additive', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};
