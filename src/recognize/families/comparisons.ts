import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { chainOf, type Chain } from '../chain.js';
import { isAbout, isEquation, nameBelow, namesIn } from '../evidence.js';
import { summand, throughLayout, type Graph } from '../graph.js';
import { mayCompare } from '../meantBelow.js';
import { nameParts, placesOn } from '../names.js';
import { isNamedWeight, weightKey } from '../projection.js';
import { isScalar } from '../scalars.js';

/** True for a name of one letter: `S_{ij}`, `e_{ij}`. */
export const isLetterNamed = (graph: Graph, id: ValueId): boolean =>
  nameParts(graph.value(id).name ?? '').base.length === 1;

export const isHiddenState = (graph: Graph, id: ValueId): boolean =>
  isState(graph, id) && !/^[xXyY]$/.test(nameBelow(graph, id).base);

export const definedAs = (graph: Graph, id: ValueId, key: 'scores' | 'weights'): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === key;

/** Scores under their own name, or a letter with two indices, `a_{ij}`, that is weights elsewhere. */
export const isNamedScores = (graph: Graph, id: ValueId): boolean =>
  definedAs(graph, id, 'scores') || definedAs(graph, id, 'weights');

const rootKinds = ['sqrt', 'rsqrt', 'pow'] as const;

/** False where neither names below, nor the left-hand side, nor a root could say that a product is scores. */
export const mayBeScores = (graph: Graph, root: ValueId): boolean =>
  mayCompare(graph, root) ||
  definedAs(graph, root, 'scores') ||
  rootKinds.some((kind) => graph.kinds.has(kind));

/** `q = x W^{DQ} W^{UK}`: a query that took the keys' weight up is still a query. */
export const isNamedQuery = (graph: Graph, id: ValueId): boolean =>
  graph.setting.formula &&
  graph.value(id).defined === true &&
  /^[qQ]$/.test(nameParts(graph.value(id).name ?? '').base);

const hasKthQuery = onceEach((graph: Graph): boolean =>
  namesIn(graph).some((n) => n.base === 'q' && n.marks.join() === 'k'),
);

/** `w_k` beside `q_k`: the k-th of each; the `k` of `q_i i + q_j j + q_k k` is a unit. */
export function isOneOfRow(graph: Graph, id: ValueId): boolean {
  const { base, marks } = nameBelow(graph, id);
  if (!graph.setting.formula || !(base === 'w' || (base === 'k' && marks.length === 0)))
    return false;
  return hasKthQuery(graph);
}

/** What a factor is to scores: a query, a key, or their weights. */
export function sideOf(graph: Graph, id: ValueId): 'query' | 'key' | undefined {
  const key = weightKey(graph, id);
  if ((key === 'keyWeight' || key === 'key') && isOneOfRow(graph, id)) return undefined;
  if (key === 'query' || key === 'queryWeight') return 'query';
  return key === 'key' || key === 'keyWeight' ? 'key' : undefined;
}

/** States that queries and keys are made of: `h_t`, `\bar h_s`, `s_{i-1}`, `x_i`. */
export function isState(graph: Graph, id: ValueId): boolean {
  const leaf = graph.value(throughLayout(graph, id));
  if (leaf.operation.kind !== 'input' || isNamedWeight(graph, leaf.id)) return false;
  const { base } = nameParts(leaf.name ?? '');
  return /^[hsxzydHSXZYqkQK]$/.test(base) || /hidden|state|encoder|decoder/i.test(leaf.name ?? '');
}

/** `P_i` beside `P_j`: two of one kind, which is none that attends; states do, `x_i` with `x_j`. */
export const areAlike = (graph: Graph, a: ValueId, b: ValueId): boolean =>
  graph.setting.formula &&
  nameBelow(graph, a).base === nameBelow(graph, b).base &&
  isLeafOf(graph, a) &&
  !isState(graph, a);

const isLeafOf = (graph: Graph, id: ValueId): boolean =>
  graph.kind(throughLayout(graph, id)) === 'input';

