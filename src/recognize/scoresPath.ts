import type { ValueId } from '../program/value.js';
import { numberAt } from './evidence.js';
import { through, type Graph } from './graph.js';
import { nameParts } from './names.js';
import { productOf, type Product } from './product.js';
import type { Role } from './roles.js';
import { isScalar, monomial, type Monomial } from './scalars.js';
import { withoutMaximum } from './softmaxForm.js';
import { symbolMeaning } from './symbols.js';

/** One operation between the product of queries and keys and the softmax. */
interface ScoreStep {
  readonly id: ValueId;
  readonly role: Extract<Role, 'scaled' | 'masked'> | undefined;
  /** The scale, the mask or the bias. */
  readonly operand: ValueId | undefined;
  readonly operandRole: Role | undefined;
}

/** From the softmax's input (or any value above the product) down to the product. */
export interface ScoresPath {
  readonly top: ValueId;
  /** From the top down. */
  readonly steps: readonly ScoreStep[];
  readonly factors: readonly {
    readonly monomial: Monomial | undefined;
    readonly divides: boolean;
  }[];
  readonly product: Product | undefined;
  /** Where there is no product: the free symbol that stands for the scores. */
  readonly leaf: ValueId | undefined;
}

const paths = new WeakMap<Graph, Map<ValueId, ScoresPath | undefined>>();
const maxDepth = 200;

const isHuge = (graph: Graph, id: ValueId): boolean => (numberAt(graph, id) ?? 0) <= -1e3;

/** `a(q, k_i)`: a function of a query and a key that the text does not write out. */
function comparesByName(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [query, key, more] = inputs;
  if (operation.kind !== 'call' || query === undefined || key === undefined) return false;
  const known = /^(a|e|f|s|score|align|sim)$/.test(nameParts(operation.callee).base);
  return (
    known && more === undefined && meansAt(graph, query, 'query') && meansAt(graph, key, 'key')
  );
}

const meansAt = (graph: Graph, id: ValueId, part: 'query' | 'key'): boolean =>
  graph.meaning(through(graph, id)) === part;

function isScoresLeaf(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  if (operation.kind === 'input') return graph.meaning(id) === 'scores';
  if (operation.kind !== 'call') return false;
  const named = operation.callee.length > 1 ? symbolMeaning(operation.callee)?.key : undefined;
  return graph.meaning(id) === 'scores' || named === 'scores' || comparesByName(graph, id);
}

/** A mask added to scores, or a bias such as relative positions. */
const addedRole = (graph: Graph, id: ValueId): Role =>
  graph.meaning(id) === 'bias' ? 'bias' : 'mask';

/** `q^C \cdot k^C + q^R \cdot k^R`: scores of another part of queries and keys. */
function areOtherScores(graph: Graph, id: ValueId): boolean {
  const product = productOf(graph, id);
  if (product === undefined) return false;
  const { left, right } = product;
  const are = (query: ValueId, key: ValueId): boolean =>
    meansAt(graph, query, 'query') && meansAt(graph, key, 'key');
  return are(left, right) || are(right, left);
}

interface Move {
  readonly next: ValueId;
  readonly step?: ScoreStep;
  readonly factor?: { readonly monomial: Monomial | undefined; readonly divides: boolean };
}

/** `\sqrt{|D|}`, `\sqrt{d^k}`: a root of one letter, whatever is known of it. */
function isRootOfSize(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [of] = inputs;
  if (operation.kind !== 'sqrt' || of === undefined) return false;
  const { operation: inner, inputs: parts } = graph.value(of);
  const count = inner.kind === 'abs' || (inner.kind === 'call' && inner.callee === '|');
  const [letter] = count ? parts : [of];
  return letter !== undefined && graph.value(letter).inputs.length === 0;
}

/** `x ⊙ m + c · (1 − m)` with a huge negative `c`: x where the mask m keeps it. */
function keptAndHidden(
  graph: Graph,
  a: ValueId,
  b: ValueId,
): readonly [ValueId, ValueId] | undefined {
  const { operation, inputs } = graph.value(b);
  if (graph.kind(a) !== 'mul' || operation.kind !== 'mul') return undefined;
  for (const [c, rest] of [inputs, [...inputs].reverse()]) {
    if (c === undefined || rest === undefined) continue;
    const { operation: left, inputs: parts } = graph.value(rest);
    const [one, hidden] = parts;
    if (left.kind !== 'sub' || one === undefined || hidden === undefined) continue;
    const factors = graph.value(a).inputs;
    const at = factors.findIndex((f) => graph.sameAs(f, hidden));
    const x = factors[1 - at];
    if (at < 0 || x === undefined || factors.length !== 2) continue;
    if (numberAt(graph, one) === 1 && isHuge(graph, c)) return [x, hidden];
  }
  return undefined;
}

