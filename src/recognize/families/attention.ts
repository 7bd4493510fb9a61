import type { ValueId } from '../../program/value.js';
import { assignScores, assignWeights, namedAsScores, weightsAt } from '../attentionParts.js';
import { sameExpression } from '../chain.js';
import { withoutConstant } from '../denominator.js';
import { holdsDerivative, isAbout, isByCases, isLeaf, nameBelow } from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { pickedFrom, summand, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { assignPart, isNamedWeight, projectionAt, weightKey } from '../projection.js';
import type { ItemKind } from '../roles.js';
import { scoresPath, type ScoresPath } from '../scoresPath.js';
import { softmaxForm, withoutTriangle } from '../softmaxForm.js';
import { aroundMiddle, atLeftEnd, beforeProjection, factorsOf } from './factors.js';
import { graphWeights } from './graphAttention.js';
import { hasPerHeadWeights, isAttentionName, isHead, isHeadName } from './heads.js';
import { isClassifier } from './classifier.js';
import { areScores } from './comparisons.js';
import { isHeadWeight } from './kernelScores.js';
import { isOnlyAbout } from './namedCalls.js';
import { otherFunction } from './otherFunction.js';
import { projectedOut } from './projectedOut.js';
import { isWeighing, normalised, overLetter, standsBefore } from './weighing.js';
import { weightsByName } from './weightsByName.js';

function composite(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'scaledDotProductAttention') return undefined;
  // `Attention(Q, K, V) = Attention Value` tells what comes out, and works out nothing.
  const told = /^attention[ _]values?$/i.test(graph.value(root).name ?? '');
  if (graph.setting.formula && told && inputs.every((i) => isLeaf(graph, i))) return undefined;
  const [query, key, value, mask] = inputs;
  const book = createRoleBook();
  book.set(root, 'output');
  if (query !== undefined) assignPart(graph, book, query, 'query');
  if (key !== undefined) assignPart(graph, book, key, 'key');
  if (value !== undefined) assignPart(graph, book, value, 'value');
  book.set(mask, 'mask');
  return {
    kind: isHead(graph, root, [query, key, value])
      ? 'attention.head'
      : 'attention.scaledDotProduct',
    root,
    roles: book.roles,
    boundary: book.boundary,
  };
}

/** True for the second and later of several results of one call, `out, attention = …`. */
function isLaterResult(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const [first] = inputs;
  if (operation.kind !== 'call' || first === undefined) return false;
  return graph.users(first).some((other) => {
    const v = graph.value(other);
    const same = v.operation.kind === 'call' && v.operation.callee === operation.callee;
    return same && other < root && v.name !== undefined && v.inputs.join() === inputs.join();
  });
}

/** By its name, or by the weight that projects it: `X W_Q`. */
const means = (graph: Graph, id: ValueId, part: 'query' | 'key' | 'value'): boolean => {
  const at = throughLayout(graph, id);
  if (graph.meaning(id) === part || graph.meaning(at) === part) return true;
  const weight = graph.kind(at) === 'matmul' ? projectionAt(graph, at, false)?.weight : undefined;
  return weight !== undefined && weightKey(graph, weight) === `${part}Weight`;
};

const areQueryKeyValue = (graph: Graph, [query, key, value]: readonly ValueId[]): boolean =>
  query !== undefined &&
  key !== undefined &&
  value !== undefined &&
  means(graph, query, 'query') &&
  means(graph, key, 'key') &&
  means(graph, value, 'value');

/**
 * `f(W_i^Q q, W_i^K k, W_i^V v)`, `Z_i = f(Q_i, K_i, V_i)`: attention by any name, of what each head
 * projects for itself.
 */
