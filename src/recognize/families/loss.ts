import type { OperationKind } from '../../program/operation.js';
import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Recognizer } from '../found.js';
import { holdsDerivative, isAbout, numberAt } from '../evidence.js';
import { cone, summand, throughLayout, type Graph } from '../graph.js';
import { nameParts, placesOn, type NameParts } from '../names.js';
import { addsNamedLosses } from '../toldParts.js';

/** A loss by the operation, or `-\sum y \log p`. */
export const loss: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const book = createRoleBook();
  if (operation.kind === 'loss') {
    book.input(inputs[0], 'logits').input(inputs[1], 'input').set(root, 'output');
    return { kind: 'loss', root, roles: book.roles, boundary: book.boundary };
  }
  if (namedLoss(graph, root) || addsNamedLosses(graph, root)) {
    return { kind: 'loss', root, roles: book.set(root, 'output').roles };
  }
  const named =
    graph.meaning(root) === 'loss' &&
    !isTable(nameParts(graph.value(root).name ?? '')) &&
    !isLogOfSum(graph, root) &&
    (!graph.setting.formula || trains(graph, root, cone(graph, root, new Set())));
  const negated =
    ['neg', 'sub', 'mul'].includes(operation.kind) &&
    isUnused(graph, root) &&
    // `BP \cdot \exp(\sum_n w_n \log p_n)` is a mean of products.
    !inputs.some((i) => graph.kind(i) === 'exp') &&
    // `\nabla_\theta L = -\sum_i \nabla_\theta \log p(x_i)` is its gradient.
    !holdsDerivative(graph, root) &&
    !isFreeEnergy(graph, root);
  if (!named && !negated) return undefined;
  const inside = cone(graph, root, new Set());
  const reach = inside.map((id) => graph.kind(id));
  const logarithm = reach.some((k) => k === 'log' || k === 'logSoftmax');
  const reduced =
    named ||
    ofTarget(graph, root) ||
    reach.some((k) => k === 'sum' || k === 'mean' || k === 'einsum') ||
    inside.some((id) => summand(graph, id) !== undefined);
  const squared = named && reach.includes('pow') && inputs.length > 0;
  if (!(logarithm && reduced) && !squared) return undefined;
  return { kind: 'loss', root, roles: book.set(root, 'output').roles };
};

/** `D_{KL}`, `\text{PPL}`, `H(p, q)`, `J(\theta)`: names of what training makes smaller. */
const isLossName = ({ base, marks, words }: NameParts): boolean =>
  /^(L|J|ell|loss|Loss|FL|NLL|MSE|RMSE|MAE|PPL|CE|BCE|KL|perplexity|Perplexity)$/.test(base) ||
  (/^(D|d)$/.test(base) && marks.some((m) => /^(KL|JS)/.test(m))) ||
  /^(cross_?entropy|perplexity|kl|k_l|kld|kl_divergence|mean_squared_error)$/.test(words) ||
  /[a-z](loss|Loss)$/.test(base);

/** `L_{ij}`: an entry of a matrix. */
const isTable = (name: NameParts): boolean => placesOn(name).length > 1;

/** `D_{KL}(P \| Q) = …`: the left-hand side, of two distributions, is no name. */
function isDivergence(graph: Graph, root: ValueId): boolean {
  if (!graph.setting.formula || !graph.isOutput(root)) return false;
  if (![...logarithms].some((kind) => graph.kinds.has(kind))) return false;
  const symbols = ofDivergence(graph);
  if (symbols.length === 0) return false;
  const within = new Set(cone(graph, root, new Set()));
  const sums = [...within].some(
    (id) => graph.kind(id) === 'sum' || summand(graph, id) !== undefined,
  );
  // `H(p \Vert q) = …`: the entropy's letter stands on the left alone.
  const named = symbols.some(({ id, entropy }) => !entropy || (sums && !within.has(id)));
  return named && [...within].some((id) => logarithms.has(graph.kind(id)));
}

/** Free symbols that a divergence goes by, and the bare letter of an entropy. */
const ofDivergence = onceEach(({ values }: Graph) =>
  values.flatMap(({ id, name, inputs }) => {
    const { base, marks } = nameParts(name ?? '');
    if (inputs.length > 0) return [];
    const divergence = base === 'KL' || marks.some((m) => /^(KL|JS)/.test(m));
    const entropy = base === 'H' && marks.length === 0;
    return divergence || entropy ? [{ id, entropy: !divergence }] : [];
  }),
);

/** `\max(0, 1 - y z)`, `\max(0, m + d_+ - d_-)`: what is left of a difference. */
function isHinge(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const zero = operation.kind === 'max' && inputs.some((i) => numberAt(graph, i) === 0);
  return zero && inputs.length === 2 && inputs.some((i) => /^(sub|add)$/.test(graph.kind(i)));
}

/** Words before “loss” that only training has. */
const lossWords =
  /entropy|nll|mse|mae|l1|l2|kl|hinge|focal|dice|triplet|contrast|nce|likelihood|bce|ce|huber|log(istic)?|rank|distill|margin|recon|adv|gan|total|train|val|test|LM|lm|mlm|clip|dpo|align/i;

const hasTarget = (graph: Graph, reach: readonly ValueId[]): boolean =>
  reach.some((id) => /^(target|prediction)$/.test(graph.meaning(id) ?? ''));

/**
 * `\text{PathLoss} = 20 \log d` is none of training: that compares with a target, adds terms up, or
 * takes a logarithm away.
 */
