import type { Operation } from '../program/operation.js';
import { onceEach } from '../program/remember.js';
import type { ValueId } from '../program/value.js';
import type { Topic } from '../program/topic.js';
import { cone, holdsBelow, throughLayout, type Graph } from './graph.js';
import { nameParts, type NameParts } from './names.js';
import { monomial } from './scalars.js';

/** True where the text around the formula is about one of the topics. */
export const isAbout = (graph: Graph, ...topics: readonly Topic[]): boolean =>
  topics.some((t) => graph.setting.topics.has(t));

/** `\nabla J`, `\frac{\partial H}{\partial \phi}`: how something changes. */
export function isDerivative(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  return operation.kind === 'call' && /^(?:\\?(?:nabla|partial)|[∇∂])/.test(operation.callee);
}

/** `dP`, `dS_{ij}`: a gradient by its name. */
function isGradientName(graph: Graph, id: ValueId): boolean {
  const { name, operation, defined } = graph.value(id);
  if (name === undefined || !graph.setting.formula) return false;
  return (operation.kind === 'input' || defined === true) && /^d[A-Z]$/.test(nameParts(name).base);
}

/** True for a gradient and for what is worked out from one: it is no part of attention itself. */
export const isOfGradients = holdsBelow(isGradientName);

/** True for what a derivative is a part of. */
export const holdsDerivative = holdsBelow(isDerivative);

/** True where one of the results has a derivative in it. */
export const givesDerivative = onceEach((graph: Graph): boolean =>
  graph.program.outputs.some((o) => holdsDerivative(graph, o)),
);

/** True for the `A W_V` of `\frac{\partial y}{\partial x} = A W_V`: what a derivative comes to. */
export const isDerivativeValue = (graph: Graph, root: ValueId): boolean =>
  graph.isOutput(root) && graph.value(root).defined !== true && givesDerivative(graph);

/** `\begin{cases} … \end{cases}`, read as a choice or not. */
export function isByCases(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  return operation.kind === 'where' || (operation.kind === 'call' && operation.callee === 'cases');
}

