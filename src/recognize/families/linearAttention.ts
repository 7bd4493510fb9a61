import { equalDims } from '../../program/dims.js';
import type { ValueId } from '../../program/value.js';
import { chainOf, sameExpression, termsOf } from '../chain.js';
import { withoutConstant } from '../denominator.js';
import { mapped } from '../featureMap.js';
import { isAbout, isLeaf, nameBelow, productFactors } from '../evidence.js';
import { createRoleBook, type Recognizer, type RoleBook } from '../found.js';
import { cone, holdsBelow, perValue, summand, throughLayout, type Graph } from '../graph.js';
import { meant, meantBelow } from '../meantBelow.js';
import { nameParts } from '../names.js';
import { assignPart, isNamedWeight } from '../projection.js';
import type { SymbolKey } from '../symbols.js';
import { factorsOf } from './factors.js';
import { featureMapItself, keySum } from './mappedAlone.js';

type Part = 'query' | 'key' | 'value';

/** Queries, keys and values among the factors of a product, with their feature maps. */
interface Parts {
  readonly query: ValueId | undefined;
  readonly key: ValueId | undefined;
  readonly value: ValueId | undefined;
  readonly queryMapped: boolean;
  readonly keyMapped: boolean;
  /** True where `1` of `Q (K^\top 1)` sums the keys that are compared. */
  readonly sums: boolean;
}

/** The two vectors of an outer product that is not computed. */
function outerOf(graph: Graph, id: ValueId): readonly ValueId[] {
  const { operation, inputs } = graph.value(id);
  const outer = operation.kind === 'call' && operation.callee === '\\otimes';
  return outer && inputs.length === 2 ? inputs : [];
}

const outerOr = (graph: Graph, id: ValueId): readonly ValueId[] => {
  const two = outerOf(graph, id);
  return two.length > 0 ? two : [id];
};

/** `K_j + pos_j`: a key and where it stands. */
function meaningOfSum(graph: Graph, id: ValueId): SymbolKey | undefined {
  const [of] = graph.kind(id) === 'add' ? graph.value(id).inputs : [];
  return of === undefined ? undefined : graph.meaning(throughLayout(graph, of));
}

const partsOf = perValue((graph, id): Parts => {
  if ((meantBelow(graph, id) & (meant.query | meant.key | meant.value)) === 0) return none;
  const { factors, contracts } = chainOf(graph, id);
  const found = new Map<Part, ValueId>();
  const isMapped = new Map<Part, boolean>();
  // `v \otimes \phi(k)`: an outer product sums nothing.
  const outer = factors.flatMap((f) => outerOf(graph, f));
  const sources = contracts || outer.length > 0 ? factors.flatMap((f) => outerOr(graph, f)) : [];
  for (const factor of sources) {
    if (isNamedWeight(graph, factor)) continue;
    const map = mapped(graph, factor);
    const part =
      graph.meaning(map.source) ?? graph.meaning(factor) ?? meaningOfSum(graph, map.source);
    if (part !== 'query' && part !== 'key' && part !== 'value') continue;
    if (!found.has(part)) found.set(part, map.source);
    isMapped.set(part, map.isMapped || isMapped.get(part) === true);
  }
  const compared = found.has('query') && found.has('key') && !found.has('value');
  return {
    query: found.get('query'),
    key: found.get('key'),
    value: found.get('value'),
    queryMapped: isMapped.get('query') === true,
    keyMapped: isMapped.get('key') === true,
    sums: compared && (factors.some((f) => isOnes(graph, f)) || sumsByOnes(graph, id)),
  };
});

const isTensorOfOnes = (graph: Graph, id: ValueId): boolean =>
  graph.kind(throughLayout(graph, id)) === 'ones';

/** `\mathbf{1}`, `1_L`: what sums, in a product. */
const isOnes = (graph: Graph, id: ValueId): boolean =>
  isTensorOfOnes(graph, id) || nameBelow(graph, id).base === '1';

/** `K^\top 1_L`: a product with ones sums. */
const sumsByOnes = holdsBelow(
  (graph, id) =>
    graph.kind(id) === 'matmul' && graph.value(id).inputs.some((i) => isTensorOfOnes(graph, i)),
);

