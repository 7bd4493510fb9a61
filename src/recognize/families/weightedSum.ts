import type { ValueId } from '../../program/value.js';
import { namedAsScores } from '../attentionParts.js';
import { chainOf } from '../chain.js';
import { holdsDerivative, isAbout, isLeaf, nameBelow, productFactors } from '../evidence.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { cone, dependsOn, through, throughLayout, type Graph } from '../graph.js';
import { meant, meantBelow } from '../meantBelow.js';
import { nameParts, placesOn } from '../names.js';
import { assignPart, isNamedWeight, isSource, projectionAt } from '../projection.js';
import { isScalar } from '../scalars.js';
import { scoresPath } from '../scoresPath.js';
import { softmaxForm, withoutTriangle } from '../softmaxForm.js';
import { activations, isRectifier } from './activation.js';
import { columnSum } from './columnSum.js';
import { beforeProjection, factorsOf } from './factors.js';
import { isHeadName } from './heads.js';
import {
  belowInverse,
  isInverseTimes,
  isValues,
  overDiagonal,
  weightLetters,
} from './inverseTimes.js';
import { literalSum } from './literalSum.js';
import { isGreekOfPair, isPairOfStates, isProductOf, joinsPlaces } from './pairOfStates.js';
import { addedInOnePass } from './onePass.js';
import { pairwise } from './pairwise.js';
import {
  averaged,
  isAnyMean,
  isAttended,
  isChance,
  isExpBelowMaximum,
  isLabelledPoint,
  isNoValue,
  isShare,
  isWeighing,
  normalised,
  overLetter,
  sharesOfValues,
  standsBefore,
} from './weighing.js';
import { sharedNormaliser } from './sharedNormaliser.js';
import { writtenSoftmax } from './writtenSoftmax.js';
import { writtenOut } from './writtenSum.js';
import { writtenAs } from '../written.js';

const outputs = new Set(['output', 'attention', 'head', 'hidden', 'multiHead']);

/** Weights below the mask that the bound of a sum puts on them. */
function unmasked(graph: Graph, weights: ValueId): ValueId {
  const at = through(graph, weights);
  const { operation, inputs } = graph.value(at);
  const masked = operation.kind === 'maskedFill' && operation.value === 0;
  // Weights whose queries stand second, turned for the product.
  const [inner] = inputs;
  if (operation.kind === 'transpose' && inner !== undefined) {
    const places = placesOn(nameParts(graph.value(inner).name ?? ''));
    if (places.length === 2 || softmaxForm(graph, inner) !== undefined) return inner;
  }
  return masked ? through(graph, inputs[0] ?? at) : withoutTriangle(graph, at);
}