/** The ways down from one value; the first that reaches a product is taken. */
function moves(graph: Graph, id: ValueId): Move[] {
  const v = graph.value(id);
  const [a, b, c] = v.inputs;
  if (a === undefined) return [];
  const step = (
    next: ValueId,
    role: ScoreStep['role'],
    operand: ValueId | undefined,
    operandRole: Role | undefined,
  ): Move => ({ next, step: { id, role, operand, operandRole } });
  const stripped = withoutMaximum(graph, id);
  if (stripped !== id) return [{ next: stripped }];
  switch (v.operation.kind) {
    case 'div':
    case 'mul': {
      const divides = v.operation.kind === 'div';
      const scaled = (x: ValueId, by: ValueId): Move[] =>
        isScalar(graph, by) || (divides && isRootOfSize(graph, by))
          ? [scaledBy(graph, id, x, by, divides)]
          : [];
      if (b === undefined) return [];
      const cap = softcap(graph, id);
      if (cap !== undefined) return [cap];
      if (divides) return scaled(a, b);
      const masked = (x: ValueId, by: ValueId): Move[] =>
        graph.meaning(by) === 'mask' ? [step(x, 'masked', by, 'mask')] : [];
      return [...scaled(a, b), ...scaled(b, a), ...masked(a, b), ...masked(b, a)];
    }
    case 'add':
    case 'sub': {
      if (b === undefined) return [];
      const added = (x: ValueId, by: ValueId): Move =>
        areOtherScores(graph, by)
          ? step(x, undefined, by, 'scores')
          : step(x, 'masked', by, addedRole(graph, by));
      if (v.operation.kind === 'sub') return [added(a, b)];
      const kept = keptAndHidden(graph, a, b) ?? keptAndHidden(graph, b, a);
      if (kept !== undefined) return [step(kept[0], 'masked', kept[1], 'mask')];
      return [added(a, b), added(b, a)];
    }
    case 'maskedFill':
      return [step(a, 'masked', b, 'mask')];
    case 'indexPut':
      return [step(a, 'masked', v.inputs[2], 'mask')];
    case 'where': {
      if (b === undefined || c === undefined) return [];
      const ways = [step(b, 'masked', a, 'mask'), step(c, 'masked', a, 'mask')];
      return isHuge(graph, b) ? ways.reverse() : ways;
    }
    case 'call':
      return /mask/i.test(v.operation.callee) ? [step(a, 'masked', b, 'mask')] : [];
    case 'clamp':
    case 'tanh':
    case 'tril':
      return [{ next: a }];
    default: {
      const below = through(graph, id);
      return below === id ? [] : [{ next: below }];
    }
  }
}

/**
 * `c · tanh(x / c)`, `c · tanh(x / (c \\sqrt d))`: a soft cap on scores, not a scale. Source: Gemma 2
 * technical report.
 */
function softcap(graph: Graph, id: ValueId): Move | undefined {
  const { inputs } = graph.value(id);
  for (const [x, by] of [inputs, [...inputs].reverse()]) {
    if (x === undefined || by === undefined || graph.kind(x) !== 'tanh') continue;
    const divided = graph.value(graph.value(x).inputs[0] ?? x);
    const [inner, cap] = divided.inputs;
    if (divided.operation.kind !== 'div' || inner === undefined || cap === undefined) continue;
    if (graph.sameAs(cap, by)) return { next: inner };
    const { operation, inputs: factors } = graph.value(cap);
    const [scale, more] = factors.filter((f) => !graph.sameAs(f, by));
    if (operation.kind !== 'mul' || factors.length !== 2 || scale === undefined) continue;
    if (more === undefined && isScalar(graph, scale))
      return scaledBy(graph, divided.id, inner, scale, true);
  }
  return undefined;
}

/** `x` times, or over, a scale. */
const scaledBy = (
  graph: Graph,
  id: ValueId,
  x: ValueId,
  scale: ValueId,
  divides: boolean,
): Move => ({
  next: x,
  step: { id, role: 'scaled', operand: scale, operandRole: 'scale' },
  factor: { monomial: monomial(graph, scale), divides },
});

function find(graph: Graph, id: ValueId, depth: number): ScoresPath | undefined {
  const product = productOf(graph, id);
  if (product !== undefined) return { top: id, steps: [], factors: [], product, leaf: undefined };
  if (isScoresLeaf(graph, id)) {
    return { top: id, steps: [], factors: [], product: undefined, leaf: id };
  }
  if (depth >= maxDepth) return undefined;
  for (const move of moves(graph, id)) {
    const below = scoresPath(graph, move.next, depth + 1);
    if (below === undefined) continue;
    return {
      ...below,
      top: id,
      steps: move.step === undefined ? below.steps : [move.step, ...below.steps],
      factors: move.factor === undefined ? below.factors : [move.factor, ...below.factors],
    };
  }
  return undefined;
}

/** Finds the product of queries and keys below `id`, through scale, mask, bias, soft cap and layout. */
export function scoresPath(graph: Graph, id: ValueId, depth = 0): ScoresPath | undefined {
  const memo = paths.get(graph) ?? new Map<ValueId, ScoresPath | undefined>();
  paths.set(graph, memo);
  if (!memo.has(id)) {
    memo.set(id, undefined);
    memo.set(id, find(graph, id, depth));
  }
  return memo.get(id);
}