/**
 * A product that linear attention is made of: query, key and value without a softmax between; a
 * mapped query and a mapped key; or the state `φ(K)ᵀ V`, alone or added to the one before.
 */
function isLinear({ query, key, value, queryMapped, keyMapped, sums }: Parts): boolean {
  if (query !== undefined && key !== undefined) {
    return value !== undefined || sums || (queryMapped && keyMapped);
  }
  return query === undefined && key !== undefined && value !== undefined && keyMapped;
}

function assign(graph: Graph, book: RoleBook, parts: Parts): RoleBook {
  if (parts.query !== undefined) assignPart(graph, book, parts.query, 'query');
  if (parts.key !== undefined) assignPart(graph, book, parts.key, 'key');
  if (parts.value !== undefined) assignPart(graph, book, parts.value, 'value');
  return book;
}

/** `\mathbb{E}[\phi(q)^\top \phi(k)]`, `\text{diag}(\phi(Q) \phi(K)^\top 1)`: random features' mean, sums on a diagonal. */
function insideMean(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const call = operation.kind === 'call' && /^(?:E|diag)$/.test(nameParts(operation.callee).base);
  return (call || operation.kind === 'mean') && inputs.length === 1 ? (inputs[0] ?? id) : id;
}

const holdsOtherThanNames = holdsBelow((graph, id) => {
  const { operation } = graph.value(id);
  if (operation.kind === 'call') return !/^[QKV]$/.test(operation.callee);
  return operation.kind !== 'input' && operation.kind !== 'matmul';
});

/** `QKV`, `Q (Query) K (Key) V (Value)` that are set equal to nothing: names in a row. */
const isRowOfNames = (graph: Graph, root: ValueId): boolean =>
  graph.setting.formula && graph.value(root).defined !== true && !holdsOtherThanNames(graph, root);

/** `a = -kv`, `a = Kx`: two letters side by side are any numbers where nothing speaks of attention. */
export function isOfNumbers(graph: Graph, root: ValueId): boolean {
  const [below = root] = graph.kind(root) === 'neg' ? graph.value(root).inputs : [root];
  const { operation, inputs } = graph.value(below);
  if (!graph.setting.formula || operation.kind !== 'matmul') return false;
  const letter = (id: ValueId): boolean => /^[a-zA-Z]$/.test(graph.value(id).name ?? '');
  return inputs.every(letter) && !isAbout(graph, 'attention');
}

const isValueLeaf = (graph: Graph, id: ValueId): boolean => graph.meaning(id) === 'value';

/** Products of queries, keys and values, or a sum of such. */
function linearSum(graph: Graph, of: ValueId): RoleBook | undefined {
  if ((meantBelow(graph, of) & meant.key) === 0) return undefined;
  if (isRowOfNames(graph, of)) return undefined;
  const id = insideMean(graph, of);
  const terms = termsOf(graph, id);
  const linear = terms.filter((term) => isLinear(partsOf(graph, term)));
  const [first] = linear;
  // `\phi(Q) \phi(K)^\top V + \text{DWC}(V)`: beside something else of the values.
  const isBeside = (term: ValueId): boolean =>
    graph.kind(term) === 'call' && graph.value(term).inputs.some((i) => isValueLeaf(graph, i));
  if (first === undefined || !terms.every((t) => linear.includes(t) || isBeside(t)))
    return undefined;
  return assign(graph, createRoleBook(), partsOf(graph, first));
}

/** `\phi(Q) (\phi(K)^\top V + \phi(P)^\top V)`: a mapped query of several states. */
function queriedStates(graph: Graph, id: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(id);
  const [query, states] = inputs;
  if (operation.kind !== 'matmul' || query === undefined || states === undefined) return undefined;
  const map = mapped(graph, query);
  if (!map.isMapped || graph.meaning(map.source) !== 'query') return undefined;
  const parts = termsOf(graph, states).map((term) => partsOf(graph, term));
  const [first] = parts.filter(isLinear);
  const known = parts.length > 1 && parts.every((p) => p.value !== undefined);
  if (first === undefined || !known) return undefined;
  return assign(graph, createRoleBook(), { ...first, query: map.source });
}

