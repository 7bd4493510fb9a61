import type { ValueId } from '../../program/value.js';
import { holdsDerivative, isAbout, isEquation, isLeaf, nameBelow, namesIn } from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { cone, dependsOn, holdsBelow, summand, throughLayout, type Graph } from '../graph.js';
import { chainOf, termsOf } from '../chain.js';
import { nameParts } from '../names.js';
import { scaledDotProduct } from './attention.js';
import { unscaled } from './comparisons.js';
import { feedForward } from './feedForward.js';
import { normKind } from './normParts.js';
import { addsEncoding } from './positional.js';
import { isNamedWeight } from '../projection.js';
import { isScalar } from '../scalars.js';
import { symbolMeaning, type SymbolKey } from '../symbols.js';

const substantial = new Set([
  'matmul',
  'linear',
  'einsum',
  'call',
  'layerNorm',
  'rmsNorm',
  'batchNorm',
  'scaledDotProductAttention',
  'multiHeadAttention',
  'relu',
  'gelu',
]);

/** What a weight of the connection scales: `\alpha x_l`. */
function withoutCoefficient(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (!graph.setting.formula || a === undefined || b === undefined) return id;
  // `\alpha X + F(X)`: beside a capital the letter may read as a matrix.
  if (operation.kind === 'matmul') return isCoefficient(graph, throughLayout(graph, a)) ? b : id;
  if (operation.kind !== 'mul') return id;
  // `Ld + rd` counts: a size scales no connection.
  return unscaled(
    graph,
    id,
    (by) =>
      (isScalar(graph, by) && graph.kind(by) !== 'dimension') ||
      (by === a && graph.meaning(a) === 'weights'),
  );
}

const subLayers = new Set<SymbolKey>(['attention', 'multiHead', 'feedForward', 'sublayer']);

/** `\text{MLP}_l(x)` is an MLP. */
const keyOfCall = (callee: string): SymbolKey | undefined => {
  if (/^(self[_-]?|cross[_-]?|local_?)?att(?:en|n)$|^(?:[GM]QA|MLA)$/i.test(nameParts(callee).base))
    return 'attention';
  if (/^(?:swi|ge|re)glu$/i.test(nameParts(callee).base)) return 'feedForward';
  const whole = symbolMeaning(callee)?.key;
  return whole ?? (callee.length > 2 ? symbolMeaning(nameParts(callee).base)?.key : undefined);
};

/** A sub-layer's result by its name alone: `A` is not, `\text{Attn}` or `\text{FFN}` is. */
const isSubLayer = (graph: Graph, id: ValueId): boolean => {
  const at = throughLayout(graph, id);
  const { operation } = graph.value(at);
  if (operation.kind === 'multiHeadAttention' || operation.kind === 'scaledDotProductAttention') {
    return true;
  }
  const key = operation.kind === 'call' ? keyOfCall(operation.callee) : graph.meaning(at);
  return key !== undefined && subLayers.has(key);
};

/** True for a number; a letter of sizes is none where the text says that layers are added. */
const isNumber = (graph: Graph, id: ValueId, certain: () => boolean): boolean =>
  graph.rank(id) === 0 && !(graph.kind(id) === 'dimension' && certain());

/** `M_1` and `M_2`: two of a kind. */
function areNumbered(graph: Graph, a: ValueId, b: ValueId): boolean {
  const [x, y] = [a, b].map((id) => nameParts(graph.value(id).name ?? ''));
  const isNumber = (marks: readonly string[] = []): boolean => /^\d+$/.test(marks.join());
  return x?.base === y?.base && isNumber(x?.marks) && isNumber(y?.marks);
}

