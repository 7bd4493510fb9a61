import type { ValueId } from '../../program/value.js';
import { isLeaf } from '../evidence.js';
import { createRoleBook, type RoleBook, type Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { kindOfFunction } from '../namedFunctions.js';
import { nameParts } from '../names.js';
import { projectionAt, weightKey, type Projection } from '../projection.js';
import { activationAt } from './activation.js';
import { isActivationCall } from './namedCalls.js';

/** Any product with a second operand, a named weight first; feed-forward nets use many letters. */
function layerAt(graph: Graph, id: ValueId): Projection | undefined {
  return projectionAt(graph, id, true);
}

function assignLayer(
  book: RoleBook,
  layer: Projection,
  role: 'preActivation' | 'output' | 'projection',
): void {
  book.set(layer.root, role);
  book.input(layer.weight, 'weight').input(layer.bias, 'bias');
}

/** The other branch of a gate: a product of the same input, whatever its weight is called. */
function branchAt(graph: Graph, id: ValueId, input: ValueId | undefined): Projection | undefined {
  const layer = layerAt(graph, id);
  if (layer !== undefined || input === undefined) return layer;
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  if (operation.kind === 'add') {
    const below = branchAt(graph, a, input);
    return below === undefined ? undefined : { ...below, root: id, bias: b };
  }
  if (operation.kind !== 'matmul') return undefined;
  const found = (x: ValueId, weight: ValueId): Projection => ({
    root: id,
    product: id,
    input: x,
    weight,
    bias: undefined,
  });
  if (graph.sameAs(a, input)) return found(a, b);
  return graph.sameAs(b, input) ? found(b, a) : undefined;
}

/** `x` of `Ux \odot \text{ReLU}(Vx)`: what two products have in common. */
function sharedFactor(graph: Graph, a: ValueId | undefined, b: ValueId): ValueId | undefined {
  if (a === undefined || graph.kind(a) !== 'matmul' || graph.kind(b) !== 'matmul') return undefined;
  return graph.value(a).inputs.find((i) => graph.value(b).inputs.some((o) => graph.sameAs(i, o)));
}

/** An activation, also one of code that only its name says: `self.act_fn(x)`. */
function activated(graph: Graph, id: ValueId): { readonly input: ValueId } | undefined {
  const known = activationAt(graph, id);
  const [input] = graph.value(id).inputs;
  if (known !== undefined || input === undefined) return known;
  const { operation } = graph.value(id);
  const named =
    graph.setting.formula &&
    operation.kind === 'call' &&
    kindOfFunction(nameParts(operation.callee)) === 'activation';
  return named || isActivationCall(graph, graph.value(id)) ? { input } : undefined;
}

/** Gated hidden layers: `act(x W) ⊙ x V`. Source: Shazeer 2020, "GLU variants improve Transformer". */
function gated(graph: Graph, id: ValueId, book: RoleBook): boolean {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (operation.kind !== 'mul' || a === undefined || b === undefined) return false;
  for (const [gate, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const input = activated(graph, throughLayout(graph, gate))?.input;
    const beside = throughLayout(graph, other);
    const below = input === undefined ? undefined : throughLayout(graph, input);
    // `xW \odot \text{Swish}(xV)`: either branch may say what both are of.
    const of = layerAt(graph, beside)?.input ?? sharedFactor(graph, below, beside);
    const inner = below === undefined ? undefined : branchAt(graph, below, of);
    const linear = branchAt(graph, beside, inner?.input);
    if (inner === undefined || linear === undefined) continue;
    book.set(id, 'hidden');
    assignLayer(book, inner, 'preActivation');
    assignLayer(book, linear, 'projection');
    book.input(inner.input, 'input').input(linear.input, 'input');
    return true;
  }
  return false;
}

/** `\phi(x W_1) W_2`: any function between a first and a second layer that are named so. */
function unknownActivation(
  graph: Graph,
  hidden: ValueId,
  second: Projection,
): { readonly input: ValueId } | undefined {
  const { operation, inputs } = graph.value(hidden);
  const [input] = inputs;
  if (operation.kind !== 'call' || inputs.length !== 1 || input === undefined) return undefined;
  if (weightKey(graph, second.weight) !== 'secondWeight') return undefined;
  const first = layerAt(graph, throughLayout(graph, input));
  return first !== undefined && weightKey(graph, first.weight) === 'firstWeight'
    ? { input }
    : undefined;
}

/** `\text{SwiGLU}(x, W, V)`, `\text{SwiGLU}(x) W_2`: a gated layer by its name, before the second weight. */
function isNamedGate(graph: Graph, hidden: ValueId, { weight }: Projection): boolean {
  const { operation, inputs } = graph.value(hidden);
  const second = graph.setting.formula && weightKey(graph, weight) === 'secondWeight';
  if (operation.kind !== 'call' || inputs.length < (second ? 1 : 2)) return false;
  return /^(swi|ge|re|si)?glu$/i.test(nameParts(operation.callee).base);
}

/**
 * What is done to hidden units number by number: `\text{ReLU}(x W_1)^2`, `\ell \odot \text{ReLU}(W_1 x)`.
 * Sources: So et al. 2021 (Primer); Liu et al. 2022 (IA³).
 */
function withoutScaling(graph: Graph, id: ValueId): ValueId {
  const at = throughLayout(graph, id);
  const { operation, inputs } = graph.value(at);
  const [a, b] = inputs;
  if (!graph.setting.formula || a === undefined || b === undefined) return id;
  const isActivated = (i: ValueId): boolean =>
    activationAt(graph, throughLayout(graph, i)) !== undefined;
  if (operation.kind === 'pow') return isActivated(a) ? a : id;
  if (operation.kind !== 'mul') return id;
  if (isLeaf(graph, a) && isActivated(b)) return b;
  return isLeaf(graph, b) && isActivated(a) ? a : id;
}

/** `activation(x W_1 + b_1) W_2 + b_2`. Source: Vaswani et al. 2017, (2). */
export const feedForward: Recognizer = (graph, root) => {
  const second = layerAt(graph, root);
  if (second === undefined) return undefined;
  const book = createRoleBook();
  assignLayer(book, second, 'output');
  const hidden = throughLayout(graph, withoutScaling(graph, second.input));
  if (gated(graph, hidden, book)) {
    return { kind: 'feedForward', root, roles: book.roles, boundary: book.boundary };
  }
  if (isNamedGate(graph, hidden, second)) {
    book.set(hidden, 'hidden').input(graph.value(hidden).inputs[0], 'input');
    return { kind: 'feedForward', root, roles: book.roles, boundary: book.boundary };
  }
  const activation = activated(graph, hidden) ?? unknownActivation(graph, hidden, second);
  const first =
    activation === undefined ? undefined : layerAt(graph, throughLayout(graph, activation.input));
  if (activation === undefined || first === undefined) return undefined;
  book.set(hidden, 'hidden');
  assignLayer(book, first, 'preActivation');
  book.input(first.input, 'input');
  return { kind: 'feedForward', root, roles: book.roles, boundary: book.boundary };
};

/** `\sigma(W_2 \sigma(W_1 x + b_1) + b_2)` where its sentence calls it a feed-forward network. */
export const activatedTwice: Recognizer = (graph, root) => {
  if (!graph.setting.formula) return undefined;
  const inner = activated(graph, root)?.input;
  const found = inner === undefined ? undefined : feedForward(graph, throughLayout(graph, inner));
  if (found === undefined || !graph.setting.topics.says('says feedForward')) return undefined;
  return { ...found, root, roles: new Map(found.roles).set(root, 'output') };
};

/** A gated hidden layer alone: GLU, SwiGLU before the second projection. */
export const gatedLinear: Recognizer = (graph, root) => {
  if (graph.kind(root) !== 'mul') return undefined;
  const book = createRoleBook();
  return gated(graph, root, book)
    ? { kind: 'feedForward', root, roles: book.roles, boundary: book.boundary }
    : undefined;
};
