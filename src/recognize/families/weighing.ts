import type { ValueId } from '../../program/value.js';
import { sameExpression } from '../chain.js';
import { isAbout, isLeaf, nameBelow } from '../evidence.js';
import { cone, summand, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { weightKey } from '../projection.js';
import { scoresPath } from '../scoresPath.js';
import { softmaxForm, type SoftmaxForm } from '../softmaxForm.js';
import { symbolMeaning } from '../symbols.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { meanOf } from './comparisons.js';
import { factorsOf } from './factors.js';
import { isValues } from './inverseTimes.js';
import { writtenAs } from '../written.js';

/** `Q(\text{Apple})` among what is multiplied, below layout. */
const isQueryBeside = (graph: Graph, product: ValueId): boolean =>
  [product, ...graph.users(product)].some((u) =>
    graph.value(u).inputs.some((i) => {
      const { operation } = graph.value(throughLayout(graph, i));
      return operation.kind === 'call' && /^[qQ]$/.test(nameParts(operation.callee).base);
    }),
  );

/** `(q, k_i)`, `(k_i, q)`: whatever function it is, it compares them. */
const isOfPair = (graph: Graph, inputs: readonly ValueId[]): boolean => {
  const keys = inputs.map((i) => weightKey(graph, i));
  return keys.length === 2 && keys.includes('query') && keys.includes('key');
};

/** A function that gives weights or a kernel: `\alpha(q, k_i)`, `K(x - x_i)`, `w(x, x_i)`. */
export function isWeighing(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'call' || inputs.length === 0) return false;
  const { base } = nameParts(operation.callee);
  // `\text{Attention}(q, K)` without values gives the weights.
  const withoutValues = inputs.length === 2 && /^(attention|attn)$/i.test(base);
  // `K(love)^\top` beside `Q(Apple)` is a token's key.
  if (base === 'K' && inputs.length === 1 && graph.users(id).some((u) => isQueryBeside(graph, u))) {
    return false;
  }
  const known = symbolMeaning(operation.callee)?.key === 'weights' || isOfPair(graph, inputs);
  return known || withoutValues || /^(alpha|a|w|K|kernel)$/.test(base);
}

/** `p(k_i \mid q)`: the probability of a key, given the query. */
export function isChance(graph: Graph, id: ValueId): boolean {
  const { operation, tex } = graph.value(id);
  if (operation.kind !== 'call' || !/^(p|P|Pr)$/.test(nameParts(operation.callee).base))
    return false;
  return writtenAs(tex).bar && isAbout(graph, 'attention');
}

/** What is divided by its own sum: `\alpha(q, k_i) / \sum_j \alpha(q, k_j)`. */
export function normalised(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  const sum = summand(graph, throughLayout(graph, under));
  return sum !== undefined && sameExpression(graph, over, sum) ? over : undefined;
}

/** What is divided by the letter of its sum: `x / Z`, `\frac{1}{z_i} x`. */
export function overLetter(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  const isLetter = (i: ValueId): boolean => /^(?:[Zz]|l|ell)$/.test(nameBelow(graph, i).base);
  if (operation.kind === 'div') return isLetter(b) ? a : undefined;
  const { operation: first, inputs: parts } = graph.value(throughLayout(graph, a));
  const isInverse = first.kind === 'div' && parts[1] !== undefined && isLetter(parts[1]);
  return isInverse && /^(mul|matmul|einsum)$/.test(operation.kind) ? b : undefined;
}

/** `\sum_k \pi_k \text{softmax}(\ldots)`: a mixture, whose softmax weighs nothing. */
export function isShare(graph: Graph, id: ValueId): boolean {
  const { operation, name } = graph.value(throughLayout(graph, id));
  const { base, marks } = nameParts(name ?? '');
  return operation.kind === 'input' && /^(pi|rho|lambda|phi)$/.test(base) && marks.length > 0;
}

/** `\frac{1}{K} \sum_k \sum_j \alpha_{ij}^k W^k h_j`: below the mean over heads, the sum of one. */
export function averaged(graph: Graph, id: ValueId): ValueId | undefined {
  const mean = meanOf(graph, id);
  const inner = mean === undefined ? undefined : throughLayout(graph, mean);
  return inner !== undefined && summand(graph, inner) !== undefined ? inner : undefined;
}

/** `D_p(\text{softmax}(Q K^\top))`: rows of weights weigh what stands on their right. */
export function standsBefore(graph: Graph, root: ValueId, weights: ValueId, by: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  if (!graph.setting.formula || operation.kind !== 'matmul' || inputs[0] !== by) return false;
  if (!isLeaf(graph, throughLayout(graph, by)) || isValues(graph, by)) return false;
  const form = softmaxForm(graph, throughLayout(graph, weights));
  const product = form === undefined ? undefined : scoresPath(graph, form.input)?.product;
  // `V \text{softmax}(K^\top Q)` is of columns.
  if (product === undefined || product.columns) return false;
  return weightKey(graph, product.left) === 'query' && weightKey(graph, product.right) === 'key';
}

/** `\text{softmax}(C) \cdot d`: a mean over depths or classes, where nothing speaks of attention. */
export const isAnyMean = (graph: Graph, logits: ValueId | undefined): boolean =>
  logits !== undefined &&
  graph.setting.formula &&
  graph.meaning(throughLayout(graph, logits)) !== 'scores' &&
  scoresPath(graph, logits)?.product === undefined &&
  !isAbout(graph, 'attention');

