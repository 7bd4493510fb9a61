import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { assignScores, isSizeOrMoment, namedAsScores } from '../attentionParts.js';
import { chainOf, termsOf } from '../chain.js';
import {
  givesDerivative,
  isAbout,
  isCosineOfAngle,
  isEquation,
  isLeaf,
  productFactors,
} from '../evidence.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { cone, holdsBelow, through, throughLayout, type Graph } from '../graph.js';
import { mayCompare } from '../meantBelow.js';
import { nameParts, placesOn } from '../names.js';
import { productOf, type Product } from '../product.js';
import { assignPart, isNamedWeight, projectionAt, weightKey } from '../projection.js';
import { scaleFactor } from '../scalars.js';
import { scoresPath } from '../scoresPath.js';
import { isStatistic } from '../toldParts.js';
import { activations, isRectifier } from './activation.js';
import { changedScores } from './changedScores.js';
import { functionScores } from './functionScores.js';
import { joinedPair } from './graphAttention.js';
import { kernelScores } from './kernelScores.js';
import {
  isLetterNamed,
  isOneOfRow,
  isHiddenState,
  definedAs,
  isNamedQuery,
  isNamedScores,
  sideOf,
  isState,
  saidToBeScore,
  compares,
  scoreFunctions,
  unscaled,
  areOfPlaces,
  mayBeScores,
} from './comparisons.js';

/** `q kᵀ`, scaled and masked or not, where names, or a division by a root of a size, say so. */
function productScores(graph: Graph, root: ValueId): RoleBook | undefined {
  if (through(graph, root) !== root || !mayBeScores(graph, root)) return undefined;
  const path = scoresPath(graph, root);
  if (path?.product === undefined) return undefined;
  const { product } = path;
  const isOther = (side: ValueId): boolean => isNamedWeight(graph, side) || isOneOfRow(graph, side);
  if (isOther(product.right) || isOther(product.left)) return undefined;
  const factor = scaleFactor(path.factors);
  const rooted = [...(factor?.powers.values() ?? [])].some((p) => p.exponent === -0.5);
  const named = namedAsScores(graph, product) || isDefinedAsScores(graph, root, product);
  if (!named && !(rooted && product.transposed)) return undefined;
  if (!rooted && isGluedPair(graph, product.root) && !isAbout(graph, 'attention')) return undefined;
  if (hasSumBetween(graph, root)) return undefined;
  const book = createRoleBook();
  assignScores(graph, book, path);
  return book;
}

/** `qk` of `qk+1 = p`: two letters, which count steps as well. */
function isGluedPair(graph: Graph, id: ValueId): boolean {
  const { span } = graph.value(id);
  return graph.setting.formula && span.end - span.start === 2;
}

/** `q_t \frac{\exp(s_i)}{\sum_j \exp(s_j)} k_i`: more than a query's product with a key. */
const hasSumBetween = holdsBelow((graph, id) => {
  const { operation } = graph.value(id);
  const product = operation.kind === 'call' && /^\\?(sum|prod)$/.test(operation.callee);
  return (operation.kind === 'sum' || product) && !isOfPart(graph, id);
});

/** True where a query or a key, or what makes one, is among the letters below. */
const isOfPart = holdsBelow(
  (graph, id) =>
    graph.value(id).inputs.length === 0 && /^(query|key)$/.test(weightKey(graph, id) ?? ''),
);

function isDefinedAsScores(graph: Graph, root: ValueId, inner: Product): boolean {
  if (!definedAs(graph, root, 'scores')) return false;
  const product = productOf(graph, root);
  // `score = \frac{a \cdot b}{45000}` may be a score of anything.
  if (product === undefined) {
    const computed = [inner.left, inner.right].some((s) => graph.kind(s) === 'call');
    const states = isAttended(graph, inner.left) && isAttended(graph, inner.right);
    return (inner.transposed && !computed && states) || isAbout(graph, 'attention');
  }
  if (isOfItsArguments(graph, root)) return product.transposed;
  // `S_{ij} = u_i^\top v_j` may be any table of products; a word says that it is scores.
  const states = [product.left, product.right].every((s) => isHiddenState(graph, s));
  return product.transposed && (states || isAbout(graph, 'attention'));
}

