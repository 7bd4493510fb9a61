import type { ValueId } from '../../program/value.js';
import { assignScores, namedAsScores } from '../attentionParts.js';
import { chainOf, termsOf, type Chain } from '../chain.js';
import { isAbout, isEquation } from '../evidence.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { cone, through, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { productOf, type Product } from '../product.js';
import { assignPart, isNamedWeight, weightKey } from '../projection.js';
import { isScalar, monomial, scaleFactor } from '../scalars.js';
import { scoresPath } from '../scoresPath.js';
import { kernelScores } from './kernelScores.js';

/** `q kᵀ`, scaled and masked or not, where names, or a division by a root of a size, say so. */
function productScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const path = scoresPath(graph, root);
  if (path?.product === undefined || through(graph, root) !== root) return undefined;
  const { product } = path;
  if (isNamedWeight(graph, product.right) || isNamedWeight(graph, product.left)) return undefined;
  const factor = scaleFactor(path.factors);
  const rooted = [...(factor?.powers.values() ?? [])].some((p) => p.exponent === -0.5);
  const named = namedAsScores(graph, product) || isDefinedAsScores(graph, root, product);
  if (!named && !(rooted && product.transposed)) return undefined;
  if (hasSumBetween(graph, root)) return undefined;
  const book = createRoleBook();
  assignScores(graph, book, path);
  return book;
}

/** `q_t \frac{\exp(s_i)}{\sum_j \exp(s_j)} k_i`: more than a query's product with a key. */
function hasSumBetween(graph: Graph, root: ValueId): boolean {
  const isPart = (id: ValueId): boolean => /^(query|key)$/.test(weightKey(graph, id) ?? '');
  return cone(graph, root, new Set()).some((id) => {
    const { operation } = graph.value(id);
    const product = operation.kind === 'call' && /^\\?(sum|prod)$/.test(operation.callee);
    const reduces = operation.kind === 'sum' || product;
    if (!reduces) return false;
    const leaves = cone(graph, id, new Set()).filter((i) => graph.value(i).inputs.length === 0);
    return !leaves.some((i) => isPart(i));
  });
}

function isDefinedAsScores(graph: Graph, root: ValueId, inner: Product): boolean {
  if (!definedAs(graph, root, 'scores')) return false;
  const product = productOf(graph, root);
  // `score = \frac{a \cdot b}{45000}` may be a score of anything.
  if (product === undefined) {
    const computed = [inner.left, inner.right].some((s) => graph.kind(s) === 'call');
    return (inner.transposed && !computed) || isAbout(graph, 'attention');
  }
  // `S_{ij} = u_i^\top v_j` may be any table of products; a word says that it is scores.
  const states = [product.left, product.right].every((s) => isHiddenState(graph, s));
  return (
    product.transposed && (states || !isLetterNamed(graph, root) || isAbout(graph, 'attention'))
  );
}

/** True for a name of one letter: `S_{ij}`, `e_{ij}`. */
const isLetterNamed = (graph: Graph, id: ValueId): boolean =>
  nameParts(graph.value(id).name ?? '').base.length === 1;

const isHiddenState = (graph: Graph, id: ValueId): boolean =>
  isState(graph, id) &&
  !/^[xXyY]$/.test(nameParts(graph.value(throughLayout(graph, id)).name ?? '').base);

const definedAs = (graph: Graph, id: ValueId, key: 'scores' | 'weights'): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === key;

/** Scores under their own name, or a letter with two indices, `a_{ij}`, that is weights elsewhere. */
const isNamedScores = (graph: Graph, id: ValueId): boolean =>
  definedAs(graph, id, 'scores') || definedAs(graph, id, 'weights');

/** What a factor is to scores: a query, a key, or their weights. */
function sideOf(graph: Graph, id: ValueId): 'query' | 'key' | undefined {
  const key = weightKey(graph, id);
  if (key === 'query' || key === 'queryWeight') return 'query';
  return key === 'key' || key === 'keyWeight' ? 'key' : undefined;
}