/** `\text{Attn}(P X) = P \, \text{Attn}(X)`: what comes out of attention is weighed no more. */
export function isAttended(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(throughLayout(graph, id));
  if (operation.kind === 'scaledDotProductAttention') return graph.setting.formula;
  const called = graph.setting.formula && operation.kind === 'call' ? operation.callee : undefined;
  return called !== undefined && /att(?:ention|n)$/i.test(nameParts(called).base);
}

/** `\sum_{j \le i} \frac{\exp(x_j - m_i)}{\delta_i} V_j`: values by exponentials over any letter of their sum. */
export function sharesOfValues(graph: Graph, root: ValueId): RoleBook | undefined {
  if (!graph.setting.formula || graph.value(root).defined !== true) return undefined;
  if (!graph.kinds.has('exp') || !graph.kinds.has('div')) return undefined;
  for (const [weights, value] of factorsOf(graph, root)) {
    const at = graph.value(throughLayout(graph, weights));
    const [inner] = at.operation.kind === 'tril' ? at.inputs : [at.id];
    const share = graph.value(inner ?? at.id);
    const [over, under] = share.inputs;
    if (share.operation.kind !== 'div' || over === undefined || under === undefined) continue;
    const letter = isLeaf(graph, throughLayout(graph, under));
    if (!letter || graph.kind(throughLayout(graph, over)) !== 'exp' || !isValues(graph, value))
      continue;
    if (!isAbout(graph, 'attention')) return undefined;
    return createRoleBook().set(root, 'output').input(weights, 'weights').input(value, 'value');
  }
  return undefined;
}

/** `e^{s_j - m}`: one score less the largest. */
export function isExpBelowMaximum(graph: Graph, id: ValueId): boolean {
  const [exponent] = graph.kind(id) === 'exp' ? graph.value(id).inputs : [];
  if (exponent === undefined || graph.kind(exponent) !== 'sub') return false;
  const [score, largest] = graph.value(exponent).inputs;
  if (score === undefined || largest === undefined) return false;
  // A bare `m` reads as a size.
  const isLargest =
    graph.kind(largest) === 'dimension' || /^[mM]$/.test(nameBelow(graph, largest).base);
  if (!isLargest || !/^[sSxz]$/.test(nameBelow(graph, score).base)) return false;
  return isAbout(graph, 'attention');
}

/** The `y_i x_i` of `\sum_i \alpha_i y_i x_i`: a point with its label, which a margin and no attention weighs. */
export function isLabelledPoint(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  const [label, point, more] = inputs.map((i) => nameBelow(graph, i).base);
  if (!graph.setting.formula || !/^(?:mul|matmul|einsum)$/.test(operation.kind)) return false;
  return more === undefined && /^[yt]$/.test(label ?? '') && /^(?:x|phi)$/.test(point ?? '');
}

/** True where the softmax, or the exponential over `Z`, is of the value itself, changed by no more than a number. */
function weighsItself(
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  softmax: SoftmaxForm | undefined,
): boolean {
  if (!isLeaf(graph, value)) return false;
  // `\frac{e^{-E_i}}{Z}`
  const over = throughLayout(graph, overLetter(graph, weights) ?? weights);
  const exponential = softmax?.input ?? (graph.kind(over) === 'exp' ? over : undefined);
  const own = nameBelow(graph, value);
  if (exponential === undefined) return false;
  const reach = cone(graph, exponential, new Set());
  if (!reach.every((id) => changesByNumbers.has(graph.kind(id)))) return false;
  const free = reach.filter((id) => graph.kind(id) === 'input').map((id) => nameBelow(graph, id));
  const others = free.filter((n) => !/^(?:alpha|beta|gamma|lambda|tau|T|kT)$/.test(n.base));
  return others.length > 0 && others.every((n) => n.base === own.base);
}

const changesByNumbers: ReadonlySet<string> = new Set(
  'input dimension tensor mul div neg exp index cast expand reshape sub max'.split(' '),
);

/**
 * `1 - e^{x_j} / \sum_k e^{x_k}`: what a softmax changes by; `[h_i \Vert h_j]`: what a vector scores. Asked of
 * what is not known for values.
 */
export function isNoValue(
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  softmax: SoftmaxForm | undefined,
): boolean {
  if (!graph.setting.formula) return false;
  const at = throughLayout(graph, value);
  // `\sum p \log p` is an entropy, `\sum_i \frac{e^{-E_i}}{Z} E_i` a mean of what it weighs by.
  if (graph.kind(at) === 'log' || weighsItself(graph, weights, at, softmax)) return true;
  const pair = graph.value(at);
  const states = pair.inputs.map((i) => nameBelow(graph, i));
  const [a, b] = states;
  const joined = pair.operation.kind === 'concat' && a?.base === b?.base && a?.base === 'h';
  if (joined && graph.kind(throughLayout(graph, weights)) === 'input') return true;
  // `S_i (1 - S_j)`
  const others = pair.inputs.filter((i) => graph.kind(i) !== 'tensor');
  const own = nameBelow(graph, weights).base;
  const rest = pair.operation.kind === 'sub' && others.length === 1 && own !== '';
  if (rest && others.every((i) => nameBelow(graph, i).base === own)) return true;
  return (
    softmax !== undefined && cone(graph, value, new Set()).some((id) => graph.kind(id) === 'exp')
  );
}