/** `t_i^2` of `t_i^3 = t_i^2 + x_i`: the second step of a block, which reads as a power. */
function stepBelow(graph: Graph, id: ValueId): string | undefined {
  const { operation, inputs } = graph.value(id);
  const [of, number] = inputs;
  if (operation.kind !== 'pow' || of === undefined || number === undefined) return undefined;
  const { base, marks } = nameParts(graph.value(of).name ?? '');
  // The number is read last: what is understood of others holds for all numbers.
  if (!/^[a-zA-Z]$/.test(base) || marks.length !== 1) return undefined;
  const step = graph.value(number).operation;
  return step.kind === 'tensor' && Number.isInteger(step.data[0]) ? base : undefined;
}

/** Two steps of one letter, or one and the input; what is squared has no steps. */
function areSteps(graph: Graph, a: ValueId, b: ValueId): boolean {
  if (!graph.setting.formula) return false;
  const [x, y] = [stepBelow(graph, a), stepBelow(graph, b)];
  if (x !== undefined && y !== undefined)
    return x === y && graph.value(a).inputs[0] === graph.value(b).inputs[0];
  const [step, other] = x === undefined ? [y, a] : [x, b];
  const own = nameParts(graph.value(other).name ?? '').base;
  const target = graph.value(graph.users(a)[0] ?? a).name ?? '';
  return (
    step !== undefined && isLeaf(graph, other) && own !== step && nameParts(target).base === step
  );
}

/** The `V A_6` of `Y_6 = X_6 + V A_6`: values by the pattern of attention. */
function weighsValues(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'matmul' || !inputs.every((i) => isLeaf(graph, i))) return false;
  const weights = inputs.find((i) => /^[AP]$/.test(nameParts(graph.value(i).name ?? '').base));
  const value = inputs.find((i) => i !== weights);
  if (weights === undefined || value === undefined) return false;
  return graph.meaning(value) === 'value' && isAbout(graph, 'attention');
}

/** `X + A` where the text is about residual connections or what is added is named as a sub-layer. */
function plainSum(graph: Graph, root: ValueId, certain: () => boolean): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return undefined;
  if (!graph.setting.formula || isNumber(graph, a, certain) || isNumber(graph, b, certain)) {
    return undefined;
  }
  const [x, added] = isSubLayer(graph, a) ? [b, a] : [a, b];
  // `x + \text{Dropout}(h)`: dropped from or not, the branch is the same.
  const branch = throughLayout(graph, added);
  const numbered = areSteps(graph, x, branch);
  if (graph.meaning(x) === 'bias') return undefined;
  // `H_a + \text{ReLU}(\hat H W_1) W_2`: a layer written out, of what the sum was normalised to before.
  const layered = isEquation(graph, root) && feedForward(graph, branch) !== undefined;
  const earlier = layered && graph.value(x).defined === true;
  if (!(isLeaf(graph, x) || numbered || earlier)) return undefined;
  const attends =
    isEquation(graph, root) &&
    (layered || scaledDotProduct(graph, branch) !== undefined || weighsValues(graph, branch));
  const leaves = (): boolean =>
    // A letter, be it free or worked out in an earlier row.
    (isLeaf(graph, branch) || numbered || graph.value(branch).name !== undefined) &&
    graph.meaning(branch) !== 'bias' &&
    !areNumbered(graph, x, branch) &&
    certain();
  if (!isSubLayer(graph, branch) && !attends && !leaves()) return undefined;
  const book = createRoleBook().input(x, 'input').set(added, 'residual').set(root, 'output');
  return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
}

