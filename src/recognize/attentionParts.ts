import type { Value, ValueId } from '../program/value.js';
import type { RoleBook } from './found.js';
import { cone, pickedFrom, through, type Graph } from './graph.js';
import { nameParts } from './names.js';
import type { Product } from './product.js';
import {
  assignPart,
  foldedScales,
  isNamedWeight,
  isOfWeights,
  isSource,
  weightKey,
} from './projection.js';
import { isScalar, monomial } from './scalars.js';
import { scoresPath, type ScoresPath } from './scoresPath.js';
import { softmaxForm, type SoftmaxForm } from './softmaxForm.js';

/** A softmax over scores, below dropout and masks put on the weights. */
export interface WeightsMatch {
  /** What multiplies the values: the softmax, or what dropout or a late mask made of it. */
  readonly top: ValueId;
  readonly softmax: SoftmaxForm;
  readonly path: ScoresPath;
  /** A mask multiplied onto the weights after the softmax. */
  readonly lateMask: ValueId | undefined;
}

/** `\mathbb{E}[q_l^2]`: statistics of queries are no queries. */
function isMoment({ operation }: Value): boolean {
  if (operation.kind === 'call') {
    return /^(E|V|Var|Cov|Std|Pr|P)$/i.test(nameParts(operation.callee).base);
  }
  return operation.kind === 'pow' || operation.kind === 'var' || operation.kind === 'mean';
}

/** Whether names say that what stands at `id`, or what it is computed from, is a query or a key. */
export function isSide(graph: Graph, id: ValueId, part: 'query' | 'key'): boolean {
  let at = through(graph, id);
  for (let i = 0; i < 8; i++) {
    const key = graph.meaning(at);
    if (key === part) return true;
    const v = graph.value(at);
    if (isMoment(v)) return false;
    const weight = v.inputs[1];
    if (v.operation.kind === 'matmul' || v.operation.kind === 'linear') {
      if (weight !== undefined && weightKey(graph, weight) === `${part}Weight`) return true;
      // `R_m q_m`: turned by its position.
      if (weight !== undefined && graph.meaning(through(graph, weight)) === part) return true;
      const [first] = v.inputs;
      if (first !== undefined && weightKey(graph, first) === `${part}Weight`) return true;
    }
    const [first, second] = v.inputs;
    // `\frac{1}{\sqrt d} W_q x`: below its scale.
    const scaled = v.operation.kind === 'mul' && first !== undefined && isScalar(graph, first);
    const next = scaled ? (second ?? first) : first;
    if (next === undefined) return false;
    at = next;
  }
  return false;
}

/** Whether the names say that the sides are a query and a key. */
export const namedAsScores = (graph: Graph, { left, right }: Product): boolean =>
  (isSide(graph, left, 'query') && isSide(graph, right, 'key')) ||
  (isSide(graph, left, 'key') && isSide(graph, right, 'query'));

/** Whether a product looks like scores without asking for names: `a bᵀ`, or both sides computed. */
function looksLikeScores(graph: Graph, product: Product, isWeighed: boolean): boolean {
  if (isNamedWeight(graph, product.right) || isNamedWeight(graph, product.left)) return false;
  if (namedAsScores(graph, product) || product.transposed) return true;
  return isWeighed || !isSource(graph, product.right);
}

const isSwapped = (graph: Graph, { left, right }: Product): boolean =>
  graph.meaning(left) === 'key' && graph.meaning(right) === 'query';

/** `q·k` with the sides in their places: a key on the left is swapped with the query. */
export const sides = (graph: Graph, product: Product): { query: ValueId; key: ValueId } =>
  isSwapped(graph, product)
    ? { query: product.right, key: product.left }
    : { query: product.left, key: product.right };

/** The axis of the scores that the keys are along, negative from the end. */
export function keyAxis(graph: Graph, product: Product): number {
  if (!isSwapped(graph, product)) return product.rightAxis;
  return product.rightAxis === -1 ? -2 : -1;
}

/** `\lambda \, softmax(…)`: what differential attention takes away. Source: Ye et al. 2024. */
function isSoftmaxTimes(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (softmaxForm(graph, id) !== undefined) return true;
  if (operation.kind !== 'mul' || a === undefined || b === undefined) return false;
  return softmaxForm(graph, a) !== undefined || softmaxForm(graph, b) !== undefined;
}

