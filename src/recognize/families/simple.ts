import type { ValueId } from '../../program/value.js';
import { isAbout, isEquation, nameBelow } from '../evidence.js';
import { createRoleBook, type Recognizer } from '../found.js';
import { cone, pickedFrom, summand, throughLayout, type Graph } from '../graph.js';
import { maskForm } from '../literalMask.js';
import { nameParts } from '../names.js';
import { projectionAt, weightKey, type Projection } from '../projection.js';
import type { Role } from '../roles.js';
import { softmaxForm } from '../softmaxForm.js';
import { factorsOf } from './factors.js';
import { isShare } from './weighing.js';
import { writtenSoftmax } from './writtenSoftmax.js';

const partOf: Readonly<Record<string, readonly [Role, Role]>> = {
  queryWeight: ['query', 'queryWeight'],
  keyWeight: ['key', 'keyWeight'],
  valueWeight: ['value', 'valueWeight'],
  outputWeight: ['output', 'outputWeight'],
};

/** `H \times W`, `w(g)`: two letters that nothing is set equal to are a shape or a function's value. */
function isShape(graph: Graph, root: ValueId, { input, weight }: Projection): boolean {
  if (!graph.setting.formula || isEquation(graph, root)) return false;
  const [x, w] = [input, weight].map((id) => graph.value(id).name ?? '');
  return w === 'w' || (w === 'W' && /^[HC]$/.test(x ?? ''));
}

/** `\Delta W`: a change of the weight. */
const isChange = (graph: Graph, { input }: Projection): boolean =>
  graph.setting.formula && /^(?:Delta|Δ)$/.test(nameBelow(graph, input).base);

/** `q_i = \eta^\alpha W_q x_i`: scaled, under the name of what its weight is for. */
function scaledProjection(graph: Graph, root: ValueId): Projection | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [scale, product] = inputs;
  if (
    operation.kind !== 'mul' ||
    defined !== true ||
    scale === undefined ||
    product === undefined
  ) {
    return undefined;
  }
  const found = projectionAt(graph, product, false);
  const key = found === undefined ? undefined : weightKey(graph, found.weight);
  if (found === undefined || key === undefined) return undefined;
  return key === `${graph.meaning(root) ?? ''}Weight` ? { ...found, root } : undefined;
}

/** `q_i = Q x_i`: by the matrix that goes by the letter of what it makes. */
function projectionByLetter(graph: Graph, root: ValueId): Projection | undefined {
  const { operation, inputs, defined, name = '' } = graph.value(root);
  const [weight, input] = inputs;
  if (!graph.setting.formula || operation.kind !== 'matmul' || defined !== true) return undefined;
  if (weight === undefined || input === undefined) return undefined;
  const [w, x, made] = [nameBelow(graph, weight), nameBelow(graph, input), nameParts(name)];
  const fits = /^[QKV]$/.test(w.base) && made.base === w.base.toLowerCase();
  if (!fits || !/^[xhe]$/.test(x.base)) return undefined;
  return { root, product: root, input, weight, bias: undefined };
}

/** `x W (+ b)` alone. */
export const projection: Recognizer = (graph, root) => {
  const byLetter = projectionByLetter(graph, root);
  const found = byLetter ?? projectionAt(graph, root, false) ?? scaledProjection(graph, root);
  if (found === undefined) return undefined;
  if (isShape(graph, root, found) || isChange(graph, found)) return undefined;
  if (isOfWeightsAlone(graph, root, found)) return undefined;
  const defined = graph.meaning(root);
  const own = byLetter === undefined ? weightKey(graph, found.weight) : `${defined ?? ''}Weight`;
  const key = own ?? '';
  const byName: Role | undefined =
    defined === 'query' || defined === 'key' || defined === 'value' ? defined : undefined;
  const [role, weightRole] = partOf[key] ?? [byName ?? 'projection', 'weight'];
  const book = createRoleBook();
  book.set(root, role).input(found.weight, weightRole).input(found.bias, 'bias');
  book.input(found.input, 'input');
  return { kind: 'projection', root, roles: book.roles, boundary: book.boundary };
};

/** `W_{QK} = W_Q^\top W_K`: two maps in one; `\sigma^2 = w^\top \Sigma w`: weights on both sides. */
function isOfWeightsAlone(graph: Graph, root: ValueId, { weight, input }: Projection): boolean {
  if (!graph.setting.formula) return false;
  const own = nameBelow(graph, weight).base;
  const merged = nameParts(graph.value(root).name ?? '').base === 'W';
  if (merged && own === 'W' && nameBelow(graph, input).base === 'W') return true;
  if (own !== 'w') return false;
  const at = throughLayout(graph, weight);
  const { inputs } = graph.value(throughLayout(graph, input));
  return inputs.some((id) => graph.sameAs(throughLayout(graph, id), at));
}