/** States that queries and keys are made of: `h_t`, `\bar h_s`, `s_{i-1}`, `x_i`. */
function isState(graph: Graph, id: ValueId): boolean {
  const leaf = graph.value(throughLayout(graph, id));
  if (leaf.operation.kind !== 'input' || isNamedWeight(graph, leaf.id)) return false;
  const { base } = nameParts(leaf.name ?? '');
  return /^[hsxzydHSXZYqkQK]$/.test(base) || /hidden|state|encoder|decoder/i.test(leaf.name ?? '');
}

/** Any letter, where a word says that the product is a score: `\text{score}(a, b) = a^\top W b`. */
const isOperand = (graph: Graph, id: ValueId): boolean => {
  const leaf = graph.value(throughLayout(graph, id));
  const letter = nameParts(leaf.name ?? '').base.length === 1;
  return leaf.operation.kind === 'input' && letter && !isNamedWeight(graph, leaf.id);
};

/** How the text says that a value is a score: by a word, a letter, or the name of a score function. */
type Said = 'named' | 'letter' | 'function' | 'bilinear' | undefined;

function saidToBeScore(graph: Graph, root: ValueId): Said {
  // `h_t^\top W_a \bar h_s` in a table of score functions.
  if (graph.program.outputs.includes(root) && !isEquation(graph, root)) {
    const turned = graph.values.some((v) => v.operation.kind === 'transpose');
    return turned && isAbout(graph, 'attention') ? 'bilinear' : undefined;
  }
  if (isNamedScores(graph, root)) {
    const letter = isLetterNamed(graph, root) && !isAbout(graph, 'attention');
    return letter ? 'letter' : 'named';
  }
  const { name, defined } = graph.value(root);
  // `e_i = s^\top W h_i`: the query has no place of its own.
  const isEnergy = nameParts(name ?? '').base === 'e' && isAbout(graph, 'attention');
  if (isEnergy && defined === true) return 'letter';
  return defined === true && scoreFunctions.test(nameParts(name ?? '').base)
    ? 'function'
    : undefined;
}

/** A chain with a query and a key, `qᵀ W k`; or of two states where the text says it is a score. */
function compares(
  graph: Graph,
  { factors, contracts }: Chain,
  isScore: Said,
  wordNamed = false,
): boolean {
  if (!contracts) return false;
  const sides = factors.map((f) => sideOf(graph, f));
  if (factors.some((f) => graph.meaning(f) === 'value')) return false;
  if (sides.includes('query') && sides.includes('key')) return true;
  const word = isScore === 'named' && wordNamed && isAbout(graph, 'attention');
  const states = factors.filter((f) => isState(graph, f) || (word && isOperand(graph, f)));
  const weights = factors.filter((f) => isNamedWeight(graph, f));
  const hidden = weights.length > 0 || states.every((f) => isHiddenState(graph, f));
  const bilinear =
    isScore === 'bilinear' && weights.length === 1 && states.every((f) => isHiddenState(graph, f));
  const said = bilinear || isScore === 'named' || (isScore === 'letter' && hidden);
  const known = said || (isScore === 'function' && sides.some((side) => side !== undefined));
  return known && states.length === 2 && states.length + weights.length === factors.length;
}

/** `\omega_{21}`: a letter with the places of two positions. */
function isPairOf(graph: Graph, id: ValueId): boolean {
  const { name, defined } = graph.value(id);
  const { base, marks } = nameParts(name ?? '');
  const pair = marks.length === 1 && /^([a-z]{2}|\d{2}|[a-z\d],[a-z\d])$/.test(marks[0] ?? '');
  return defined === true && pair && /^([a-z]|omega|phi|psi|rho)$/i.test(base);
}