/**
 * Attention weights at `id`. `isWeighed` says that they multiply something, which makes a softmax
 * of any product of two tensors attention.
 */
export function weightsAt(graph: Graph, id: ValueId, isWeighed: boolean): WeightsMatch | undefined {
  let at = id;
  let lateMask: ValueId | undefined;
  for (let i = 0; i < 32; i++) {
    const softmax = softmaxForm(graph, at);
    if (softmax !== undefined) {
      const path = scoresPath(graph, softmax.input);
      if (path === undefined) return undefined;
      const { product } = path;
      const fits = product === undefined || looksLikeScores(graph, product, isWeighed);
      return fits ? { top: id, softmax, path, lateMask } : undefined;
    }
    const { operation, inputs } = graph.value(at);
    const [a, b] = inputs;
    if (a === undefined) return undefined;
    const below = through(graph, at);
    if (below !== at) at = below;
    else if (pickedFrom(graph, at) !== undefined) at = a;
    else if (operation.kind === 'tril' && softmaxForm(graph, a) !== undefined) at = a;
    // `softmax(QKᵀ)/√d V`: divided too late, and attention all the same.
    else if (isWeighed && operation.kind === 'div' && b !== undefined && isScalar(graph, b)) at = a;
    else if ((operation.kind === 'mul' || operation.kind === 'maskedFill') && b !== undefined) {
      const first = graph.meaning(a) === 'mask' ? b : a;
      lateMask ??= first === a ? b : a;
      at = first;
    } else if (operation.kind === 'where') {
      lateMask ??= a;
      at = b ?? a;
    } else if (operation.kind === 'sub' && b !== undefined && isSoftmaxTimes(graph, b)) {
      at = a;
    } else return undefined;
  }
  return undefined;
}

/** Roles of the scores, their scale and their masks, and of the query and key below. */
export function assignScores(graph: Graph, book: RoleBook, path: ScoresPath): void {
  for (const step of path.steps) {
    if (step.role !== undefined) book.set(step.id, step.role);
    if (step.operand !== undefined && step.operandRole !== undefined) {
      book.set(step.operand, step.operandRole);
    }
    if (step.operandRole === 'mask' && step.operand !== undefined) {
      for (const id of cone(graph, step.operand, new Set())) {
        if (graph.meaning(id) === 'mask') book.set(id, 'mask');
      }
    }
  }
  if (path.leaf !== undefined) book.input(path.leaf, 'scores');
  const { product } = path;
  if (product === undefined) return;
  const { query, key } = sides(graph, product);
  const [folded] = foldedScales(graph, product);
  if (folded !== undefined) book.set(folded.scalar, 'scale');
  book.set(product.root, 'scores');
  if (key === product.right) book.set(product.transposedValue, 'keyTransposed');
  assignPart(graph, book, query, 'query');
  assignPart(graph, book, key, 'key');
}

export function assignWeights(graph: Graph, book: RoleBook, match: WeightsMatch): void {
  book.set(match.softmax.root, 'weights');
  if (match.top !== match.softmax.root && graph.value(match.top).name !== undefined) {
    book.set(match.top, 'weights');
  }
  book.set(match.lateMask, 'mask');
  assignScores(graph, book, match.path);
}

/** Every factor between `q·k` and the softmax, those folded into query or key included. */
export function allFactors(graph: Graph, path: ScoresPath): ScoresPath['factors'] {
  const { product } = path;
  const folded = product === undefined ? [] : foldedScales(graph, product);
  return [
    ...path.factors,
    ...folded.map(({ scalar, divides }) => ({ monomial: monomial(graph, scalar), divides })),
  ];
}

/** `W_Q W_K^\top` of weights alone; `d_{model} = M H`, `\mathrm{Var}(y) = …`: a size or a moment by its name. */
export function isSizeOrMoment(graph: Graph, root: ValueId): boolean {
  const { name, defined } = graph.value(root);
  const { base, marks } = nameParts(name ?? '');
  const size = /^[dD]$/.test(base) && marks.some((m) => /^(model|in|out|ff|head|emb\w*)$/.test(m));
  if (isOfWeights(graph, root)) return true;
  // `E(q k) = E(q) E(k)`: of means alone.
  const ofMeans = /^[ED]$/.test(base) && graph.setting.formula && graph.kinds.has('mean');
  return defined === true && (size || ofMeans || /^(Var|Cov|Corr|Std)$/.test(base));
}