/** `\log(\text{softmax}(x))`, `\text{TopK}(\text{softmax}(x W))`: a softmax on the way. */
function changedSoftmax(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (inner === undefined) return undefined;
  const shared = summand(graph, root) === undefined ? [] : factorsOf(graph, root);
  const mixed = shared.find(([share]) => isShare(graph, share));
  if (mixed !== undefined) return softmaxForm(graph, throughLayout(graph, mixed[1]))?.input;
  // `T = \text{TopK}(p)`: of a softmax that another formula is.
  const elsewhere = graph.setting.formula && graph.value(inner).defined === true;
  if (elsewhere && operation.kind !== 'log') return undefined;
  // `\text{softmax}(g(t))_2`: one element.
  const chosen =
    pickedFrom(graph, root) !== undefined ||
    (operation.kind === 'call' && /^top.?k$/i.test(operation.callee));
  return /^(?:log|topk|argmax)$/.test(operation.kind) || chosen
    ? softmaxForm(graph, throughLayout(graph, inner))?.input
    : undefined;
}

/**
 * `p(y \mid x) = \frac{e^{s(x, y)}}{\sum_{y'} e^{s(x, y')}}`: over all sequences or states that there are, which
 * is one of a random field; over the classes of `f_k(x)` it is a softmax.
 */
function isOfWholes(graph: Graph, root: ValueId, logits: ValueId): boolean {
  const { operation } = graph.value(root);
  if (!graph.setting.formula || operation.kind !== 'div' || !isEquation(graph, root)) return false;
  const { outputs } = graph.program;
  const left = outputs.find((o) => graph.value(o).defined === true);
  const { base, marks } = nameParts(graph.value(left ?? root).name ?? '');
  if (!/^[pP]$/.test(base) || marks.length > 0) return false;
  // `= \frac{e^{s(y)}}{\sum_{y'} e^{s(y')}} = \frac{\exp(\ldots)}{\sum \exp(\ldots)}`: one side says it of all.
  const said =
    isOfFunctions(graph, logits) ||
    outputs.some((o) => {
      const side = o === root ? undefined : softmaxForm(graph, o)?.input;
      return side !== undefined && isOfFunctions(graph, side);
    });
  return said && !isAbout(graph, 'attention') && !graph.setting.topics.says('says softmax');
}

/** True where all that is called has no number of its own: `s(x, y)`, not `f_k(x)`. */
function isOfFunctions(graph: Graph, logits: ValueId): boolean {
  const calls = cone(graph, logits, new Set()).flatMap((id) => {
    const { operation: made } = graph.value(id);
    return made.kind === 'call' && !/^\\?sum$/.test(made.callee) ? [made.callee] : [];
  });
  return calls.length > 0 && calls.every((c) => nameParts(c).marks.length === 0);
}

/** A softmax of anything. */
export const softmax: Recognizer = (graph, root) => {
  const found = softmaxForm(graph, root);
  const { operation, inputs } = graph.value(root);
  const input =
    operation.kind === 'logSoftmax'
      ? inputs[0]
      : (found?.input ?? changedSoftmax(graph, root) ?? writtenSoftmax(graph, root));
  if (input === undefined || isOfWholes(graph, root, input)) return undefined;
  const book = createRoleBook();
  book.input(input, 'logits').set(root, 'output');
  return { kind: 'softmax', root, roles: book.roles, boundary: book.boundary };
};

const constants = new Set([
  'ones',
  'zeros',
  'full',
  'tensor',
  'arange',
  'eye',
  'dimension',
  'cast',
  'logical',
]);

/** True where a value is built from constants and comparisons alone. */
function isConstant(graph: Graph, root: ValueId): boolean {
  const extra = [
    'compare',
    'tril',
    'triu',
    'reshape',
    'index',
    'where',
    'maskedFill',
    'sub',
    'mul',
    'transpose',
    'expand',
  ];
  return cone(graph, root, new Set()).every(
    (id) => constants.has(graph.kind(id)) || extra.includes(graph.kind(id)),
  );
}

/** A mask: a triangle of ones, a comparison with the padding token, a fill of constants. */
export const mask: Recognizer = (graph, root) => {
  if (!isMask(graph, root)) return undefined;
  return { kind: 'mask', root, roles: createRoleBook().set(root, 'mask').roles };
};

/** A matrix of 0 and −∞ as one adds it to scores; of 1 and 0 where it is named a mask. */
function isLiteralMask(graph: Graph, root: ValueId): boolean {
  const { operation, defined } = graph.value(root);
  // `M_{ij} = -\infty \text{ if } j > i`
  if (defined === true && graph.meaning(root) === 'mask' && operation.kind === 'tensor') {
    const [only] = operation.data;
    // `\text{mask}_{ij} = 0 \text{ if } j \le i`
    const said = graph.setting.formula && /mask/i.test(graph.value(root).name ?? '');
    if (operation.shape.length === 0) return only === -Infinity || (only === 0 && said);
  }
  if (operation.kind === 'call' && operation.callee === 'matrix') return isDottedMask(graph, root);
  const form = operation.kind === 'tensor' ? maskForm(operation) : undefined;
  return form === 'added' || (form === 'kept' && graph.meaning(root) === 'mask');
}