/** Any letter, where a word says that the product is a score: `\text{score}(a, b) = a^\top W b`. */
const isOperand = (graph: Graph, id: ValueId): boolean => {
  const leaf = graph.value(throughLayout(graph, id));
  const letter = nameParts(leaf.name ?? '').base.length === 1;
  return leaf.operation.kind === 'input' && letter && !isNamedWeight(graph, leaf.id);
};

/** `s^\top h` where all that its cell has a row says to be a score: an encoder's state and a decoder's. */
export function comparesStates(graph: Graph): boolean {
  const { topics } = graph.setting;
  const letters = graph.values.flatMap(({ operation, name = '' }) =>
    operation.kind === 'input' ? [nameParts(name).base] : [],
  );
  const both = letters.includes('h') && letters.includes('s');
  return both && topics.alone && topics.says('says scores');
}

/** How the text says that a value is a score: by a word, a letter, or the name of a score function. */
type Said = 'named' | 'letter' | 'function' | 'bilinear' | undefined;

export function saidToBeScore(graph: Graph, root: ValueId): Said {
  // `h_t^\top W_a \bar h_s` in a table of score functions.
  if (graph.isOutput(root) && !isEquation(graph, root)) {
    const turned = graph.kinds.has('transpose');
    return turned && (isAbout(graph, 'attention') || comparesStates(graph))
      ? 'bilinear'
      : undefined;
  }
  if (isNamedScores(graph, root)) {
    // `\alpha_i = \rho_i s_i^\top q` of another field.
    const alpha = /^\\alpha|^α/.test(graph.value(root).name ?? '');
    if (alpha && graph.setting.formula && !isAbout(graph, 'attention')) return undefined;
    const letter = isLetterNamed(graph, root) && !isAbout(graph, 'attention');
    return letter ? 'letter' : 'named';
  }
  const { name, defined } = graph.value(root);
  // `e_i = s^\top W h_i`: the query has no place of its own.
  // `u_{ij} = x_i^\top W y_j`: of a pair.
  const own = nameParts(name ?? '');
  const pair = own.marks.length === 1 && placesOn(own).length === 2;
  const isEnergy = own.base === 'e' || (pair && !/^[WoyzhxcL]$/i.test(own.base));
  if (isEnergy && defined === true && isAbout(graph, 'attention')) return 'letter';
  return defined === true && scoreFunctions.test(nameParts(name ?? '').base)
    ? 'function'
    : undefined;
}

/** A chain with a query and a key, `qᵀ W k`; or of two states where the text says it is a score. */
export function compares(
  graph: Graph,
  { factors, contracts }: Chain,
  isScore: Said,
  wordNamed = false,
): boolean {
  if (!contracts) return false;
  if (isScore !== undefined && joinsTwoMaps(graph, factors)) return true;
  const sides = factors.map((f) => sideOf(graph, f));
  if (factors.some((f) => graph.meaning(f) === 'value')) return false;
  if (sides.includes('query') && sides.includes('key')) return true;
  // Where nothing says that it is a score, only names of both sides do.
  if (isScore === undefined) return false;
  const word = isScore === 'named' && wordNamed && isAbout(graph, 'attention');
  const states = factors.filter((f) => isState(graph, f) || (word && isOperand(graph, f)));
  const weights = factors.filter((f) => isNamedWeight(graph, f));
  const hidden = weights.length > 0 || states.every((f) => isHiddenState(graph, f));
  const bilinear =
    isScore === 'bilinear' && weights.length === 1 && states.every((f) => isHiddenState(graph, f));
  // `e_t = q^\top x_t`: a query beside any state.
  const energy = graph.kinds.has('transpose') && sides.includes('query');
  const said =
    bilinear ||
    (isScore === 'named' && (hidden || !graph.setting.formula || isAbout(graph, 'attention'))) ||
    (isScore === 'letter' && (hidden || energy));
  // `F = kx` is a spring's.
  const some = (): boolean =>
    sides.some((side) => side !== undefined) &&
    (graph.kinds.has('transpose') || isAbout(graph, 'attention'));
  const asFunction =
    isScore === 'function' &&
    !areBareLetters(graph, factors) &&
    (some() || (weights.length === 1 && isAbout(graph, 'attention')));
  const known = (said || asFunction) && !areUnturned(graph, states);
  return known && states.length === 2 && states.length + weights.length === factors.length;
}