/** `sublayer(x) + x`, with the norm inside or none. Source: He et al. 2015. */
export const residual: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind !== 'add') return bentResidual(graph, root);
  if (a === undefined || b === undefined) return undefined;
  if (inputs.some((i) => isAnnealing(graph, i)) || isOtherSum(graph, root)) return undefined;
  for (const [branch, x] of [
    [a, b],
    [b, a],
  ] as const) {
    const own = withoutCoefficient(graph, x);
    // Of `x_{2j} + i x_{2j+1}` the one is no function of the other, though both are parts of `x`.
    const isPart = graph.setting.formula && graph.kind(own) === 'index';
    const below = isPart ? own : throughLayout(graph, own);
    if (graph.sameAs(branch, below)) continue;
    if (!dependsOn(graph, branch, below) && !takesItsLetter(graph, branch, below)) continue;
    // `a + b + a` is a sum.
    if (termsOf(graph, branch).some((t) => graph.sameAs(throughLayout(graph, t), below))) continue;
    // `e_{in} + \text{FFN}(e_{in})`: what a sub-layer takes is no number, whatever its letter is elsewhere.
    const counts = graph.rank(below) === 0 && !isSubLayer(graph, branch);
    if (counts || isCoefficient(graph, below)) continue;
    if (!hasSubstantial(graph, branch)) continue;
    const reach = cone(graph, branch, new Set([below]));
    if (!reach.some((id) => isSubstantial(graph, id))) continue;
    const book = createRoleBook();
    book.input(x, 'input').set(branch, 'residual').set(root, 'output');
    // Code gives the input other names, through which the branch may reach what is before it.
    book.boundary.add(below);
    return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
  }
  return (
    (isEquation(graph, root) ? parallel(graph, root) : undefined) ??
    plainSum(
      graph,
      root,
      () => isEquation(graph, root) && (isAbout(graph, 'residual') || addsSubLayer(graph, root)),
    )
  );
};

/**
 * `X_t + F_t(x_t)` where the text is about residual connections: the same thing in two cases. In
 * `x_0 + \sum_l F_l(x_l)` it is what a stack of them adds up to.
 */
function takesItsLetter(graph: Graph, branch: ValueId, below: ValueId): boolean {
  const all = summand(graph, throughLayout(graph, branch));
  const { operation, inputs } = graph.value(all ?? branch);
  const [of, more] = inputs;
  if (!graph.setting.formula || operation.kind !== 'call' || of === undefined) return false;
  if (!isLeaf(graph, below)) return false;
  if (all !== undefined) {
    const start = nameBelow(graph, below).base;
    const takes = (i: ValueId): boolean => isLeaf(graph, i) && nameBelow(graph, i).base === start;
    return cone(graph, of, new Set()).some(takes) && isAbout(graph, 'residual');
  }
  if (more !== undefined || !isLeaf(graph, of)) return false;
  const [a, b] = [of, below].map((id) => graph.value(id).name?.toLowerCase());
  return a !== undefined && a === b && isAbout(graph, 'residual', 'layerNorm');
}

/** What a function is of, called or by its name before brackets: `r(x)`, `\text{ReLU}(x)`. */
function argumentOf(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (operation.kind === 'matmul' || operation.kind === 'mul') {
    const letter = a !== undefined && /^[a-z]$/.test(graph.value(a).name ?? '');
    return letter && graph.kind(a) === 'input' ? b : undefined;
  }
  // `\frac{x + F(x)}{\sqrt 2}`
  if (operation.kind === 'div' && b !== undefined && isScalar(graph, b)) return a;
  const bends = operation.kind === 'call' || operation.kind === 'relu' || operation.kind === 'gelu';
  return bends && b === undefined ? a : undefined;
}

/** `X_{i+1} = r(X_i + F(X_i))`: a function of the sum, where the text is about residual connections. */
function bentResidual(graph: Graph, root: ValueId): Found | undefined {
  if (!graph.setting.formula || graph.value(root).defined !== true) return undefined;
  const sum = argumentOf(graph, root);
  if (sum === undefined || graph.kind(sum) !== 'add') return undefined;
  const found = isAbout(graph, 'residual') ? residual(graph, sum) : undefined;
  return found && { ...found, root, roles: new Map(found.roles).set(root, 'output') };
}

/** What counts operations, parameters or bytes. */
const amount = /^(?:flop|mac|param|parameter|total|count|size|memory|cost|number)(?:_|$)/;

