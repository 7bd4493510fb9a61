import type { Value, ValueId } from '../program/value.js';
import type { Operation } from '../program/operation.js';
import { onceEach } from '../program/remember.js';
import { isLeaf } from './evidence.js';
import { perValue, summand, throughLayout, type Graph, withoutIndices } from './graph.js';
import { isScalar } from './scalars.js';

/** A product taken apart into the tensors that it multiplies. */
export interface Chain {
  /** What is multiplied, below layout, in order; scalars that are computed are left out. */
  readonly factors: readonly ValueId[];
  /** True where something is summed: a matrix product, a contraction, a sum over an axis. */
  readonly contracts: boolean;
}

const maxFactors = 32;

function below(graph: Graph, id: ValueId): { next: readonly ValueId[]; contracts: boolean } {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined) return { next: [], contracts: false };
  const summed = summand(graph, id);
  if (summed !== undefined) return { next: [summed], contracts: true };
  switch (operation.kind) {
    case 'matmul':
    case 'einsum':
      return { next: inputs, contracts: true };
    case 'linear':
      return b === undefined || inputs.length > 2
        ? { next: [], contracts: false }
        : { next: [a, b], contracts: true };
    case 'mul':
      return { next: inputs, contracts: false };
    case 'neg':
    case 'tril':
    case 'triu':
      return { next: [a], contracts: false };
    case 'div':
      return { next: b !== undefined && isScalar(graph, b) ? [a] : [], contracts: false };
    default:
      return { next: [], contracts: false };
  }
}

/** A triangle of ones: the bound of `\sum_{j \le i}`. */
function isBound(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const triangle = operation.kind === 'tril' || operation.kind === 'triu';
  return triangle && inputs[0] !== undefined && graph.kind(inputs[0]) === 'ones';
}

/** The factors of a product (at most about 32), products inside, sums over axes and scalings looked through. */
export const chainOf = perValue((graph, root): Chain => {
  const factors: ValueId[] = [];
  let contracts = false;
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (stack.length + factors.length > maxFactors) break;
    const at = throughLayout(graph, id);
    const inside = below(graph, at);
    contracts ||= inside.contracts;
    if (isBound(graph, at)) continue;
    if (inside.next.length === 0) factors.push(at);
    else stack.push(...[...inside.next].reverse());
  }
  return { factors, contracts };
});

/** What a sum adds and subtracts, sums inside taken apart; the value itself where it is no sum. */
export function termsOf(graph: Graph, root: ValueId): ValueId[] {
  const terms: ValueId[] = [];
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const { operation, inputs } = graph.value(throughLayout(graph, id));
    const adds = operation.kind === 'add' || operation.kind === 'sub';
    if (adds && terms.length + stack.length < maxFactors) stack.push(...[...inputs].reverse());
    else terms.push(id);
  }
  return terms;
}

/**
 * For each value, whether it is a product or a sum of more parts than anything of the field has. Each
 * product of n factors has n products in it, and whoever matches them would look through all of their
 * factors again.
 */
export const isLong = onceEach((graph: Graph): readonly boolean[] => {
  const factors: number[] = [];
  const terms: number[] = [];
  for (const { operation, inputs } of graph.values) {
    const { kind } = operation;
    const [a = -1] = inputs;
    const total = (counts: readonly number[]): number =>
      inputs.reduce((sum, i) => sum + (counts[i] ?? 1), 0);
    const multiplies = kind === 'mul' || kind === 'matmul' || kind === 'einsum';
    const adds = kind === 'add' || kind === 'sub';
    const passes = kind === 'div' || kind === 'neg';
    factors.push(multiplies ? total(factors) : passes ? (factors[a] ?? 1) : 1);
    terms.push(adds ? total(terms) : passes ? (terms[a] ?? 1) : 1);
  }
  return factors.map((n, id) => n > maxFactors || (terms[id] ?? 1) > maxFactors);
});

/** An operation as text, the letters of a contraction in the order that they appear in. */
function written(operation: Operation): string {
  if (operation.kind !== 'einsum') return JSON.stringify(operation);
  const letters = new Map<string, number>();
  return operation.equation.replace(/[A-Za-z]/g, (letter) => {
    if (!letters.has(letter)) letters.set(letter, letters.size);
    return `${String(letters.get(letter))}.`;
  });
}

/** `n` of `f(k, n)`: a letter that only says which one. */
const isPlace = (graph: Graph, id: ValueId): boolean =>
  isLeaf(graph, id) && /^[ijlmnst]'*$/.test(graph.value(id).name ?? '');

/** `l_t^j` beside `l_t^i`, which an earlier row works out. */
function isElementOf(graph: Graph, leaf: ValueId, worked: ValueId): boolean {
  const [name, other] = [graph.value(leaf).name, graph.value(worked).name];
  if (graph.kind(leaf) !== 'input' || name === undefined || other === undefined) return false;
  return !isLeaf(graph, worked) && name !== other && withoutIndices(name) === withoutIndices(other);
}

/** The same expression of the same inputs, letters of indices apart, calls included. */
export function sameExpression(graph: Graph, a: ValueId, b: ValueId, depth = 6): boolean {
  const [x, y] = [throughLayout(graph, a), throughLayout(graph, b)];
  if (graph.sameAs(x, y) || graph.alike(x, y)) return true;
  if (isPlace(graph, x) && isPlace(graph, y)) return true;
  if (isElementOf(graph, x, y) || isElementOf(graph, y, x)) return true;
  const [p, q] = [graph.value(x), graph.value(y)];
  if (depth === 0 || p.inputs.length !== q.inputs.length || p.inputs.length === 0) return false;
  if (written(p.operation) !== written(q.operation)) return false;
  const same = p.inputs.every((input, i) =>
    sameExpression(graph, input, q.inputs[i] ?? input, depth - 1),
  );
  return same || isMirrored(graph, p, q, depth);
}

/** `k_j^\top q_i` for all j and i, and the same table turned: `q_i^\top k_l`. */
function isMirrored(graph: Graph, p: Value, q: Value, depth: number): boolean {
  if (p.operation.kind !== 'matmul') return false;
  const [[a, b], [c, d]] = [p.inputs, q.inputs];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  const turned = [a, b, c, d].some((id) => graph.kind(id) === 'transpose');
  return turned && sameExpression(graph, a, d, depth - 1) && sameExpression(graph, b, c, depth - 1);
}