/** `\begin{bmatrix} 0 & -\infty & \cdots \\ 0 & 0 & \cdots \\ \vdots \end{bmatrix}`: with dots among its numbers. */
function isDottedMask(graph: Graph, root: ValueId): boolean {
  const { inputs } = graph.value(root);
  const numbers = new Set<number>();
  for (const id of inputs) {
    const { operation } = graph.value(id);
    if (operation.kind !== 'tensor' || operation.shape.length > 0) return false;
    numbers.add(operation.data[0] ?? Number.NaN);
  }
  const only = (a: number, b: number): boolean =>
    numbers.size === 2 && numbers.has(a) && numbers.has(b);
  return only(0, Number.NEGATIVE_INFINITY) || (only(0, 1) && graph.meaning(root) === 'mask');
}

/** `v_{mask} \otimes v_{mask}`: each pair of what is kept. */
function isMaskOfPairs(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const outer =
    operation.kind === 'einsum' || (operation.kind === 'call' && operation.callee === '\\otimes');
  return outer && inputs.length === 2 && inputs.every((i) => graph.meaning(i) === 'mask');
}

/** Steps that make one mask from another. */
const maskSteps = new Set([
  ...constants,
  ...['compare', 'where', 'maskedFill', 'tril', 'triu', 'add', 'sub', 'mul'],
  ...['reshape', 'rearrange', 'index', 'expand', 'repeat', 'transpose', 'permute', 'concat'],
]);

/** In code, `mask = mask.unsqueeze(1)`, `mask = (1.0 - mask) * -1e4`: of masks and constants alone. */
function isMadeFromMask(graph: Graph, root: ValueId): boolean {
  const { defined, operation } = graph.value(root);
  if (graph.setting.formula || defined !== true || operation.kind === 'cast') return false;
  if (graph.meaning(root) !== 'mask' || (graph.rank(root) ?? 0) < 2) return false;
  const below = cone(graph, root, new Set()).filter((id) => id !== root);
  const isGiven = (id: ValueId): boolean =>
    graph.meaning(id) === 'mask' && /^(?:input|call)$/.test(graph.kind(id));
  return below.some(isGiven) && below.every((id) => isGiven(id) || maskSteps.has(graph.kind(id)));
}

/**
 * In code, `(tokens == 0)[:, None, None, :]`: what is padding, with an axis for the heads and one for the
 * queries. Source: the layout of scores, [batch, head, query, key].
 */
function isPaddingMask(graph: Graph, root: ValueId): boolean {
  if (graph.setting.formula) return false;
  let axes = 0;
  let at = root;
  for (let i = 0; i < 8; i++) {
    const { operation, inputs } = graph.value(at);
    const [next] = inputs;
    if (next === undefined) return false;
    if (operation.kind === 'compare') {
      const [tokens, padding] = inputs;
      const equality = operation.relation === 'eq' || operation.relation === 'ne';
      const plain = padding !== undefined && graph.rank(padding) === 0;
      return axes === 2 && equality && plain && graph.rank(tokens ?? next) === 2;
    }
    if (operation.kind === 'index') {
      const whole = operation.items.every((i) => i.kind !== 'at' && i.kind !== 'tensor');
      if (!whole) return false;
      axes += operation.items.filter((i) => i.kind === 'newAxis').length;
    } else if (operation.kind !== 'cast' && operation.kind !== 'logical') {
      return false;
    }
    at = next;
  }
  return false;
}

function isMask(graph: Graph, root: ValueId): boolean {
  const kind = graph.kind(root);
  if (kind === 'tril' || kind === 'triu') {
    return isConstant(graph, root) || graph.meaning(root) === 'mask';
  }
  if (kind === 'maskedFill' || kind === 'where') return isConstant(graph, root);
  if (isLiteralMask(graph, root) || isMaskOfPairs(graph, root)) return true;
  if (isMadeFromMask(graph, root) || isPaddingMask(graph, root)) return true;
  if (graph.meaning(root) !== 'mask' || graph.value(root).inputs.length === 0) return false;
  const { operation } = graph.value(root);
  if (operation.kind === 'call') return operation.callee === 'cases';
  if (kind === 'compare') return (graph.rank(root) ?? 0) > 0;
  const triangular = cone(graph, root, new Set()).some((id) =>
    ['tril', 'triu', 'compare'].includes(graph.kind(id)),
  );
  return triangular || isConstant(graph, root);
}