/** `\eta V(y)`: what a learning rate scales; `K (z - H x)`: a part of what is still missing. */
function isStep(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  const [rate, of] = inputs;
  if (!/^(?:mul|matmul)$/.test(operation.kind) || rate === undefined) return false;
  if (!isLeaf(graph, rate)) return false;
  const difference = of !== undefined && graph.kind(throughLayout(graph, of)) === 'sub';
  const learns = nameParts(graph.value(rate).name ?? '').base === 'eta';
  return learns || (difference && !isAbout(graph, 'residual'));
}

/** A step along a gradient, a change of weights, a count of operations: nothing that a layer adds. */
function isOtherSum(graph: Graph, root: ValueId): boolean {
  if (!graph.setting.formula) return false;
  const { base, baseWords, marks } = nameParts(graph.value(root).name ?? '');
  if (amount.test(baseWords) || (base === 'N' && marks.some((m) => m.length > 2))) return true;
  if (graph.value(root).inputs.some((i) => isLeaf(graph, i) && isNamedWeight(graph, i)))
    return true;
  // `y \leftarrow y + \eta V(y)`: a step as long as the learning rate says.
  if (graph.value(root).inputs.some((i) => isStep(graph, i))) return true;
  // `\Delta A_i = A_i + \dots`, `W_0 x + \Delta W x`: a change.
  if (namesIn(graph).some((n) => /^(?:\\?Delta|Δ)$/.test(n.base))) return true;
  return holdsDerivative(graph, root);
}

/** The `\lambda` of a mean of two things. */
const isCoefficient = (graph: Graph, id: ValueId): boolean =>
  graph.setting.formula &&
  isLeaf(graph, id) &&
  /^(?:alpha|beta|gamma|lambda|eta|epsilon)$/.test(nameParts(graph.value(id).name ?? '').base);

/** `\text{SA}(x)` where the text is not about networks may be simulated annealing. */
function isAnnealing(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  if (operation.kind !== 'call' || !graph.setting.formula) return false;
  return (
    nameParts(operation.callee).base === 'SA' &&
    !isAbout(graph, 'attention', 'residual', 'layerNorm', 'feedForward')
  );
}

/** `H = X + A`, `Y = H + M` among the steps of a block: a letter that sub-layers' results go by. */
function addsSubLayer(graph: Graph, root: ValueId): boolean {
  const { inputs, name } = graph.value(root);
  const [out, x, branch] = [name ?? '', ...inputs.map((i) => graph.value(i).name ?? '')].map(
    (n) => nameParts(n).base,
  );
  const letters = /^[XHYZxhyz]$/.test(x ?? '') && /^[AFMOSafm]$/.test(branch ?? '');
  if (!letters || !/^[XHYZOxhyz]$/.test(out ?? '')) return false;
  const topics = ['attention', 'feedForward', 'layerNorm'] as const;
  return topics.filter((t) => isAbout(graph, t)).length > 1;
}

const hasSubstantial = holdsBelow(isSubstantial);

/** What stands for a sub-layer at work, powers of matrices apart. */
function isSubstantial(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  if (operation.kind === 'call') return !/^(matrixPower|inverse)$/.test(operation.callee);
  return substantial.has(operation.kind);
}

/** `\sum_i g_i E_i(x)`, `\text{SharedExpert}(x)`: experts beside one another, of what the sum begins with. */
function areExperts(graph: Graph, id: ValueId, below: ValueId): boolean {
  const all = summand(graph, throughLayout(graph, id));
  return chainOf(graph, all ?? id).factors.some((f) => {
    const { operation } = graph.value(f);
    if (operation.kind !== 'call' || !dependsOn(graph, f, below)) return false;
    const { base, marks } = nameParts(operation.callee);
    const isOne = base === 'E' && (all !== undefined || marks.length > 0);
    return /expert/i.test(base) || isSubLayer(graph, f) || isOne;
  });
}