/** `\omega_{21} = x^{(1)} q^{(2)\top}`: a query or a key with a state, for two positions. */
function pairScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const product = productOf(graph, root);
  if (product?.transposed !== true || !isPairOf(graph, root)) return undefined;
  const sides = [product.left, product.right].map((s) => throughLayout(graph, s));
  if (!sides.every((s) => isState(graph, s))) return undefined;
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
  const listed = operation.kind === 'call' || operation.kind === 'stack';
  const said = listed ? saidToBeScore(graph, root) : undefined;
  if (said === undefined || said === 'bilinear') return undefined;
  const compared = inputs.filter((i) => compares(graph, chainOf(graph, i), 'named'));
  // `[q_t \cdot k_1, \dots, q_t \cdot k_t]`: one score for each key.
  const all = compared.length > 1 && compared.length === inputs.length;
  const chosen = operation.kind === 'call' && operation.callee === 'cases';
  return all || (chosen && compared.length > 0) ? createRoleBook().set(root, 'scores') : undefined;
}

/** Scaled by a number, whatever number. */
function unscaled(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return id;
  if (operation.kind === 'div' && isScalar(graph, b)) return a;
  if (operation.kind !== 'mul') return id;
  if (isScalar(graph, a)) return b;
  return isScalar(graph, b) ? a : id;
}

/** `q_i k_j^\top = x_i W_Q W_K^\top x_j^\top + \dots`: a query times a key, by what they are made of. */
function definesProduct(graph: Graph, root: ValueId): boolean {
  if (!isEquation(graph, root)) return false;
  const right = new Set(cone(graph, root, new Set()));
  const left = graph.values
    .filter((v) => v.operation.kind === 'input' && !right.has(v.id))
    .map((v) => nameParts(v.name ?? '').base)
    .filter((base) => base !== 'I')
    .map((base) => base.toLowerCase());
  return left.length === 2 && left.includes('q') && left.includes('k');
}

/**
 * A sum of products of which one compares queries with keys: `qᵀ W k`, or with relative positions.
 * Sources: Luong et al. 2015 (general); Dai et al. 2019 (Transformer-XL).
 */
function chainScores(graph: Graph, root: ValueId): RoleBook | undefined {
  if (through(graph, root) !== root) return undefined;
  const terms = termsOf(graph, unscaled(graph, root)).map((t) => chainOf(graph, t));
  const isScore = saidToBeScore(graph, root);
  const first = terms.find((t) => compares(graph, t, isScore, !isLetterNamed(graph, root)));
  if (first === undefined) return undefined;
  const unsaid = isScore === undefined || isScore === 'bilinear';
  if (terms.length > 1 && unsaid && !definesProduct(graph, root)) return undefined;
  const sure = isScore !== undefined && isScore !== 'bilinear';
  if (!sure && hasSumBetween(graph, root)) return undefined;
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

/** `\tilde s_{ij} = s_{ij} / \sqrt{d_k}`, `\hat S = S + M`: known scores scaled or masked. */
function changedScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [a, b] = inputs;
  if (defined !== true || a === undefined || b === undefined) return undefined;
  const isScores = (id: ValueId): boolean => {
    const { name = '', operation: leaf } = graph.value(id);
    return leaf.kind === 'input' && (graph.meaning(id) === 'scores' || /^[SE]$/.test(name));
  };
  const book = createRoleBook();
  switch (operation.kind) {
    case 'div':
    case 'mul': {
      const [scores, scale] = isScores(a) ? [a, b] : [b, a];
      if (!isScores(scores) || !isScalar(graph, scale)) return undefined;
      const rooted = [...(monomial(graph, scale)?.powers.values() ?? [])].some(
        (p) => Math.abs(p.exponent) === 0.5,
      );
      if (graph.meaning(scores) !== 'scores' && !rooted) return undefined;
      return book.input(scores, 'scores').set(scale, 'scale').set(root, 'scaled');
    }
    case 'add': {
      const [scores, mask] = isScores(a) ? [a, b] : [b, a];
      const key = graph.meaning(mask);
      if (!isScores(scores) || (key !== 'mask' && key !== 'bias')) return undefined;
      return book.input(scores, 'scores').set(mask, key).set(root, 'masked');
    }
    default:
      return undefined;
  }
}

