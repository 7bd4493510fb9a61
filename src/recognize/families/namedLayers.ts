import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { activations } from './activation.js';

/** `\text{Linear}_1`, `W_{up}`, `gate\_proj`, `fc2` as `linear1`, `wup`, `gateproj`, `fc2`. */
function spelt(callee: string): string {
  const { base, marks } = nameParts(callee);
  return [base, ...marks]
    .join('')
    .toLowerCase()
    .replaceAll(/[\s_\-\\{}]/g, '');
}

/** Layers by their names: those that widen, those that narrow again, and any. */
const first =
  /^w?(?:up|gate|expand)(?:proj(?:ection)?|layer)?$|^(?:linear|lin|fc|dense|layer|w|ff|proj|conv1d)1$|^cfc$/;
const second =
  /^w?(?:down|contract)(?:proj(?:ection)?|layer)?$|^(?:linear|lin|fc|dense|layer|w|ff|proj|conv1d)2$|^cproj$/;
const third = /^(?:linear|lin|fc|dense|layer|w|ff|proj)3$/;
const any = /^(?:linear|dense|fc|fullyconnected)$/;
const bends = /^(?:act(?:ivation)?(?:fn|function)?|sigma|phi|nonlinearity|[a-z]*lu|swish)$/;

/** What a call of one tensor is of, where its name fits. */
function applied(graph: Graph, id: ValueId, ...names: readonly RegExp[]): ValueId | undefined {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  const [input, more] = inputs;
  if (operation.kind !== 'call' || input === undefined || more !== undefined) return undefined;
  const name = spelt(operation.callee);
  return names.some((n) => n.test(name)) ? input : undefined;
}

/** What an activation is of, by its operation or by its name. */
function activated(graph: Graph, id: ValueId): ValueId | undefined {
  const at = throughLayout(graph, id);
  return activations.has(graph.kind(at)) ? graph.value(at).inputs[0] : applied(graph, at, bends);
}

/** `\text{SiLU}(\text{gate}(x)) \odot \text{up}(x)`: the input of both. */
function gated(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  if (operation.kind !== 'mul' || inputs.length !== 2) return undefined;
  for (const [gate, other] of [inputs, [...inputs].reverse()]) {
    if (gate === undefined || other === undefined) continue;
    const below = activated(graph, gate);
    const inner = below === undefined ? undefined : applied(graph, below, first, any);
    const beside = applied(graph, other, first, third, any);
    if (inner !== undefined && beside !== undefined && graph.sameAs(inner, beside)) return inner;
  }
  return undefined;
}

/**
 * `\text{Linear}_2(\text{ReLU}(\text{Linear}_1(x)))`, `\text{down}(\text{SiLU}(\text{gate}(x)) \odot
 * \text{up}(x))`: feed-forward layers that are called by their names.
 */
export const namedLayers: Recognizer = (graph, root) => {
  if (graph.kind(root) !== 'call' || !graph.setting.formula) return undefined;
  const hidden = applied(graph, root, second, any);
  if (hidden === undefined) return undefined;
  const below = activated(graph, hidden);
  const input =
    (below === undefined ? undefined : applied(graph, below, first, any)) ?? gated(graph, hidden);
  if (input === undefined) return undefined;
  const book = createRoleBook().set(root, 'output').set(hidden, 'hidden').input(input, 'input');
  return { kind: 'feedForward', root, roles: book.roles, boundary: book.boundary };
};