/** `\sum_j k_j v_jᵀ`: keys times values summed over positions, of the sizes of a key and a value. */
function stateSum(graph: Graph, id: ValueId): RoleBook | undefined {
  const parts = partsOf(graph, id);
  const { query, key, value } = parts;
  if (query !== undefined || key === undefined || value === undefined) return undefined;
  const [of, to] = [graph.shape(key)?.at(-1), graph.shape(value)?.at(-1)];
  const [rows, columns] = (graph.shape(id) ?? []).slice(-2);
  if (of === undefined || to === undefined || rows === undefined || columns === undefined) {
    return undefined;
  }
  const fits = equalDims(rows, of) && equalDims(columns, to) && !equalDims(of, to);
  return fits && graph.value(id).defined === true
    ? assign(graph, createRoleBook(), parts)
    : undefined;
}

/** `S_t = \sum_{j \le t} g(K_j, V_j)`: any function of a key and its value, added up. */
function anyStateSum(graph: Graph, id: ValueId): RoleBook | undefined {
  if (!graph.setting.formula || graph.value(id).defined !== true) return undefined;
  const [, below] = graph.kind(id) === 'matmul' ? chainOf(graph, id).factors : [];
  const [only] = chainOf(graph, id).factors;
  const summed = summand(graph, id) ?? (below === undefined ? only : undefined);
  const { operation, inputs } = graph.value(summed ?? id);
  const [key, value, more] = inputs;
  if (summed === undefined || operation.kind !== 'call' || more !== undefined) return undefined;
  if (key === undefined || value === undefined || !isAbout(graph, 'attention')) return undefined;
  if (graph.meaning(key) !== 'key' || graph.meaning(value) !== 'value') return undefined;
  return createRoleBook().input(key, 'key').input(value, 'value');
}

/** The state before, decayed, gated or partly forgotten: `S_{t-1}`, `γ S_{t-1}`, `G ⊙ S_{t-1}`. */
function stateBefore(graph: Graph, id: ValueId, base: string): boolean {
  return productFactors(graph, id).some((f) => {
    const { operation, name } = graph.value(f);
    return operation.kind === 'input' && name !== undefined && nameParts(name).base === base;
  });
}

/**
 * `\beta k (v - S^\top k)^\top`: a key times what the value has more than what the state holds for it.
 * Source: Schlag et al. 2021, "Linear transformers are secretly fast weight programmers".
 */
function corrects(graph: Graph, id: ValueId, { query }: Parts, base: string): boolean {
  const { factors } = chainOf(graph, id);
  if (query !== undefined || !factors.some((f) => graph.meaning(f) === 'key')) return false;
  return factors.some((f) => {
    const at = throughLayout(graph, f);
    const [value, held] = graph.value(at).inputs;
    if (graph.kind(at) !== 'sub' || value === undefined || held === undefined) return false;
    return graph.meaning(throughLayout(graph, value)) === 'value' && stateBefore(graph, held, base);
  });
}

/** `S_{i-1} + φ(k_i) v_iᵀ`, `z_{i-1} + φ(k_i)`: a state and what one more key adds to it. */
function stateUpdate(graph: Graph, id: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(id);
  const [before, added] = inputs;
  if (operation.kind !== 'add' || before === undefined || added === undefined) return undefined;
  const { base, marks } = nameParts(graph.value(defined === true ? id : before).name ?? '');
  if (!stateBefore(graph, before, base)) return undefined;
  // `W = W + v \otimes \phi(k)` gives the state its own name again.
  if (marks.length === 0 && outerOf(graph, throughLayout(graph, added)).length === 0)
    return undefined;
  const parts = partsOf(graph, added);
  if (corrects(graph, added, parts, base)) return assign(graph, createRoleBook(), parts);
  // `S_{t-1} + \beta_t (v_t - S_{t-1} k_t) k_t^\top` goes by no name and is the next state; no other is.
  if (defined !== true) return undefined;
  const outer = parts.key !== undefined && parts.value !== undefined && parts.query === undefined;
  if (outer) return assign(graph, createRoleBook(), parts);
  if (graph.value(before).operation.kind !== 'input') return undefined;
  const map = mapped(graph, added);
  return map.isMapped && graph.meaning(map.source) === 'key'
    ? createRoleBook().input(map.source, 'key')
    : undefined;
}