/** Names of score functions of two arguments: `a(s_{i-1}, h_j)`, `\text{score}(q, k)`. */
const scoreFunctions =
  /^(a|f|g|s|score|align(ment)?|sim(ilarity)?|cos(ine)?(_?sim\w*)?|energy|compat\w*|att|attn|mlp)$/i;

/** `e_{ij} = a(s_{i-1}, h_j)`: a score function that the text does not write out. */
function functionScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  const [query, key] = inputs;
  if (operation.kind !== 'call' || query === undefined || key === undefined) return undefined;
  if (!definedAs(graph, root, 'scores') || inputs.length > 3) return undefined;
  if (!scoreFunctions.test(nameParts(operation.callee).base)) return undefined;
  return createRoleBook().set(root, 'scores').input(query, 'query').input(key, 'key');
}

/** `e_{ij} = \text{LeakyReLU}(aᵀ [W h_i ‖ W h_j])`. Source: Veličković et al. 2018 (GAT). */
function graphScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (inner === undefined) return undefined;
  // `a^\top \text{LeakyReLU}(W [h_i \| h_j])`. Source: Brody et al. 2022 (GATv2).
  const [, second] = inputs;
  if (operation.kind === 'matmul' && second !== undefined && saidToBeScore(graph, root)) {
    const h = graph.value(second);
    const [below] = h.inputs;
    const rectified =
      h.operation.kind === 'call' ? /relu$/i.test(h.operation.callee) : h.operation.kind === 'relu';
    return rectified && below !== undefined ? joinedScores(graph, root, below) : undefined;
  }
  if (!isNamedScores(graph, root)) return undefined;
  const leaky = operation.kind === 'call' && /relu$/i.test(operation.callee);
  return leaky || operation.kind === 'relu' ? joinedScores(graph, root, inner) : undefined;
}

/** `aᵀ [W h_i ‖ W h_j]`: the pair side by side below the scores. */
function joinedScores(graph: Graph, root: ValueId, inner: ValueId): RoleBook | undefined {
  const { factors } = chainOf(graph, inner);
  const joined = factors.find((f) => {
    const { operation: o } = graph.value(f);
    return o.kind === 'concat' || (o.kind === 'call' && /^(concat|\\\|)$/.test(o.callee));
  });
  if (joined === undefined) return undefined;
  const book = createRoleBook().set(root, 'scores').set(joined, 'concatenated');
  const [query, key] = graph.value(joined).inputs;
  return book.set(query, 'query').set(key, 'key');
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

/** `QK^\top = \begin{bmatrix}…`: the numbers of a query times a key. */
export const statedScores: Recognizer = (graph, root) => {
  const { operation } = graph.value(root);
  if (operation.kind !== 'tensor' || operation.shape.length !== 2) return undefined;
  if (!graph.setting.formula || !definesProduct(graph, root)) return undefined;
  if (!isAbout(graph, 'attention')) return undefined;
  return { kind: 'attention.scores', root, roles: createRoleBook().set(root, 'scores').roles };
};

/** Scores in any of their forms, without the softmax. */
export const scoresAlone: Recognizer = (graph, root) => {
  const book =
    productScores(graph, root) ??
    exponentials(graph, root) ??
    chainScores(graph, root) ??
    pairScores(graph, root) ??
    listedScores(graph, root) ??
    changedScores(graph, root) ??
    functionScores(graph, root) ??
    graphScores(graph, root) ??
    kernelScores(graph, root);
  if (book === undefined) return undefined;
  return { kind: 'attention.scores', root, roles: book.roles, boundary: book.boundary };
};