/** `\sum_i a_i h_i` where the text is about attention: a weight and a value or state with one index. */
function isWeightOfOneQuery(
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  root: ValueId,
): boolean {
  // `w_i \cdot GRN(v_i)`: what a network makes of it.
  const { operation, inputs } = graph.value(throughLayout(graph, value));
  const made = operation.kind === 'call' && inputs.length === 1 ? inputs[0] : undefined;
  const [w, v] = [weights, made ?? value].map((i) => nameBelow(graph, i));
  if (w === undefined || v === undefined) return false;
  const index = w.marks.length === 1 ? w.marks[0] : undefined;
  const fits =
    /^([awps]|beta|gamma|omega|pi)$/.test(w.base) &&
    (/^([vh]|hs|values?|hidden|enc\w*)$/i.test(v.base) ||
      // `p_i c_i` of a memory, worked out for one query.
      (/^[ap]$/.test(w.base) &&
        /^[cem]$/.test(v.base) &&
        /^[ocruz]$/.test(nameParts(graph.value(root).name ?? '').base)));
  if (index === undefined || !fits || !/^[a-z]'*$/.test(index)) return false;
  if (isProductOf(graph, root, w.base, v.base)) return false;
  return v.marks.includes(index) && isAbout(graph, 'attention');
}

/** `\text{Attn}(X)` on the left. */
const isNamedAttention = (graph: Graph, root: ValueId): boolean =>
  /^(?:(?:self_?)?att(?:entio)?n|att)$/i.test(nameParts(graph.value(root).name ?? '').base);

/** `\text{output\_per\_head}`: which output it is. */
const outputOf = /^(?:out|output|context)(?:\\?_[a-z]+)+$/i;

/** `O = AV`, `z_i = \sum_j p_{ij} v_j`: one letter, known by what stands around it. */
function isLetterOfWeights(graph: Graph, weights: ValueId, value: ValueId, root: ValueId): boolean {
  const { name = '' } = graph.value(weights);
  const { base, marks } = nameParts(name);
  if (!weightLetters.test(base) || !isSource(graph, weights)) return false;
  // `w = \sum_i a_i h_i`: one query has no place of its own.
  if (isWeightOfOneQuery(graph, weights, value, root)) return true;
  if (isPairOfStates(graph, weights, value, root)) return true;
  if (!isValues(graph, value)) return false;
  const output =
    graph.value(root).defined === true &&
    (outputs.has(graph.meaning(root) ?? '') ||
      isNamedAttention(graph, root) ||
      outputOf.test(graph.value(root).name ?? ''));
  const pairs = marks.some((m) => /^(?:[a-z]|\d,?),?[a-z]'*$/.test(m));
  // `h_i = \sum_j w_{ij} v_j` may be a layer of units.
  if (!output && !pairs) return false;
  const word = base.length > 1 || nameParts(graph.value(root).name ?? '').base.length > 1;
  return word || /^[APS]$/.test(base) || !graph.setting.formula || isAbout(graph, 'attention');
}

/** `c_{ij} = \sum_k a_{ik} b_{kj}`: a product of any two matrices, by its elements. */
function isAnyTable(graph: Graph, weights: ValueId, value: ValueId, root: ValueId): boolean {
  const { name = '', operation } = graph.value(weights);
  const { base: letter } = nameParts(name);
  if (operation.kind !== 'input' || !/^(a|A|alpha)$/.test(letter)) return false;
  if (letter !== 'alpha') {
    // `x_{ijkl}` has more places than a value.
    if (/_\{?[a-z]{3,}\}?$/.test(graph.value(through(graph, value)).name ?? '')) return true;
    const { base } = nameParts(graph.value(through(graph, value)).name ?? '');
    const output = outputs.has(graph.meaning(root) ?? '');
    const known =
      isValues(graph, value) ||
      output ||
      /^[ehsxzHX]$/.test(base) ||
      joinsPlaces(graph, weights, value, root);
    if (!known) return true;
  }
  if (!graph.setting.formula || saysWeights(graph, weights, value, root)) return false;
  return !isAbout(graph, 'attention');
}

/**
 * True where names alone say that a letter weighs: `\alpha_{ij} h_j`, `\alpha_i h_i`, `A V`. Where the
 * text never speaks of attention, `\sum_i \alpha_i x_i` is any combination.
 */
function saysWeights(graph: Graph, weights: ValueId, value: ValueId, root: ValueId): boolean {
  if (/^(attention|head|multiHead)$/.test(graph.meaning(root) ?? '')) return true;
  const { base, marks } = nameParts(graph.value(weights).name ?? '');
  // `\alpha_{ij} W h_j`: what is projected.
  const { factors } = chainOf(graph, value);
  const last = factors.find((f) => !isNamedWeight(graph, f)) ?? value;
  const of = nameBelow(graph, last).base;
  const state = /^[hs]$/.test(of);
  if (marks.join('').replaceAll(/\W/g, '').length > 1) {
    return state || isValues(graph, value) || (base === 'alpha' && /^[axz]$/.test(of));
  }
  // `\sum_t \alpha_t h_t(x)` adds up functions, `\sum_k \alpha[k] h[k]` a signal's samples.
  if (marks.length === 1) return base === 'alpha' && state && !isSampled(graph, last);
  return isValues(graph, value) && (base === 'alpha' || of === 'V');
}

/** True for a function's value, `h_t(x)`, and for a sample, `h[k]`. */
function isSampled(graph: Graph, id: ValueId): boolean {
  const at = throughLayout(graph, id);
  return (
    graph.value(at).inputs.length > 0 ||
    writtenAs(graph.value(at).tex).bracket ||
    // `h_t` beside `(x)`.
    graph
      .users(at)
      .some((u) => graph.value(u).inputs.some((i) => i !== at && isBareLetter(graph, i)))
  );
}

const isBareLetter = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'input' && /^[a-z]$/.test(graph.value(id).name ?? '');

/** `\alpha_t(j) = \sum_k \alpha_{t-1}(k) A_{kj}`: a letter worked out from itself weighs nothing. */
function isRecursive(graph: Graph, root: ValueId, weights: ValueId): boolean {
  const { name, defined } = graph.value(root);
  const own = graph.value(weights).name;
  if (defined !== true || name === undefined || own === undefined) return false;
  return nameParts(name).base === nameParts(own).base;
}

/** `\sum_i \alpha_i x^i`: powers of one thing. */
const isPolynomial = (graph: Graph, value: ValueId): boolean =>
  graph.setting.formula &&
  productFactors(graph, value).some((f) => /^[txz]\^\{?[ijkn]\}?$/.test(graph.value(f).name ?? ''));

/** `\alpha = \sum_j p_j \cdot t_j`: what goes by the letter of weights is what two things have in common. */
const givesWeights = (graph: Graph, root: ValueId, weights: ValueId): boolean =>
  graph.setting.formula &&
  graph.value(root).defined === true &&
  nameParts(graph.value(root).name ?? '').base === 'alpha' &&
  graph.meaning(weights) !== 'weights';

const isIdentity = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'eye' || nameParts(graph.value(id).name ?? '').base === 'I';

/** `\exp(q_i k_j^\top - z_i)`: weights that are normalised by what stands in the exponent, or elsewhere. */
function isExpOfScores(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [exponent] = inputs;
  if (operation.kind !== 'exp' || exponent === undefined) return false;
  // `e^{s_{ij} - m_i}`
  const [of] = graph.kind(exponent) === 'sub' ? graph.value(exponent).inputs : [exponent];
  if (of !== undefined && graph.meaning(of) === 'scores') return true;
  const path = scoresPath(graph, exponent);
  return path?.product !== undefined ? namedAsScores(graph, path.product) : false;
}

/** `\frac{1}{Z} \sum_j \exp(q_i \cdot k_j) v_j`: over a sum that goes by its letter. */
function overItsSum(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const of = graph.kinds.has('exp') ? overLetter(graph, root) : undefined;
  if (of === undefined || !isAbout(graph, 'attention')) return [];
  return factorsOf(graph, throughLayout(graph, of)).filter(
    ([w, value]) =>
      isExpOfScores(graph, unmasked(graph, w)) ||
      (isValues(graph, value) && isExpBelowMaximum(graph, unmasked(graph, w))),
  );
}

/** `\alpha(x, x_i)`: the letter of attention, of two things. */
function isAlphaOfPair(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  return (
    operation.kind === 'call' && /^\\?alpha$|^α$/.test(operation.callee) && inputs.length === 2
  );
}

/** `\sum_i \alpha_i K(x, x_i)`: a kernel that nothing divides, with coefficients, is no attention. */
const isCombination = (graph: Graph, leaf: ValueId, kernel: ValueId, value: ValueId): boolean =>
  leaf === kernel &&
  graph.setting.formula &&
  !isAlphaOfPair(graph, kernel) &&
  !isValues(graph, value) &&
  !isAbout(graph, 'attention');

/** `\text{softmax}(Q) (\text{softmax}(K)^\top V)`: of the queries or keys alone, which compares nothing. */
const mapsOneSide = (graph: Graph, logits: ValueId): boolean =>
  /^(query|key)$/.test(graph.meaning(throughLayout(graph, logits)) ?? '');

function weigh(
  graph: Graph,
  root: ValueId,
  weights: ValueId,
  value: ValueId,
): RoleBook | undefined {
  const leaf = unmasked(graph, weights);
  const softmax = softmaxForm(graph, leaf);
  const inner = normalised(graph, leaf) ?? leaf;
  const ofValues = isValues(graph, value);
  const named =
    isExpOfScores(graph, inner) ||
    (ofValues &&
      (isExpBelowMaximum(graph, inner) ||
        isInverseTimes(graph, leaf) ||
        writtenSoftmax(graph, leaf) !== undefined)) ||
    (graph.meaning(inner) === 'weights' && !isAnyTable(graph, inner, value, root)) ||
    (isWeighing(graph, throughLayout(graph, inner)) && !isCombination(graph, leaf, inner, value)) ||
    (ofValues && isChance(graph, throughLayout(graph, inner))) ||
    isLetterOfWeights(graph, leaf, value, root);
  if (!named && softmax === undefined) return undefined;
  if (isRecursive(graph, root, inner) || isIdentity(graph, value)) return undefined;
  if (isPolynomial(graph, value) || givesWeights(graph, root, inner)) return undefined;
  if (!ofValues && isNoValue(graph, leaf, value, softmax)) return undefined;
  if (softmax !== undefined && (isShare(graph, value) || mapsOneSide(graph, softmax.input))) {
    return undefined;
  }
  const logits = ofValues ? undefined : softmax?.input;
  if (isAnyMean(graph, logits) || isAttended(graph, value)) return undefined;
  if (isLabelledPoint(graph, value)) return undefined;
  // `\text{Attention}(q, K) \cdot V` compares two; `P \, \text{Attn}(X)` is of what comes out.
  if (graph.value(leaf).inputs.length === 1 && isAttended(graph, leaf)) return undefined;
  // `\alpha_j (1 - \alpha_j)` is a derivative.
  if (isNamedWeight(graph, value) || dependsOn(graph, value, leaf)) return undefined;
  const book = createRoleBook();
  book.set(root, 'output');
  if (softmax === undefined) book.input(leaf, 'weights');
  else book.set(leaf, 'weights').input(softmax.input, 'logits');
  assignPart(graph, book, value, 'value');
  return book;
}

/** A softmax over queries and keys in a form that is not read, times values: attention all the same. */
function isOfScores(graph: Graph, weights: ValueId, value: ValueId): boolean {
  const softmax = softmaxForm(graph, unmasked(graph, weights));
  if (softmax === undefined || !isValues(graph, value)) return false;
  const both = meant.query | meant.key;
  return (meantBelow(graph, softmax.input) & both) === both;
}

/** `\text{Attention}(Q, K, V) = \text{softmax}(S) V`: of queries, keys and values, by what is on the left. */
function isSaidAttention(graph: Graph, root: ValueId): boolean {
  const { defined, inputs } = graph.value(root);
  if (!graph.setting.formula || defined !== true || inputs.length !== 2) return false;
  if (!isNamedAttention(graph, root)) return false;
  const given = graph.values.filter((v) => v.operation.kind === 'input').map((v) => v.name ?? '');
  return ['Q', 'K', 'V'].every((part) => given.includes(part));
}

/** `\sigma(\sum_j \alpha_{ij} W h_j)`: the sum below an activation. Source: Veličković et al. 2018. */
function activated(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (inner === undefined || inputs.length !== 1) return undefined;
  return activations.has(operation.kind) || isRectifier(graph, root) ? inner : undefined;
}

/** `O_j = e^{m' - m} O_{j-1} + P V`: what is added to the output so far, in one pass. Source: Dao et al. 2022. */
function addedToItself(graph: Graph, root: ValueId): ValueId | undefined {
  const { name, defined, operation, inputs } = graph.value(root);
  if (defined !== true || name === undefined || operation.kind !== 'add') return undefined;
  if (!graph.kinds.has('exp')) return undefined;
  const own = nameParts(name).base;
  const isBefore = (term: ValueId): boolean =>
    cone(graph, term, new Set()).some((i) => isLeaf(graph, i) && nameBelow(graph, i).base === own);
  const added = inputs.filter((i) => !isBefore(i));
  return added.length === 1 && inputs.length === 2 ? added[0] : undefined;
}

/** `W_1 x_i + \sum_j \alpha_{ij} W_2 x_j`: a node's own projection beside its neighbours' sum. */
function besideItself(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  if (projectionAt(graph, throughLayout(graph, a), false) === undefined) return undefined;
  return /^(matmul|einsum|sum)$/.test(graph.kind(throughLayout(graph, b)))
    ? throughLayout(graph, b)
    : undefined;
}

/** `weights · V`, where the weights are known by name, or are a softmax of something not read. */
export const weightedSum: Recognizer = (graph, root) => {
  // `\frac{1}{Z_i} \exp(q_i \cdot k_j)`: one weight.
  const of = overLetter(graph, root);
  if (of !== undefined && graph.kind(throughLayout(graph, of)) === 'exp') return undefined;
  const changed = activated(graph, root) ?? besideItself(graph, root);
  const inner = averaged(graph, changed ?? root) ?? changed;
  const added = inner === undefined ? addedToItself(graph, root) : undefined;
  const at = inner ?? added ?? root;
  const pairs = [
    ...factorsOf(graph, at),
    ...sharedNormaliser(graph, at),
    ...threeFactors(graph, at),
    ...beforeProjection(graph, at),
    ...overItsSum(graph, at),
  ];
  for (const [weights, value] of pairs) {
    if (holdsDerivative(graph, value) || standsBefore(graph, at, weights, value)) continue;
    const paired = inner !== undefined && isGreekOfPair(graph, weights, value, root);
    const book = weigh(graph, paired || added !== undefined ? root : at, weights, value);
    if (book === undefined) continue;
    // Only weights under their own name make a layer with an activation attention.
    if (inner !== undefined) {
      if (!paired && graph.meaning(through(graph, weights)) !== 'weights') continue;
      book.set(root, 'output');
    }
    const whole = isOfScores(graph, weights, value) || isSaidAttention(graph, root);
    const kind = isHeadName(graph, root)
      ? 'attention.head'
      : whole
        ? 'attention.scaledDotProduct'
        : 'attention.weightedSum';
    return { kind, root, roles: book.roles, boundary: book.boundary };
  }
  const book =
    writtenOut(graph, root) ??
    columnSum(graph, root) ??
    literalSum(graph, root) ??
    pairwise(graph, root) ??
    belowInverse(graph, root) ??
    overDiagonal(graph, root) ??
    sharesOfValues(graph, root) ??
    addedInOnePass(graph, root);
  return (
    book && { kind: 'attention.weightedSum', root, roles: book.roles, boundary: book.boundary }
  );
};

/** `\sum_j \alpha_{ij} W h_j` as one contraction: the weights, and the last factor as values. */
function threeFactors(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'einsum' || inputs.length !== 3) return [];
  const tensors = inputs.filter((i) => !isScalar(graph, i) && !isNamedWeight(graph, i));
  const [a, b] = tensors;
  if (a === undefined || b === undefined || tensors.length !== 2) return [];
  return [
    [a, b],
    [b, a],
  ];
}