/** `score(A, B) = A^\top B`: of what the left-hand side names, and so `score(u, i) = p_u^\top q_i` is not. */
function isOfItsArguments(graph: Graph, root: ValueId): boolean {
  if (!/^(score|energy|align)$/i.test(nameParts(graph.value(root).name ?? '').base)) return false;
  const used = new Set(cone(graph, root, new Set()));
  return graph.values.every((v) => v.operation.kind !== 'input' || used.has(v.id));
}

/** True for what scores compare wherever they are written: a query, a key, a state of a network. */
const isAttended = (graph: Graph, id: ValueId): boolean =>
  sideOf(graph, id) !== undefined ||
  isHiddenState(graph, id) ||
  !isLeaf(graph, throughLayout(graph, id));

/** `\omega_{21}`: a letter with the places of two positions. */
function isPairOf(graph: Graph, id: ValueId): boolean {
  const { name, defined } = graph.value(id);
  const { base, marks } = nameParts(name ?? '');
  const pair = marks.length === 1 && /^([a-z]{2}|\d{2}|[a-z\d],[a-z\d])$/.test(marks[0] ?? '');
  return defined === true && pair && /^([a-z]|omega|phi|psi|rho)$/i.test(base);
}

/** `r_{ij} = g_i \cdot u_j` in a text about attention: a number for each pair of places. */
function joinsTheirPlaces(graph: Graph, root: ValueId, sides: readonly ValueId[]): boolean {
  const own = nameParts(graph.value(root).name ?? '');
  const places = placesOn(own);
  if (places.length !== 2 || graph.value(root).defined !== true) return false;
  if (!/^([a-z]|[a-z]{3,7})$/.test(own.base) || !isAbout(graph, 'attention')) return false;
  const of = sides.map((s) => nameParts(graph.value(s).name ?? ''));
  if (!of.every(({ base }) => /^[a-zA-Z]$/.test(base) && base !== 'W')) return false;
  const [a = [], b = []] = of.map((n) => placesOn(n).filter((l) => places.includes(l)));
  // `w_{ij} = x_i^\top x_j`: of one letter, which stands for all of its places.
  const [one, other] = sides;
  if (one === other && of[0]?.base === 'x') return a.length === 1;
  return a.length === 1 && b.length === 1 && a[0] !== b[0];
}

/** `\omega_{21} = x^{(1)} q^{(2)\top}`: a query or a key with a state, for two positions. */
function pairScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const product = productOf(graph, root);
  if (product?.transposed !== true) return undefined;
  const sides = [product.left, product.right].map((s) => throughLayout(graph, s));
  if (joinsTheirPlaces(graph, root, sides)) {
    const [query, key] = sides;
    return createRoleBook().set(root, 'scores').input(query, 'query').input(key, 'key');
  }
  if (!isPairOf(graph, root) || !sides.every((s) => isState(graph, s))) return undefined;
  const query = sides.find((s) => graph.meaning(s) === 'query');
  const key = sides.find((s) => graph.meaning(s) === 'key') ?? sides.find((s) => s !== query);
  if (query === undefined && graph.meaning(key ?? root) !== 'key') return undefined;
  const other = sides.find((s) => s !== key);
  const book = createRoleBook().set(root, 'scores').input(key, 'key');
  return book.input(query ?? other, 'query');
}

/**
 * `\text{score}(h_t, \bar h_s) = \begin{cases} …`: score functions to choose from, or one
 * score after the other. Source: Luong et al. 2015.
 */
function listedScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(unscaled(graph, root));
  const listed =
    (operation.kind === 'call' && !/softmax/i.test(operation.callee)) || operation.kind === 'stack';
  const said = listed ? saidToBeScore(graph, root) : undefined;
  // `\omega_{ts} = \Omega(h_s, h_t) = \begin{cases} …`: the last of several sides.
  const sets = listed && said === undefined && isEquation(graph, root);
  const unsaid = said === undefined || said === 'bilinear';
  // `\frac{\partial p_j}{\partial s_i} = \begin{cases} …`: how something changes is no score.
  if (!listed || (unsaid && (!sets || givesDerivative(graph)))) return undefined;
  const compared = inputs.filter((i) => compares(graph, chainOf(graph, i), 'named'));
  // `[q_t \cdot k_1, \dots, q_t \cdot k_t]`: one score for each key.
  const all = compared.length > 1 && compared.length === inputs.length;
  const chosen = operation.kind === 'call' && operation.callee === 'cases';
  if (!all && !(chosen && compared.length > 0)) return undefined;
  if (unsaid && !isAbout(graph, 'attention')) return undefined;
  return createRoleBook().set(root, 'scores');
}

/** What takes scores up. */
const further = ['softmax', 'logSoftmax', 'scaledDotProductAttention'] as const;

/** `q_i k_j^\top = x_i W_Q W_K^\top x_j^\top + \dots`: a query times a key, by what they are made of. */
function definesProduct(graph: Graph, root: ValueId): boolean {
  // `E(q_i k_i) = 0`, `\operatorname{std}(q \cdot k) = 8` are told of the product.
  const { name } = graph.value(root);
  if (
    name !== undefined &&
    !isNamedScores(graph, root) &&
    !scoreFunctions.test(nameParts(name).base)
  )
    return false;
  // `\text{softmax}(QK^\top) = [[…]]` is further on.
  if (!isEquation(graph, root) || further.some((kind) => graph.kinds.has(kind))) return false;
  const { letters, areBoth } = lettersOf(graph);
  if (!areBoth) return false;
  const right = new Set(cone(graph, root, new Set()));
  const left = letters.filter(({ id }) => !right.has(id)).map(({ base }) => base);
  return left.length === 2 && left.includes('q') && left.includes('k');
}

/** Free symbols by their letters, without identity matrices, and whether a query's and a key's are among them. */
const lettersOf = onceEach(({ values }: Graph) => {
  const letters = values.flatMap(({ id, operation, name = '' }) => {
    const base = operation.kind === 'input' ? nameParts(name).base : 'I';
    return base === 'I' ? [] : [{ id, base: base.toLowerCase() }];
  });
  const bases = new Set(letters.map((l) => l.base));
  return { letters, areBoth: bases.has('q') && bases.has('k') };
});

/**
 * A sum of products of which one compares queries with keys: `qᵀ W k`, or with relative positions.
 * Sources: Luong et al. 2015 (general); Dai et al. 2019 (Transformer-XL).
 */
function chainScores(graph: Graph, root: ValueId): RoleBook | undefined {
  if (through(graph, root) !== root) return undefined;
  const isScore = saidToBeScore(graph, root);
  if (isScore === undefined && !mayCompare(graph, root)) return undefined;
  const terms = termsOf(graph, unscaled(graph, root)).map((t) => chainOf(graph, t));
  const first = terms.find((t) => compares(graph, t, isScore, !isLetterNamed(graph, root)));
  if (first === undefined) return undefined;
  const unsaid = isScore === undefined || isScore === 'bilinear';
  if (unsaid && terms.length > 1 && !definesProduct(graph, root)) return undefined;
  if (unsaid && hasSumBetween(graph, root)) return undefined;
  const book = createRoleBook().set(root, 'scores');
  const states: ValueId[] = [];
  for (const factor of first.factors) {
    const key = weightKey(graph, factor);
    if (key === 'query' || key === 'key') assignPart(graph, book, factor, key);
    else if (key === 'queryWeight' || key === 'keyWeight') book.input(factor, key);
    else if (isNamedWeight(graph, factor)) book.input(factor, 'weight');
    else states.push(factor);
  }
  const [query, key] = states;
  if (query !== undefined && key !== undefined && states.length === 2) {
    book.input(query, 'query').input(key, 'key');
  }
  return book;
}