function unreadHead(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [query, key, value] = inputs;
  const taken = defined === true || graph.users(root).length > 0;
  if (operation.kind !== 'call' || !taken) return undefined;
  // `head_i = \text{DiffAttn}(X; W_i^Q, W_i^K, W_i^V, \lambda)`
  const said = /att(?:ention|n)$/i.test(nameParts(operation.callee).base);
  if (said && query !== undefined && isHeadName(graph, root)) {
    const roles = createRoleBook().set(root, 'head').input(query, 'input').roles;
    return { kind: 'attention.head', root, roles };
  }
  if (query === undefined || key === undefined || value === undefined) return undefined;
  // `\text{Att}(Q W_j^Q, K W_j^K, V W_j^V; \omega_j)`: what else it takes says nothing.
  const parts = [query, key, value];
  const own =
    inputs.length === 3 &&
    areQueryKeyValue(graph, parts) &&
    isHead(graph, root, parts) &&
    isAbout(graph, 'attention');
  if (!own && !(inputs.length < 5 && hasPerHeadWeights(graph, parts, 3))) return undefined;
  const book = createRoleBook().set(root, 'head');
  assignPart(graph, book, query, 'query');
  assignPart(graph, book, key, 'key');
  assignPart(graph, book, value, 'value');
  return { kind: 'attention.head', root, roles: book.roles, boundary: book.boundary };
}

/** A result of three in a formula, where the text is about attention. */
function isOfAttention(graph: Graph, root: ValueId): boolean {
  const { inputs, defined } = graph.value(root);
  const three = graph.setting.formula && defined === true && inputs.length === 3;
  return three && isAbout(graph, 'attention');
}

/** A call that is not read but says what it is: `self.attention(q, k, v, mask)`, `O = f(Q, K, V)`. */
function unreadCall(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, name } = graph.value(root);
  const [query, key, value, mask] = inputs;
  if (operation.kind !== 'call') return undefined;
  if (query === undefined || key === undefined || value === undefined) return undefined;
  const said = /attention|attn/i.test(operation.callee) && !isOnlyAbout(graph, operation.callee);
  if (!said && !isOfAttention(graph, root)) return undefined;
  // One of several results that nothing takes up.
  if (name === undefined && graph.users(root).length === 0) return undefined;
  const self = said && graph.sameAs(query, key) && graph.sameAs(key, value);
  if (!self && !areQueryKeyValue(graph, inputs)) return undefined;
  const later = isLaterResult(graph, root);
  const meaning = graph.meaning(root);
  const isWeights = meaning === 'weights' || (later && meaning === 'attention');
  if (later && !isWeights) return undefined;
  const book = createRoleBook();
  book.set(root, isWeights ? 'weights' : 'output');
  assignPart(graph, book, query, 'query');
  assignPart(graph, book, key, 'key');
  if (!isWeights) assignPart(graph, book, value, 'value');
  if (mask !== undefined && graph.meaning(mask) === 'mask') book.set(mask, 'mask');
  const multiple = /multi_?head|mha/i.test(operation.callee);
  const kind: ItemKind = isWeights
    ? 'attention.weights'
    : multiple
      ? 'attention.multiHead'
      : 'attention.scaledDotProduct';
  return { kind, root, roles: book.roles, boundary: book.boundary };
}

