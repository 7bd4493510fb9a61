import { noTopics, type TopicSet } from '../program/topic.js';
import type { Program, ValueId } from '../program/value.js';
import { summand, throughLayout, type Graph } from './graph.js';
import type { ItemKind } from './roles.js';

/** Kinds that a name or a bare product alone can be of. */
const mentioned: ReadonlySet<ItemKind> = new Set<ItemKind>([
  'attention.scores',
  'attention.scaledDotProduct',
  'attention.multiHead',
  'attention.linear',
  'softmax',
  'positionalEncoding',
  'attention.weightedSum',
]);

/** `pos`, `pos + k`, `0`: a place, counted on or not. */
function isPlace(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  if (operation.kind === 'tensor') return true;
  if (!/^(?:add|sub)$/.test(operation.kind)) return isSymbol(graph, id);
  return inputs.every((i) => isSymbol(graph, i) || graph.kind(i) === 'tensor');
}

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
  if (kind === 'layerNorm') return isCentredAlone(graph, root);
  if (kind === 'rotaryEmbedding') return isTurnedAlone(graph, root);
  if (!mentioned.has(kind) || graph.value(root).defined === true) return false;
  const { operation, inputs } = graph.value(throughLayout(graph, root));
  // `\mathrm{attn} \cdot V`: what is summed by places says how.
  const summed = operation.kind !== 'matmul' || /\\sum|∑|Σ/.test(graph.value(root).tex ?? '\\sum');
  if (kind === 'attention.weightedSum' && summed) return false;
  // `PE(pos + k)`
  if (kind === 'positionalEncoding' && operation.kind === 'call')
    return inputs.length > 0 && inputs.every((id) => isPlace(graph, id));
  const named = operation.kind !== 'einsum' || inputs.length === 2;
  if (kind === 'attention.linear' && inputs.some((id) => isRowOfNames(graph, id))) return true;
  if (kind === 'attention.linear' && isBareProduct(graph, root)) return true;
  if (kind === 'attention.scores' && inputs.every((id) => isProjected(graph, id))) return true;
  if (kind === 'attention.scores' && isElement(graph, inputs)) return true;
  return named && inputs.length > 0 && inputs.every((id) => isSymbol(graph, id));
}

/** `\frac{x - \mu}{\sigma}` in a sentence: what the norm is made of. */
function isCentredAlone(graph: Graph, root: ValueId): boolean {
  const { operation, inputs, defined } = graph.value(root);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || defined === true || over === undefined) return false;
  if (graph.kind(over) !== 'sub' || graph.value(over).defined === true) return false;
  return (
    under !== undefined && [...graph.value(over).inputs, under].every((i) => isSymbol(graph, i))
  );
}

/** `e^{i\theta} c`, `\sum_r h_r e^{im\theta_r}` in a sentence: what is turned, and no more said of it. */
function isTurnedAlone(graph: Graph, root: ValueId): boolean {
  const { operation, inputs, defined } = graph.value(throughSum(graph, root));
  if (!/^(?:mul|matmul)$/.test(operation.kind) || defined === true || inputs.length !== 2)
    return false;
  const [turn, ...others] = inputs.filter((i) => graph.kind(i) === 'exp');
  const other = inputs.find((i) => i !== turn);
  return turn !== undefined && others.length === 0 && other !== undefined && isSymbol(graph, other);
}

const throughSum = (graph: Graph, id: ValueId): ValueId => summand(graph, id) ?? id;

/** `XQ` and `(XK)^\top` of `XQ(XK)^\top`: a name times its weight. */
function isProjected(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  return operation.kind === 'matmul' && inputs.every((i) => isSymbol(graph, i));
}

/** `QK^\top[i, k]`: one of the products. */
const isElement = (graph: Graph, [of, at]: readonly ValueId[]): boolean =>
  of !== undefined &&
  at !== undefined &&
  isProjected(graph, of) &&
  graph.kind(at) === 'concat' &&
  graph.value(at).inputs.every((i) => /^[a-z]$/.test(graph.value(i).name ?? ''));

/** `QK^\top V`: three names and no more. */
function isBareProduct(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, root));
  const [scores, value] = inputs;
  if (operation.kind !== 'matmul' || scores === undefined || value === undefined) return false;
  return isSymbol(graph, value) && isProjected(graph, scores);
}

/** The `QK` of `QKV`: none is turned, so that no product is meant. */
function isRowOfNames(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  return (
    operation.kind === 'matmul' &&
    inputs.every((input) => graph.value(input).operation.kind === 'input')
  );
}

/** `QW^Q(KW^K)^\top` says how it comes about, and so does `(XQ)(HK)^\top`. */
const namesWeights = (values: Program['values']): boolean =>
  values.some((v) => /^W(?:$|[_^])/.test(v.name ?? '')) ||
  values.some(({ operation, inputs }) => {
    const sides = inputs.map((i) => values[i]);
    return operation.kind === 'matmul' && sides.every((side) => isProduct(values, side));
  });

/** `XQ`, `(HK)^\top`: two names multiplied, turned or not. */
function isProduct(
  values: Program['values'],
  value: Program['values'][number] | undefined,
): boolean {
  if (value?.operation.kind === 'transpose')
    return isProduct(values, values[value.inputs[0] ?? -1]);
  return value?.operation.kind === 'matmul';
}

/**
 * Heads side by side are the step where they are all that a place has. A bare product is scores where it
 * is all that a cell has whose row says so, or all of a point in a list and tells its weights; `QK^\top`
 * is a name.
 */
export const isLabelled = (
  { values }: Program,
  kind: ItemKind,
  topics: TopicSet = noTopics,
): boolean =>
  (kind === 'attention.linear' &&
    values.some((v) => v.operation.kind === 'transpose') &&
    topics.says('says linear')) ||
  (kind === 'attention.multiHead' && topics.alone) ||
  (kind === 'attention.scores' &&
    topics.alone &&
    (namesWeights(values) ||
      (!values.some((v) => /^[QK]$/.test(v.name ?? '')) && topics.says('says scores'))));