/** `A = Q Z`: a query of a state, where `QK^\top` would turn the keys. */
const areUnturned = (graph: Graph, states: readonly ValueId[]): boolean =>
  graph.setting.formula &&
  !graph.kinds.has('transpose') &&
  states.every((f) => /^[A-Z]$/.test(nameBelow(graph, f).base)) &&
  states.some((f) => sideOf(graph, f) === undefined);

/** The `k` and `x` of `F = -kx`: two letters side by side of which one may be a key's. */
const areBareLetters = (graph: Graph, factors: readonly ValueId[]): boolean =>
  graph.setting.formula &&
  !graph.kinds.has('transpose') &&
  factors.every((f) => /^[a-z]$/.test(graph.value(f).name ?? ''));

/** `s^\top U^\top V h`: two states, each with a map of its own to where they are compared. */
function joinsTwoMaps(graph: Graph, factors: readonly ValueId[]): boolean {
  const [first, a, b, last, more] = factors;
  if (first === undefined || a === undefined || b === undefined || last === undefined) return false;
  const isMap = (id: ValueId): boolean =>
    graph.kind(id) === 'input' && /^[A-Z]$/.test(nameParts(graph.value(id).name ?? '').base);
  const states = [first, last].every((id) => isHiddenState(graph, id));
  return more === undefined && states && isMap(a) && isMap(b) && isAbout(graph, 'attention');
}

/** Scaled by a number, whatever number, or by what `scales`. */
export function unscaled(
  graph: Graph,
  id: ValueId,
  scales = (by: ValueId): boolean => isScalar(graph, by),
): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return id;
  if (operation.kind === 'div' && scales(b)) return a;
  if (operation.kind !== 'mul') return id;
  if (scales(a)) return b;
  return scales(b) ? a : id;
}

/** `\frac{1}{h} \sum_i x_i`: what the mean, or the sum, is of. */
export const meanOf = (graph: Graph, id: ValueId): ValueId | undefined =>
  summand(graph, throughLayout(graph, unscaled(graph, id)));

/** Names of score functions of two arguments: `a(s_{i-1}, h_j)`, `\text{score}(q, k)`. */
export const scoreFunctions =
  /^(a|f|g|s|score|align(ment)?|dot|sim(ilarity)?|cos(ine)?(_?sim\w*)?|energy|compat\w*|att|attn|mlp)$/i;

/** `[q \cdot k_1, \ldots, q \cdot k_n]`: each of several values compares a query with a key or two states. */
export const areScores = (graph: Graph, ids: readonly ValueId[]): boolean =>
  ids.length > 1 &&
  ids.every(
    (id) =>
      isSymbolOfDots(graph, id) || compares(graph, chainOf(graph, unscaled(graph, id)), 'named'),
  ) &&
  ids.some((id) => !isSymbolOfDots(graph, id));

/** `\ldots` in a list. */
export const isSymbolOfDots = (graph: Graph, id: ValueId): boolean =>
  /^(\\[clv]?dots|\.\.\.|…)$/.test(graph.value(id).name ?? '');

/** `q_1 \cdot k_2`: vectors of places, whose product is a number; `E[q_i]`, `D(q_i)` are of any. */
export const areOfPlaces = (graph: Graph): boolean =>
  !graph.kinds.has('call') &&
  graph.values.every(({ operation, name = '' }) =>
    operation.kind === 'input' ? /^[qk]_/.test(name) : !/^(?:call|mean|var)$/.test(operation.kind),
  );
