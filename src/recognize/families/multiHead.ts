import type { ValueId } from '../../program/value.js';
import { createRoleBook, type RoleBook, type Found, type Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { projectionAt } from '../projection.js';
import { scaledDotProduct } from './attention.js';

const layoutKinds = new Set(['reshape', 'rearrange', 'transpose', 'permute', 'cast', 'dropout']);

/** A concatenation of heads, or the layout change that merges them: its value and the heads. */
interface Merged {
  readonly merged: ValueId;
  readonly heads: readonly ValueId[];
}

function concatenated(graph: Graph, id: ValueId): Merged | undefined {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'concat') return undefined;
  const isHead = (v: ValueId): boolean =>
    graph.meaning(v) === 'head' || scaledDotProduct(graph, throughLayout(graph, v)) !== undefined;
  return inputs.length > 0 && inputs.every(isHead) ? { merged: id, heads: inputs } : undefined;
}

/** `[batch, head, n, d]` back to `[batch, n, head·d]`: a transpose and a reshape of attention's output. */
function reshaped(graph: Graph, id: ValueId): Merged | undefined {
  let at = id;
  let merges = false;
  for (let i = 0; i < 16; i++) {
    const { operation, inputs } = graph.value(at);
    const next = inputs[0];
    if (!layoutKinds.has(operation.kind) || next === undefined) break;
    merges ||= operation.kind === 'reshape' || operation.kind === 'rearrange';
    at = next;
  }
  if (!merges || scaledDotProduct(graph, at) === undefined) return undefined;
  return { merged: id, heads: [at] };
}

const mergedAt = (graph: Graph, id: ValueId): Merged | undefined =>
  concatenated(graph, id) ?? reshaped(graph, id);

function withHeads(graph: Graph, merged: Merged, book: RoleBook): void {
  book.set(merged.merged, 'concatenated');
  for (const head of merged.heads) {
    book.set(head, 'head');
    const inner = scaledDotProduct(graph, throughLayout(graph, head));
    if (inner === undefined) {
      book.boundary.add(head);
      continue;
    }
    for (const [id, role] of inner.roles) {
      book.set(id, role === 'output' ? 'head' : role);
    }
    for (const id of inner.boundary ?? []) book.boundary.add(id);
  }
}

function projected(graph: Graph, root: ValueId): Found | undefined {
  const projection = projectionAt(graph, root, true);
  if (projection === undefined) return undefined;
  const merged =
    mergedAt(graph, projection.input) ??
    concatenated(graph, throughLayout(graph, projection.input));
  if (merged === undefined) return undefined;
  const book = createRoleBook();
  book.set(root, 'output');
  withHeads(graph, merged, book);
  book.input(projection.weight, 'outputWeight').input(projection.bias, 'bias');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

function module(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'multiHeadAttention') return undefined;
  const [query, key, value] = inputs;
  const book = createRoleBook();
  book.set(root, 'output').input(query, 'query').input(key, 'key').input(value, 'value');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/**
 * `Concat(head_1, …, head_h) W^O`, the same as reshapes and a linear layer, or the library's module.
 * A concatenation of heads alone counts too. Source: Vaswani et al. 2017, section 3.2.2.
 */
export const multiHead: Recognizer = (graph, root) => {
  const found = module(graph, root) ?? projected(graph, root);
  if (found !== undefined) return found;
  const heads = concatenated(graph, root);
  if (heads === undefined) return undefined;
  const book = createRoleBook();
  withHeads(graph, heads, book);
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
};