/** `o_t = q_t S_t`, `S_tᵀ q_t`: a query of the state, which an earlier row has or its name says. */
function stateRead(graph: Graph, id: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(id);
  if (operation.kind !== 'matmul' || defined !== true) return undefined;
  const parts = inputs.map((i) => throughLayout(graph, i));
  const query = parts.find((p) => graph.meaning(mapped(graph, p).source) === 'query');
  const applied = query !== undefined && graph.kind(query) === 'call';
  const state = parts.find((p) => p !== query);
  if (query === undefined || state === undefined || parts.length > 2) return undefined;
  const known = stateUpdate(graph, state) ?? stateSum(graph, state);
  const { name, operation: made } = graph.value(state);
  const { base, marks } = nameParts(name ?? '');
  const named = made.kind === 'input' && base === 'S' && /^[tni]$/.test(marks.join(' '));
  const target = nameParts(graph.value(id).name ?? '').base;
  // `O_t = \phi(Q_t)^\top S_t`: by capitals, the function says it.
  const output = /^[oyz]$/.test(target) || (applied && /^(?:[OYZ]|att(?:ention|n))$/i.test(target));
  if (known === undefined && !(named && output)) return undefined;
  return (known ?? createRoleBook()).input(mapped(graph, query).source, 'query');
}

/** `φ(q)ᵀ S / φ(q)ᵀ z`: one mapped query over and under the line. */
function queriedState(graph: Graph, over: ValueId, under: ValueId): RoleBook | undefined {
  const queryOf = (id: ValueId): ValueId | undefined =>
    chainOf(graph, id).factors.find((f) => {
      const map = mapped(graph, f);
      return map.isMapped && graph.meaning(map.source) === 'query';
    });
  const [a, b] = [queryOf(over), queryOf(under)];
  if (a === undefined || b === undefined) return overKeySum(graph, over, under);
  if (!sameExpression(graph, a, b)) return undefined;
  return assign(graph, createRoleBook(), { ...none, query: mapped(graph, a).source });
}

/** `Q M / Q z`: the query of a memory over that of the sum of its keys. Source: Munkhdalai et al. 2024. */
function overKeySum(graph: Graph, over: ValueId, under: ValueId): RoleBook | undefined {
  const isLetter = (id: ValueId): boolean => graph.kind(id) === 'input';
  const [above, below] = [over, under].map((id) => chainOf(graph, id).factors);
  if (above?.length !== 2 || below?.length !== 2) return undefined;
  const query = above.find((f) => graph.meaning(f) === 'query');
  const [state, sum] = [above, below].map((all) =>
    all.find((f) => query === undefined || !sameExpression(graph, f, query)),
  );
  if (query === undefined || state === undefined || sum === undefined) return undefined;
  if (!below.some((f) => sameExpression(graph, f, query)) || !isLetter(state)) return undefined;
  const named = /^[zZ]$/.test(nameParts(graph.value(sum).name ?? '').base) && isLetter(sum);
  if (!named || graph.meaning(state) === 'key' || !isAbout(graph, 'attention')) return undefined;
  return createRoleBook().input(query, 'query').input(state, 'input').input(sum, 'input');
}

const none: Parts = {
  query: undefined,
  key: undefined,
  value: undefined,
  queryMapped: false,
  keyMapped: false,
  sums: false,
};

