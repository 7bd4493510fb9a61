import { noTopics, type TopicSet } from '../program/topic.js';
import type { Program, ValueId } from '../program/value.js';
import { throughLayout, type Graph } from './graph.js';
import type { ItemKind } from './roles.js';

/** Kinds that a name or a bare product alone can be of. */
const mentioned: ReadonlySet<ItemKind> = new Set<ItemKind>([
  'attention.scores',
  'attention.scaledDotProduct',
  'attention.multiHead',
  'attention.linear',
  'softmax',
  'positionalEncoding',
]);

/** A symbol, be it free or defined somewhere else. */
function isSymbol(graph: Graph, id: ValueId): boolean {
  const { operation, name } = graph.value(throughLayout(graph, id));
  return operation.kind === 'input' || name !== undefined || operation.kind === 'dimension';
}

/**
 * True where a formula within a sentence only names a thing, `QK^\top`, `q_i \cdot k_j` or
 * `\text{softmax}(x)`: one operation on plain symbols, that defines nothing and says nothing more
 * of it. It is no formula of that kind, though what it computes has its roles.
 */
export function isMention(graph: Graph, root: ValueId, kind: ItemKind): boolean {
  if (!mentioned.has(kind) || graph.value(root).defined === true) return false;
  const { operation, inputs } = graph.value(throughLayout(graph, root));
  const named = operation.kind !== 'einsum' || inputs.length === 2;
  if (kind === 'attention.linear' && inputs.some((id) => isRowOfNames(graph, id))) return true;
  return named && inputs.length > 0 && inputs.every((id) => isSymbol(graph, id));
}

/** The `QK` of `QKV`: none is turned, so that no product is meant. */
function isRowOfNames(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  return (
    operation.kind === 'matmul' &&
    inputs.every((input) => graph.value(input).operation.kind === 'input')
  );
}

/** A bare product is scores where it is all that a cell has whose row says so; `QK^\top` is a name. */
export const isLabelled = (
  { values }: Program,
  kind: ItemKind,
  topics: TopicSet = noTopics,
): boolean =>
  kind === 'attention.scores' &&
  !values.some((v) => /^[QK]$/.test(v.name ?? '')) &&
  topics.alone &&
  topics.says('says scores');