/** Weights and values of `\sum_j e^{s_{ij}} v_j / \sum_j e^{s_{ij}}`: the softmax's sum stands below all. */
function exponentials(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  const sum = summand(graph, throughLayout(graph, withoutConstant(graph, under)));
  if (sum === undefined) return undefined;
  for (const [weights, value] of factorsOf(graph, throughLayout(graph, over))) {
    const exp = graph.value(withoutTriangle(graph, throughLayout(graph, weights)));
    const [scores] = exp.inputs;
    if (exp.operation.kind !== 'exp' || scores === undefined) continue;
    const path = scoresPath(graph, scores);
    if (path === undefined || !sameExpression(graph, weights, sum)) continue;
    const book = createRoleBook().set(root, 'output');
    assignScores(graph, book, path);
    assignPart(graph, book, value, 'value');
    const known = path.product !== undefined;
    const kind = known ? 'attention.scaledDotProduct' : 'attention.weightedSum';
    return { kind, root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
}

/** `softmax(W_q x · W_k y) W_v y`: the weight of one pair, a number, times the value. */
function onePair(graph: Graph, root: ValueId): [ValueId, ValueId][] {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'mul' || !graph.setting.formula || a === undefined || b === undefined) {
    return [];
  }
  return (
    [
      [a, b],
      [b, a],
    ] satisfies [ValueId, ValueId][]
  ).filter(([weights]) => {
    const product =
      graph.kind(weights) === 'softmax'
        ? weightsAt(graph, weights, false)?.path.product
        : undefined;
    return product !== undefined && namedAsScores(graph, product);
  });
}

/** True but for `c_i = \sum_j \alpha_{ij} h_j` below a row of weights of something else than queries and keys. */
function isWhole(graph: Graph, root: ValueId, weights: ValueId, { product }: ScoresPath): boolean {
  if (product === undefined) return false;
  const above = graph.setting.formula && graph.value(throughLayout(graph, weights)).defined;
  return above !== true || isAttentionName(graph, root) || namedAsScores(graph, product);
}

/** `softmax(q kᵀ · c + mask) v`, as one call or in any spelling. Source: Vaswani et al. 2017, (1). */
export const scaledDotProduct: Recognizer = (graph, root) => {
  const call =
    composite(graph, root) ??
    unreadHead(graph, root) ??
    unreadCall(graph, root) ??
    exponentials(graph, root) ??
    projectedOut(graph, root, scaledDotProduct);
  if (call !== undefined) return call;
  const pairs = [
    ...factorsOf(graph, root),
    ...beforeProjection(graph, root),
    ...aroundMiddle(graph, root),
    ...atLeftEnd(graph, root),
    ...onePair(graph, root),
  ];
  for (const [weights, value] of pairs) {
    // `\frac{\partial}{\partial x} \text{softmax}(x)`
    if (holdsDerivative(graph, value) || standsBefore(graph, root, weights, value)) continue;
    const match = weightsAt(graph, weights, !isNamedWeight(graph, value));
    const other =
      match === undefined && !isHeadWeight(graph, value)
        ? otherFunction(graph, weights)
        : undefined;
    const path = match?.path ?? other;
    if (path === undefined) continue;
    const book = createRoleBook();
    book.set(root, 'output');
    if (match !== undefined) assignWeights(graph, book, match);
    else {
      book.set(throughLayout(graph, weights), 'weights');
      assignScores(graph, book, path);
    }
    assignPart(graph, book, value, 'value');
    const { product } = path;
    const head =
      product === undefined
        ? isHeadName(graph, root)
        : isHead(graph, root, [product.left, product.right, value]);
    const kind: ItemKind = head
      ? 'attention.head'
      : isWhole(graph, root, weights, path)
        ? 'attention.scaledDotProduct'
        : 'attention.weightedSum';
    return { kind, root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
};

/** `\alpha(q, k_i) / \sum_j \alpha(q, k_j)`: a kernel made to sum to 1. */
function normalisedWeights(graph: Graph, root: ValueId): Found | undefined {
  const kernel = normalised(graph, root);
  if (kernel === undefined || graph.value(root).defined !== true) return undefined;
  if (graph.meaning(root) !== 'weights' || !isWeighing(graph, kernel)) return undefined;
  const book = createRoleBook().set(root, 'weights').input(kernel, 'scores');
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
}

/** `\alpha_{ij} = \frac{1}{Z_i} \exp(e_{ij})`: weights whose sum has a letter of its own. */
function overTheirLetter(graph: Graph, root: ValueId): Found | undefined {
  const of = overLetter(graph, root);
  const { operation, inputs } = graph.value(throughLayout(graph, of ?? root));
  if (of === undefined || operation.kind !== 'exp' || graph.meaning(root) !== 'weights') {
    return undefined;
  }
  if (!isAbout(graph, 'attention')) return undefined;
  const book = createRoleBook().set(root, 'weights').input(inputs[0], 'scores');
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
}

/**
 * `\alpha_{ij} = \exp(q_i^\top k_j) / \sum_l q_i^\top k_l`: weights, whose sum the writer forgot to take of
 * the exponentials.
 */
function halfExponential(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  if (defined !== true || graph.meaning(root) !== 'weights') return undefined;
  const [scores] = graph.kind(over) === 'exp' ? graph.value(over).inputs : [];
  const sum = summand(graph, throughLayout(graph, under));
  if (scores === undefined || sum === undefined || !sameExpression(graph, scores, sum)) return;
  const path = scoresPath(graph, scores);
  const known = path?.product !== undefined && namedAsScores(graph, path.product);
  if (path === undefined || !(known || isAbout(graph, 'attention'))) return undefined;
  const book = createRoleBook().set(root, 'weights');
  assignScores(graph, book, path);
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
}

/**
 * `P_{ij} = \exp(S_{ij} - L_i)`: weights from scores and the logarithm of their sum. Source: Dao 2023,
 * FlashAttention-2, section 3.1.
 */
function recomputed(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [exponent] = inputs;
  if (operation.kind !== 'exp' || defined !== true || exponent === undefined) return undefined;
  const { operation: minus, inputs: sides } = graph.value(exponent);
  const [scores, sum] = sides;
  if (minus.kind !== 'sub' || scores === undefined || sum === undefined) return undefined;
  const path = scoresPath(graph, scores);
  // The largest one, before the division: `\tilde P_{ij} = \exp(S_{ij} - m_i)`.
  const subtracted = nameBelow(graph, sum).base;
  if (path === undefined || !/^(L|LSE|lse|m|M)$/.test(subtracted)) return undefined;
  if (!isAbout(graph, 'attention')) return undefined;
  const book = createRoleBook().set(root, 'weights');
  assignScores(graph, book, path);
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
}

/** `\text{softmax}(h_1 \cdot s, \ldots, h_T \cdot s)`: of scores in a list. */
function listedWeights(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'call' || !/^\\?softmax$/i.test(nameParts(operation.callee).base))
    return undefined;
  if (!areScores(graph, inputs)) return undefined;
  return { kind: 'attention.weights', root, roles: createRoleBook().set(root, 'weights').roles };
}

/** `A_{ij} = \begin{cases}\text{softmax}(q_i \cdot k_j) & … \\ 0 & …\end{cases}`: weights for some pairs. */
function chosenWeights(graph: Graph, root: ValueId): Found | undefined {
  const { inputs, defined } = graph.value(root);
  if (defined !== true || inputs.length < 2 || !isByCases(graph, root)) return undefined;
  for (const id of inputs) {
    const match = weightsAt(graph, id, false);
    if (match?.path.product === undefined || !namedAsScores(graph, match.path.product)) continue;
    const book = createRoleBook();
    assignWeights(graph, book, match);
    book.roles.set(root, 'weights');
    return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
  }
  return undefined;
}

/** `softmax(q kᵀ / √d)` without the values. */
export const weightsAlone: Recognizer = (graph, root) => {
  const { operation: made, inputs: parts } = graph.value(root);
  const element = pickedFrom(graph, root);
  // `\text{Dropout}(\text{softmax}(…))`: in code the weights are the row before.
  const dropped = graph.setting.formula && made.kind === 'dropout' ? parts[0] : undefined;
  const [over, by] = parts;
  // `\frac{\text{softmax}(QK^\top)}{\sqrt{d_k}}`: divided too late.
  const isRoot = by !== undefined && graph.kind(by) === 'sqrt';
  const scaled = graph.setting.formula && made.kind === 'div' && isRoot ? over : undefined;
  const inner = element ?? dropped ?? scaled;
  if (softmaxForm(graph, inner ?? withoutTriangle(graph, root)) === undefined) {
    return (
      normalisedWeights(graph, root) ??
      overTheirLetter(graph, root) ??
      halfExponential(graph, root) ??
      recomputed(graph, root) ??
      listedWeights(graph, root) ??
      chosenWeights(graph, root)
    );
  }
  const match = weightsAt(graph, scaled ?? root, false);
  if (match === undefined) return graphWeights(graph, root) ?? weightsByName(graph, root);
  if (isClassifier(graph, root, match)) return undefined;
  const book = createRoleBook();
  assignWeights(graph, book, match);
  if (scaled !== undefined) book.set(root, 'weights');
  // What the text defines as attention is that, values or not.
  const whole = isAttentionName(graph, root) && match.path.product !== undefined;
  const kind: ItemKind = whole ? 'attention.scaledDotProduct' : 'attention.weights';
  return { kind, root, roles: book.roles, boundary: book.boundary };
};