/** `x + \text{Attention}(x) + \text{MLP}(x)`: several sub-layers beside the input. */
function parallel(graph: Graph, root: ValueId): Found | undefined {
  if (!graph.setting.formula) return undefined;
  const terms = termsOf(graph, root);
  if (terms.length < 3) return undefined;
  const x = terms.find((t) => isLeaf(graph, throughLayout(graph, t)) && graph.rank(t) !== 0);
  if (x === undefined) return undefined;
  const below = throughLayout(graph, x);
  const layers = terms.filter((t) => t !== x);
  const all = layers.every((t) => isSubLayer(graph, t) || areExperts(graph, t, below));
  // `x + \text{Attn}(x) + \text{FFN}(x')`: the second of what the first came to.
  if (!all || !layers.some((t) => dependsOn(graph, t, below))) return undefined;
  const book = createRoleBook().input(x, 'input').set(root, 'output');
  for (const layer of layers) book.set(layer, 'residual');
  return { kind: 'residual', root, roles: book.roles, boundary: book.boundary };
}

/** Cases that are residual connections each: layers of two kinds. */
export const eitherResidual: Recognizer = (graph, root) => {
  const { operation, inputs, defined } = graph.value(root);
  if (operation.kind !== 'call' || operation.callee !== 'cases' || defined !== true) {
    return undefined;
  }
  const sums = inputs.filter((i) => graph.kind(i) === 'add');
  if (sums.length < 2 || !sums.every((i) => isBranch(graph, i))) return undefined;
  return { kind: 'residual', root, roles: createRoleBook().set(root, 'output').roles };
};

/** `x + F(x) + G(x)`, of which one part is a sub-layer by its name. */
function isBranch(graph: Graph, root: ValueId): boolean {
  const terms = termsOf(graph, root);
  const x = terms.find((t) => isLeaf(graph, throughLayout(graph, t)));
  if (x === undefined) return false;
  const layers = terms.filter((t) => t !== x);
  const below = throughLayout(graph, x);
  const applied = layers.every((t) => !isLeaf(graph, t) && dependsOn(graph, t, below));
  return applied && layers.some((t) => isSubLayer(graph, t));
}

const blockTopics = ['residual', 'layerNorm', 'feedForward', 'attention'] as const;

/** `\text{Norm}(x)`, `\text{Normalize}(x)`: a norm of no name. */
const isNormCall = (graph: Graph, id: ValueId): boolean => {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'call' || inputs.length !== 1) return false;
  return /^norm(?:ali[sz](?:e|ation))?\d?$/i.test(nameParts(operation.callee).base);
};

/** `\text{Norm}(\text{Attn} - x)`: a norm of a sub-layer's result and something more. */
function normOfBranch(graph: Graph, root: ValueId, sum: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(sum);
  if (!/^(add|sub)$/.test(operation.kind) || !isEquation(graph, root)) return undefined;
  if (!inputs.some((i) => isSubLayer(graph, i))) return undefined;
  const roles = createRoleBook().set(sum, 'preActivation').set(root, 'normalized').roles;
  return { kind: 'layerNorm', root, roles };
}

/** `LayerNorm(x + Sublayer(x))`: a residual connection with the norm after it. */
export const postNorm: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [x] = inputs;
  const unsaid = operation.kind === 'call' && isNormCall(graph, root);
  if (!graph.setting.formula || !(normKind(operation) !== undefined || unsaid) || x === undefined) {
    return undefined;
  }
  const sum = throughLayout(graph, x);
  // The norm of an embedding that its position was added to is a norm.
  if (addsEncoding(graph, sum) !== undefined) return undefined;
  // A sum of another row is that row's: `h_3 = \text{LayerNorm}(h_2)`.
  if (graph.value(sum).span.start < graph.value(root).span.start) return undefined;
  const inner =
    residual(graph, sum) ??
    parallel(graph, sum) ??
    plainSum(graph, sum, () => !unsaid || isAbout(graph, ...blockTopics));
  if (inner === undefined) return unsaid ? normOfBranch(graph, root, sum) : undefined;
  const roles = new Map(inner.roles).set(sum, 'preActivation').set(root, 'output');
  return { ...inner, root, roles };
};