/** The first of the topics that the text near the formula is about. */
export function nearestTopic<T extends Topic>(graph: Graph, topics: readonly T[]): T | undefined {
  const present = topics.filter((t) => graph.setting.topics.has(t));
  // The order of all topics is asked for only where it decides: the answers are remembered.
  if (present.length < 2) return present[0];
  for (const t of graph.setting.topics) {
    const found = topics.find((x) => x === t);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True for a result that the text sets equal to something: `F = …`, `q^\top k = …`. */
export function isEquation(graph: Graph, root: ValueId): boolean {
  const { program } = graph;
  if (!graph.isOutput(root)) return false;
  const { span, defined } = graph.value(root);
  if (defined === true || program.outputs.length > 1) return true;
  return program.mentions.some(
    (m) => m.value === root && (m.span.end <= span.start || m.span.start >= span.end),
  );
}

/** True for what is a leaf of the text: a free symbol, a size, a number. */
export const isLeaf = (graph: Graph, id: ValueId): boolean => graph.value(id).inputs.length === 0;

/** The name of what stands below changes of layout, taken apart. */
export const nameBelow = (graph: Graph, id: ValueId): NameParts =>
  nameParts(graph.value(throughLayout(graph, id)).name ?? '');

/** The names in a formula, those of the left-hand side included, taken apart. */
export const namesIn = onceEach((graph: Graph): readonly NameParts[] =>
  graph.values.flatMap((v) => (v.name === undefined ? [] : [nameParts(v.name)])),
);

const isProduct = (operation: Operation): boolean =>
  ['matmul', 'mul', 'einsum', 'linear'].includes(operation.kind) ||
  (operation.kind === 'call' && /^\\?(otimes|odot|circ)$/.test(operation.callee));

/** Factors of a product, transposes and layout seen through: `(R_m q)^\top (R_n k)` has four. */
export function productFactors(graph: Graph, root: ValueId): readonly ValueId[] {
  const known = factorsOf.get(graph) ?? new Map<ValueId, readonly ValueId[]>();
  factorsOf.set(graph, known);
  const found = known.get(root);
  if (found !== undefined) return found;
  const made = takenApart(graph, root, 12);
  if (made.length <= maxKeptFactors) known.set(root, made);
  return made;
}

const factorsOf = new WeakMap<Graph, Map<ValueId, readonly ValueId[]>>();
/** Longer lists are not kept: a product of many would keep as many lists. */
const maxKeptFactors = 64;

function takenApart(graph: Graph, root: ValueId, depth: number): ValueId[] {
  const { operation, inputs } = graph.value(throughLayout(graph, root));
  if (!isProduct(operation) || depth === 0) return [throughLayout(graph, root)];
  return inputs.flatMap((i) => takenApart(graph, i, depth - 1));
}

const positionLetters = /^(m|n|p|q|i|j|k|s|t|pos|position|Delta|delta)$/;

/** A symbol that counts positions: `m`, `pos`, `t`. */
export function isPositionSymbol(graph: Graph, id: ValueId): boolean {
  const { name, operation } = graph.value(id);
  if (operation.kind === 'arange') return true;
  if (operation.kind !== 'input' && operation.kind !== 'dimension') return false;
  if (name === undefined) return false;
  // `p_i` is a point; a position is counted by a bare letter.
  const { base, marks } = nameParts(name);
  return marks.length === 0 && positionLetters.test(base);
}

/** A symbol that turns: `θ`, `\theta_i`, `\Theta`, `ω_k`, `\phi`. */
export const isAngleName = ({ base }: NameParts): boolean =>
  /^(theta|Theta|Θ|omega|phi|varphi|vartheta|inv_freq|freq|angle)$/.test(base);

export function isAngleSymbol(graph: Graph, id: ValueId): boolean {
  const { name } = graph.value(id);
  return name !== undefined && isAngleName(nameParts(name));
}

/** An angle symbol is among what a value is computed from. */
export const hasAngle = holdsBelow(isAngleSymbol);

/** `mθ`, `(m-n)\theta_i`, `\theta_{p,i}`: an angle at a position. */
export function isAngleAtPosition(graph: Graph, id: ValueId): boolean {
  if (!hasAngle(graph, id)) return false;
  const reach = cone(graph, id, new Set());
  const angles = reach.filter((i) => isAngleSymbol(graph, i));
  const indexed = angles.some((i) =>
    nameParts(graph.value(i).name ?? '').marks.some((m) => /^(pos|[mnpt]),?[a-z]?$/.test(m)),
  );
  return indexed || reach.some((i) => isStrongPosition(graph, i));
}

/** `\|q\|`, `|q|` of matrices too. */
function isLength(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  const bars = operation.kind === 'call' && /^\\?\|/.test(operation.callee);
  return bars || operation.kind === 'norm' || operation.kind === 'abs';
}

/** `q \cdot k = \|q\| \|k\| \cos\theta`: what a product of any two vectors is, by the angle between them. */
export const isCosineOfAngle = onceEach((graph: Graph): boolean => {
  if (!graph.setting.formula || !graph.kinds.has('cos') || graph.kinds.has('sin')) return false;
  const angles = graph.values.filter((v) => v.operation.kind === 'cos').map((v) => v.inputs[0]);
  const between = angles.every((a) => a !== undefined && !isAngleAtPosition(graph, a));
  return between && graph.values.some((v) => isLength(graph, v.id));
});

/** Letters that rotary embeddings count tokens by; `t` and `k` count too much else. */
function isStrongPosition(graph: Graph, id: ValueId): boolean {
  const { name, operation } = graph.value(id);
  if (operation.kind === 'arange') return true;
  if (operation.kind !== 'input' && operation.kind !== 'dimension') return false;
  return name !== undefined && /^(m|n|p|pos|position)$/.test(nameParts(name).base);
}

/** The number that a value is, where it is one. */
export function numberAt(graph: Graph, id: ValueId): number | undefined {
  const m = monomial(graph, id);
  return m !== undefined && m.powers.size === 0 ? m.coefficient : undefined;
}

/** True where something is raised to a power of 10,000 (or a larger base that models use). */
export function hasLargeBase(graph: Graph, reach: readonly ValueId[]): boolean {
  return reach.some((id) => {
    const { operation, inputs } = graph.value(id);
    const [base, exponent] = inputs;
    if (operation.kind === 'exp') return logOfBase(graph, base);
    if (operation.kind !== 'pow' || base === undefined || exponent === undefined) return false;
    const number = numberAt(graph, base);
    return number !== undefined && number >= 1_000 && numberAt(graph, exponent) === undefined;
  });
}

/** `e^{-2i \ln(10000) / d}`: the same as a power of the base. */
function logOfBase(graph: Graph, id: ValueId | undefined): boolean {
  if (id === undefined) return false;
  return cone(graph, id, new Set()).some((i) => {
    const { operation, inputs } = graph.value(i);
    const [x] = inputs;
    return operation.kind === 'log' && x !== undefined && (numberAt(graph, x) ?? 0) >= 1_000;
  });
}

const isQueryOrKeyName = ({ base, marks }: NameParts): boolean =>
  /^([qk]|[Qq]uery|[Kk]ey)$/.test(base) || isMarkedQueryName({ base, marks });

const isQueryVectorName = (n: NameParts): boolean => isQueryOrKeyName(n) && n.base !== 'Q';

const isMarkedQueryName = ({ base, marks }: Pick<NameParts, 'base' | 'marks'>): boolean =>
  (/^[qk]$/.test(base) && marks.length > 0) ||
  (/^[QK]$/.test(base) && marks.length === 1 && /^\w(,\w)?$/.test(marks[0] ?? '')) ||
  (/^[WwU]$/.test(base) && marks.some((m) => /^[\\(]*[qkQK]/.test(m))) ||
  (base === 'f' && marks.some((m) => /^\(?[qk]/.test(m)));

type NameTest = (name: NameParts) => boolean;

/** True where a symbol or a function of the graph has such a name; asked at every value of it. */
const hasName = (test: NameTest): ((graph: Graph) => boolean) =>
  onceEach(({ values }) =>
    values.some(({ operation, name }) => {
      if (operation.kind === 'dimension') return false;
      if (name !== undefined && test(nameParts(name))) return true;
      return operation.kind === 'call' && test(nameParts(operation.callee));
    }),
  );

/** True where the formula is about queries or keys: `q`, `W_k`, `f_q(x_m, m)`. */
export const namesQueryOrKey = hasName(isQueryOrKeyName);

/** The same, but not by a capital alone: `Q_k R_k` is as well a decomposition of a matrix. */
export const namesQueryVector = hasName(isQueryVectorName);

/** The same, with an index or a weight: `q_m`, `W_k`; a bare `k` counts much else. */
export const namesMarkedQuery = hasName(isMarkedQueryName);
