import type { Value } from '../../program/value.js';
import { createRoleBook, type Recognizer } from '../found.js';
import type { Graph } from '../graph.js';
import type { ItemKind } from '../roles.js';

/** Functions and classes of other files that go by the field's names, one entry per kind. */
const calls: readonly { readonly kind: ItemKind; readonly is: RegExp }[] = [
  { kind: 'softmax', is: /^(?:(?:masked|log|stable|safe)_?)?softmax(?:[12]d)?$/i },
  { kind: 'layerNorm', is: /^layer_?norm(?:ali[sz]ation)?$/i },
  { kind: 'rmsNorm', is: /^\w*rms_?norm$/i },
  {
    kind: 'feedForward',
    is: /^(?:position_?wise_?)?feed_?forward(?:_?(?:network|net|layer|block))?$|^ffn$|^mlp$/i,
  },
  { kind: 'positionalEncoding', is: /^(?:sinusoidal_?)?positional_?(?:encoding|embedding)s?$/i },
  { kind: 'rotaryEmbedding', is: /^apply_rot\w+$|^rotary_?(?:positional_?)?embeddings?$/i },
  { kind: 'mask', is: /^(?:make|create|get|build|gen(?:erate)?)_\w*mask$/i },
  { kind: 'activation', is: /^(?:new_?)?(?:gelu|silu|swish)$/i },
];

/** `layers.LayerNorm` → `LayerNorm`, `self.softmax.forward` → `softmax`. */
const lastName = (callee: string): string =>
  /(\w+)$/.exec(callee.replace(/\.(?:forward|call|__call__|apply)$/, ''))?.[1] ?? '';

/** `torch.ones(i, j).triu(j - i + 1)`, where the diagonal is no number that is known. */
function isTriangle(graph: Graph, { operation, inputs }: Value): boolean {
  const [input] = inputs;
  if (operation.kind !== 'call' || input === undefined) return false;
  const of = graph.kind(input);
  return /\btri[lu]$/.test(operation.callee) && (of === 'ones' || of === 'full');
}

/** What an unread call in code is by the name of what is called, or of what was made to be called. */
function kindByName({ operation, inputs }: Value): ItemKind | undefined {
  if (operation.kind !== 'call' || inputs.length === 0) return undefined;
  const names = [operation.of, operation.callee].map((n) => lastName(n ?? ''));
  return calls.find(({ is }) => names.some((n) => is.test(n)))?.kind;
}

/** A call in code that is not read and that its name says to be a softmax. */
export const isSoftmaxCall = (graph: Graph, value: Value): boolean =>
  !graph.setting.formula && kindByName(value) === 'softmax';

/** Layers and functions of code that are not read, by their names. */
export const namedCalls: Recognizer = (graph, root) => {
  if (graph.setting.formula) return undefined;
  const value = graph.value(root);
  const kind = isTriangle(graph, value) ? 'mask' : kindByName(value);
  if (kind === undefined) return undefined;
  const book = createRoleBook().set(root, 'output').input(value.inputs[0], 'input');
  return { kind, root, roles: book.roles, boundary: [...book.boundary, ...value.inputs] };
};