function trains(graph: Graph, root: ValueId, reach: readonly ValueId[]): boolean {
  if (hasTarget(graph, reach) || isAbout(graph, 'attention')) return true;
  const decibels = reach.some((id) => {
    const { operation, inputs } = graph.value(id);
    const [a, b] = inputs;
    if (a === undefined || b === undefined) return false;
    // `10 \log x`
    const ten = operation.kind === 'mul' && graph.kind(b) === 'log';
    if (ten) return /^(10|20)$/.test(String(Math.abs(numberAt(graph, a) ?? 0)));
    return operation.kind === 'div' && graph.kind(a) === 'log';
  });
  if (decibels) return false;
  const adds = (id: ValueId): boolean =>
    /^(sum|mean|einsum|call|pow|norm|abs)$/.test(graph.kind(id)) ||
    summand(graph, id) !== undefined;
  const named = nameParts(graph.value(root).name ?? '').marks.some((m) => lossWords.test(m));
  return named || ['neg', 'sub'].some((k) => graph.kind(root) === k) || reach.some(adds);
}

/** `-T \log \sum_i e^{-E_i / T}`: the logarithm of a sum alone, of physics rather than training. */
function isFreeEnergy(graph: Graph, root: ValueId): boolean {
  const taken = cone(graph, root, new Set()).filter((id) => graph.kind(id) === 'log');
  const ofSums = taken.every((id) => {
    const [inner] = graph.value(id).inputs;
    return inner !== undefined && summand(graph, throughLayout(graph, inner)) !== undefined;
  });
  return graph.setting.formula && taken.length > 0 && ofSums && !graph.kinds.has('sub');
}

/** `-\log \hat y_y`, `-\log p_y`, `-y^\top \log \hat y`: of one prediction, or a product with the target. */
function ofTarget(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (operation.kind !== 'neg' || inner === undefined) return false;
  const below = graph.value(inner);
  if (/^(matmul|mul|add)$/.test(below.operation.kind))
    return hasTarget(graph, cone(graph, inner, new Set()));
  const [of] = below.inputs;
  if (below.operation.kind !== 'log' || of === undefined) return false;
  const { base, marks } = nameParts(graph.value(of).name ?? '');
  return (
    (/^[yt]$/.test(base) && marks.length > 0) ||
    graph.meaning(of) === 'prediction' ||
    (/^[pP]$/.test(base) && marks.some((m) => /^(y|t|c|true|target|correct|label|gt)/.test(m)))
  );
}

const logarithms = new Set<OperationKind>(['log', 'logSoftmax']);
const errors = new Set(['pow', 'norm', 'abs', 'log', 'logSoftmax', 'exp']);

/** An equation that defines a loss by its name: its right side compares, squares or takes logs. */
function namedLoss(graph: Graph, root: ValueId): boolean {
  const { name, defined, operation } = graph.value(root);
  if (isDivergence(graph, root)) return true;
  if (!graph.setting.formula || name === undefined || defined !== true) return false;
  const parts = nameParts(name);
  const entropy = /^H$/.test(parts.base) && ['neg', 'mul', 'sum'].includes(operation.kind);
  if ((!isLossName(parts) && !entropy) || isTable(parts)) return false;
  const reach = cone(graph, root, new Set());
  const has = (kinds: ReadonlySet<string>): boolean =>
    reach.some((id) => kinds.has(graph.kind(id)) || isEntropyCall(graph, id));
  // `H = \frac{1}{2} \log(2 \pi e \sigma^2)` has one logarithm, and a loss adds them up.
  if (entropy) return has(logarithms) && reach.some((id) => isAddedUp(graph, id));
  if (isLogOfSum(graph, root)) return false;
  if (isHinge(graph, root)) return true;
  // `\ell_t = \log p(y_t)`: what training makes larger.
  if (parts.base === 'ell' && operation.kind === 'log') return false;
  if (operation.kind === 'call' && operation.callee === 'set') return false;
  const training = trains(graph, root, reach);
  if (/loss$/i.test(parts.base) && parts.base.length > 4) {
    const known = training || lossWords.test(parts.base);
    return reach.length > 2 && (has(errors) ? known : isAbout(graph, 'attention'));
  }
  // A bare letter is a loss where it takes logarithms or compares with a target.
  const letter = /^(L|J|ell)$/.test(parts.base);
  const target = hasTarget(graph, reach);
  return has(letter && !target ? logarithms : errors) && (training || !letter);
}

const isAddedUp = (graph: Graph, id: ValueId): boolean =>
  /^(sum|mean|einsum|matmul|add|call)$/.test(graph.kind(id)) || summand(graph, id) !== undefined;

/** `L_i = m_i + \log \ell_i`: the logarithm of a softmax's sum. */
const isLogOfSum = (graph: Graph, id: ValueId): boolean => {
  const { operation, inputs } = graph.value(id);
  const [of] = inputs;
  // `L_i = \log \sum_j e^{s_{ij}}`
  if (operation.kind === 'log' && of !== undefined) {
    return summand(graph, throughLayout(graph, of)) !== undefined;
  }
  if (operation.kind !== 'add' || !inputs.some((i) => graph.kind(i) === 'log')) return false;
  // `-z_y + \log \sum_j e^{z_j}` takes the target's logit away.
  return !inputs.some((i) => graph.kind(i) === 'neg' || graph.kind(i) === 'sub');
};

/** `H(q, p)`: an entropy that the text does not write out. */
function isEntropyCall(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'call' || inputs.length !== 2) return false;
  // `H(x, u)` is energy as well.
  return operation.callee === 'CE' || (operation.callee === 'H' && isAbout(graph, 'attention'));
}

const isUnused = (graph: Graph, id: ValueId): boolean => graph.users(id).length === 0;