/** `Σ_j s_{ij} v_j / Σ_j s_{ij}`: similarities over their sum, with no exponential. */
function normalisedScores(graph: Graph, over: ValueId, under: ValueId): RoleBook | undefined {
  const sum = summand(graph, throughLayout(graph, under));
  if (sum === undefined) return undefined;
  for (const [scores, value] of factorsOf(graph, throughLayout(graph, over))) {
    if (!sameExpression(graph, scores, sum) || graph.kind(scores) === 'exp') continue;
    const { operation, inputs } = graph.value(throughLayout(graph, scores));
    const compares =
      operation.kind === 'call' &&
      inputs.some((i) => graph.meaning(throughLayout(graph, i)) === 'query') &&
      inputs.some((i) => graph.meaning(throughLayout(graph, i)) === 'key');
    // `\sum_j s_{ij} r_j / \sum_j s_{ij}` is a weighted mean of anything.
    const named =
      graph.meaning(throughLayout(graph, scores)) === 'scores' &&
      (graph.meaning(throughLayout(graph, value)) === 'value' || isAbout(graph, 'attention'));
    if (!compares && !named) continue;
    const book = createRoleBook().input(scores, 'scores');
    assignPart(graph, book, value, 'value');
    return book;
  }
  return undefined;
}

/**
 * `\sum_i e^{k_i} v_i / \sum_i e^{k_i}`, gated or not: weights that no query makes. Sources: Zhai et al.
 * 2021 (AFT); Peng et al. 2023 (RWKV).
 */
function weighedByKeys(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  if (!graph.setting.formula || !graph.kinds.has('exp') || !graph.kinds.has('div'))
    return undefined;
  if (operation.kind === 'mul') {
    const gate = inputs.find((i) => graph.kind(i) === 'sigmoid');
    const other = inputs.find((i) => i !== gate);
    const inner = gate === undefined || other === undefined ? undefined : other;
    return inner === undefined ? undefined : weighedByKeys(graph, inner);
  }
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  const [above, below] = [over, under].map((side) => cone(graph, side, new Set()));
  const has = (ids: readonly ValueId[], part: Part): ValueId | undefined =>
    ids.find((i) => graph.kind(i) === 'input' && graph.meaning(i) === part);
  if (above === undefined || below === undefined || has(below, 'value') !== undefined) {
    return undefined;
  }
  const ofKeys = (ids: readonly ValueId[]): boolean =>
    ids.some((i) => {
      const [exponent] = graph.value(i).inputs;
      return (
        graph.kind(i) === 'exp' &&
        exponent !== undefined &&
        has(cone(graph, exponent, new Set()), 'key') !== undefined
      );
    });
  const [key, value] = [has(above, 'key'), has(above, 'value')];
  if (key === undefined || value === undefined || has(above, 'query') !== undefined) {
    return undefined;
  }
  // What the text is about is asked last: where nobody asks, a formula is understood once for all.
  return ofKeys(above) && ofKeys(below) && isAbout(graph, 'attention')
    ? createRoleBook().input(key, 'key').input(value, 'value')
    : undefined;
}

/** `φ(Q) (φ(K)ᵀ V)`, normalised or not, and its parts. Source: Katharopoulos et al. 2020. */
export const linearAttention: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [over, under] = inputs;
  const divided = operation.kind === 'div' && over !== undefined && under !== undefined;
  // `Q = K V` makes a query of what it multiplies.
  const ofLeaves = operation.kind === 'matmul' && inputs.every((i) => isLeaf(graph, i));
  if (ofLeaves && /^(?:query|key)$/.test(graph.meaning(root) ?? '')) return undefined;
  const named = (meantBelow(graph, root) & (meant.query | meant.key)) !== 0;
  // `φ(x) = elu(x) + 1` names neither; of scores over their sum, their own name may tell.
  if (!(named || divided || graph.kinds.has('elu')) || isOfNumbers(graph, root)) return undefined;
  const book = divided
    ? (weighedByKeys(graph, root) ??
      linearSum(graph, over) ??
      queriedState(graph, over, withoutConstant(graph, under)) ??
      normalisedScores(graph, over, withoutConstant(graph, under)))
    : (linearSum(graph, root) ??
      queriedStates(graph, root) ??
      stateSum(graph, root) ??
      anyStateSum(graph, root) ??
      stateUpdate(graph, root) ??
      stateRead(graph, root) ??
      featureMapItself(graph, root) ??
      keySum(graph, root) ??
      weighedByKeys(graph, root));
  if (book === undefined) return undefined;
  book.roles.set(root, 'output');
  return { kind: 'attention.linear', root, roles: book.roles, boundary: book.boundary };
};