/** `f(q, k) = W [q; k]`: a score of the pair side by side. Source: Luong et al. 2015 (concat). */
function projectedPair(graph: Graph, root: ValueId): RoleBook | undefined {
  const { inputs, operation } = graph.value(root);
  const pair = inputs.find((i) => graph.kind(i) === 'concat');
  if (operation.kind !== 'matmul' || pair === undefined || !saidToBeScore(graph, root)) {
    return undefined;
  }
  const [query, key, more] = graph.value(pair).inputs.map((i) => throughLayout(graph, i));
  if (query === undefined || key === undefined || more !== undefined) return undefined;
  const known = graph.meaning(query) === 'query' && graph.meaning(key) === 'key';
  if (!known || !isAbout(graph, 'attention')) return undefined;
  const book = createRoleBook().set(root, 'scores').set(pair, 'concatenated');
  return book.input(query, 'query').input(key, 'key');
}

/** `[1, 0, 1] K^\top`: a query in numbers. */
function literalQuery(graph: Graph, root: ValueId): RoleBook | undefined {
  const product = graph.setting.formula ? productOf(graph, root) : undefined;
  if (product?.transposedValue === undefined) return undefined;
  const { operation } = graph.value(product.left);
  if (operation.kind !== 'tensor' || operation.shape.length === 0) return undefined;
  if (graph.meaning(product.right) !== 'key' || !isAbout(graph, 'attention')) return undefined;
  const book = createRoleBook().set(root, 'scores').input(product.left, 'query');
  return book.input(product.right, 'key');
}

/** `e_{ij} = \text{LeakyReLU}(aᵀ [W h_i ‖ W h_j])`. Source: Veličković et al. 2018 (GAT). */
function graphScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (inner === undefined) return undefined;
  // `a^\top \text{LeakyReLU}(W [h_i \| h_j])`. Source: Brody et al. 2022 (GATv2).
  const [, second] = inputs;
  if (operation.kind === 'matmul' && second !== undefined && saidToBeScore(graph, root)) {
    const [below] = isRectifier(graph, second) ? graph.value(second).inputs : [];
    // `e_{ij} = a^\top [h_i \Vert h_j]`
    return joinedScores(graph, root, below ?? root);
  }
  const named = isRectifier(graph, root) && isNamedScores(graph, root);
  return named ? joinedScores(graph, root, inner) : undefined;
}

/** `aᵀ [W h_i ‖ W h_j]`: the pair side by side below the scores. */
function joinedScores(graph: Graph, root: ValueId, inner: ValueId): RoleBook | undefined {
  const joined = joinedPair(graph, inner);
  if (joined === undefined) return undefined;
  const book = createRoleBook().set(root, 'scores').set(joined, 'concatenated');
  const [query, key] = graph.value(joined).inputs;
  return book.set(query, 'query').set(key, 'key');
}

/** `e_{ij} = \sigma(x_i^\top W_a x_j + b_a)`: scores through an activation. */
function activatedScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (!activations.has(operation.kind) || inner === undefined) return undefined;
  if (!isNamedScores(graph, root) || !isAbout(graph, 'attention')) return undefined;
  const found = termsOf(graph, inner).some((t) => compares(graph, chainOf(graph, t), 'named'));
  return found ? createRoleBook().set(root, 'scores') : undefined;
}

/**
 * `e_{t,t'} = W_a h_{t,t'} + b_a`: a score for each pair from what stands for the pair. Source:
 * Bahdanau et al. 2014, with the hidden layer given apart.
 */
function pairedScores(graph: Graph, root: ValueId): RoleBook | undefined {
  if (!isNamedScores(graph, root) || !isAbout(graph, 'attention')) return undefined;
  const projection = projectionAt(graph, root, false);
  if (projection === undefined) return undefined;
  const [own, of] = [root, throughLayout(graph, projection.input)].map((id) =>
    placesOn(nameParts(graph.value(id).name ?? '')),
  );
  if (own?.length !== 2 || own.join() !== of?.join()) return undefined;
  const book = createRoleBook().set(root, 'scores').input(projection.weight, 'weight');
  return book.input(projection.bias, 'bias').input(projection.input, 'hidden');
}

/** `g \cdot \frac{q}{\|q\|} \cdot \frac{k}{\|k\|}`: a query and a key of length one. Source: Henry et al. 2020. */
function unitScores(graph: Graph, root: ValueId): RoleBook | undefined {
  if (!graph.setting.formula || !graph.kinds.has('norm') || graph.value(root).defined !== true)
    return undefined;
  const units = productFactors(graph, root).flatMap((f) => {
    const { operation, inputs } = graph.value(f);
    const [of, length] = inputs.map((i) => throughLayout(graph, i));
    if (operation.kind !== 'div' || of === undefined || length === undefined) return [];
    const [measured] = graph.value(length).inputs;
    const own = graph.kind(length) === 'norm' && measured !== undefined;
    return own && graph.sameAs(throughLayout(graph, measured), of) ? [of] : [];
  });
  const [a, b, more] = units;
  if (a === undefined || b === undefined || more !== undefined) return undefined;
  const [query, key] = sideOf(graph, a) === 'query' ? [a, b] : [b, a];
  if (sideOf(graph, query) !== 'query' || sideOf(graph, key) !== 'key') return undefined;
  const book = createRoleBook().set(root, 'scores').input(query, 'query');
  return isAbout(graph, 'attention') ? book.input(key, 'key') : undefined;
}

/** `A = \exp(Q K^\top / \sqrt d)`: what a softmax has before it divides by the sum. */
function exponentials(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [scores] = inputs;
  if (operation.kind !== 'exp' || defined !== true || scores === undefined) return undefined;
  const path = scoresPath(graph, scores);
  if (path?.product === undefined || !namedAsScores(graph, path.product)) return undefined;
  const book = createRoleBook().set(root, 'weights');
  assignScores(graph, book, path);
  return book;
}

const arithmetic = new Set(['tensor', 'matmul', 'mul', 'div', 'sqrt', 'transpose', 'add', 'cast']);

/** `QK^\top = \begin{bmatrix}…`: the numbers of a query times a key. */
export const statedScores: Recognizer = (graph, root) => {
  if (!graph.setting.formula || !definesProduct(graph, root)) return undefined;
  const { operation } = graph.value(root);
  const rank = operation.kind === 'tensor' ? operation.shape.length : 2;
  if (rank === 1 || (rank === 0 && !areOfPlaces(graph))) return undefined;
  // `\mathcal{N}(0, 1)` is a distribution.
  const worked = cone(graph, root, new Set()).map((id) => graph.kind(id));
  if (!worked.every((kind) => arithmetic.has(kind))) return undefined;
  if (graph.program.outputs.some((o) => isSizeOrMoment(graph, o))) return undefined;
  if (!isAbout(graph, 'attention')) return undefined;
  return { kind: 'attention.scores', root, roles: createRoleBook().set(root, 'scores').roles };
};

/** `q \cdot k \sim \mathcal{N}(0, d_k)`, `QK^\top = O(n^2 d)`: how scores are spread, or what they cost. */
const isMeasured = (graph: Graph, root: ValueId): boolean =>
  graph.setting.formula && (statistics(graph).some((o) => o !== root) || isCosineOfAngle(graph));

const statistics = onceEach((graph: Graph): readonly ValueId[] =>
  graph.program.outputs.filter((o) => isStatistic(graph, o)),
);

/** Scores in any of their forms, without the softmax. */
export const scoresAlone: Recognizer = (graph, root) => {
  if (isNamedQuery(graph, root)) return undefined;
  const book =
    productScores(graph, root) ??
    exponentials(graph, root) ??
    chainScores(graph, root) ??
    pairScores(graph, root) ??
    listedScores(graph, root) ??
    changedScores(graph, root) ??
    functionScores(graph, root) ??
    literalQuery(graph, root) ??
    graphScores(graph, root) ??
    kernelScores(graph, root) ??
    activatedScores(graph, root) ??
    pairedScores(graph, root) ??
    projectedPair(graph, root) ??
    unitScores(graph, root);
  if (book === undefined || isSizeOrMoment(graph, root) || isMeasured(graph, root))
    return undefined;
  return { kind: 'attention.scores', root, roles: book.roles, boundary: book.boundary };
};
