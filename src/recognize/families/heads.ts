import type { Saying } from '../../program/topic.js';
import type { ValueId } from '../../program/value.js';
import { throughLayout, type Graph } from '../graph.js';
import { isAbout } from '../evidence.js';
import { nameParts } from '../names.js';
import { projectionBelow } from '../projection.js';
import { isPerHead, symbolMeaning } from '../symbols.js';

/** Of what is worked out and has no size yet, `\text{head}` is no count. */
export function isHeadName(graph: Graph, id: ValueId): boolean {
  const { name, defined } = graph.value(id);
  if (defined !== true || name === undefined) return false;
  const key = graph.rank(id) === undefined ? symbolMeaning(name, false)?.key : graph.meaning(id);
  return key === 'head';
}

export const isAttentionName = (graph: Graph, id: ValueId): boolean =>
  graph.value(id).defined === true && graph.meaning(id) === 'attention';

const weightOf = (graph: Graph, id: ValueId): string | undefined => {
  const weight = projectionBelow(graph, id)?.weight;
  return weight === undefined ? undefined : graph.value(throughLayout(graph, weight)).name;
};

/** True where every projection of the parts has a weight of its own for each head. */
export function hasPerHeadWeights(graph: Graph, parts: readonly ValueId[], atLeast = 1): boolean {
  const weights = parts.flatMap((id) => weightOf(graph, id) ?? []);
  return weights.length >= atLeast && weights.every((name) => isPerHead(name));
}

const indicesOf = (name: string | undefined): readonly string[] =>
  nameParts(name ?? '').marks.filter((m) => /^([a-z]|\d+)$/.test(m));

/**
 * Whether an index counts heads and not segments, blocks or modalities, `O^{(m)}`, as far as the text
 * says it: `i`, `h` and what stands on weights do by custom, other letters where heads are spoken of.
 */
function countsHeads(graph: Graph, index: string, ofWeights: boolean): boolean {
  const { formula, topics } = graph.setting;
  if (!formula) return true;
  const ofHeads = topics.says('says head') || topics.says('says multiHead');
  if (topics.says('says part')) {
    const first = ofHeads ? topics.said.find((s) => s in nearer) : undefined;
    return first !== undefined && first !== 'says part';
  }
  return ofHeads || ofWeights || /^(?:[ih]|\d+)$/.test(index) || isAbout(graph, 'heads');
}

/** Sayings of what an index counts. */
const nearer: Partial<Record<Saying, true>> = {
  'says head': true,
  'says multiHead': true,
  'says part': true,
};

/** `Z_i = \text{Attention}(Q_i, K_i, V_i)`: one index on everything counts the heads. */
function sharesIndex(graph: Graph, root: ValueId, parts: readonly ValueId[]): boolean {
  const own = indicesOf(graph.value(root).name);
  if (own.length === 0 || parts.length !== 3) return false;
  let ofWeights = 0;
  const indices = parts.map((id) => {
    const part = graph.value(throughLayout(graph, id));
    // `X U_Q^i`: the index stands on the weight.
    const weight = part.operation.kind === 'matmul' ? part.inputs[1] : undefined;
    if (weight !== undefined) ofWeights += 1;
    const { name } = weight === undefined ? part : graph.value(throughLayout(graph, weight));
    const [index, more] = indicesOf(name);
    return /^[A-Z]/.test(nameParts(name ?? '').base) && more === undefined ? index : undefined;
  });
  const [index] = indices;
  // `Z^{(l)}` counts layers; `o_i^m` has a place as well.
  return (
    index !== undefined &&
    index !== 'l' &&
    own.includes(index) &&
    indices.every((i) => i === index) &&
    countsHeads(graph, index, ofWeights === parts.length)
  );
}

/** Whether attention of these queries, keys and values is one head of several. */
export function isHead(
  graph: Graph,
  root: ValueId,
  parts: readonly (ValueId | undefined)[],
): boolean {
  if (isHeadName(graph, root)) return true;
  if (isAttentionName(graph, root)) return false;
  const known = parts.filter((id) => id !== undefined);
  if (hasPerHeadWeights(graph, known)) return true;
  // `\text{Attention}_h = \text{softmax}(Q_h K_h^\top) V_h` goes by the name of the step.
  const written = graph.kind(root) !== 'scaledDotProductAttention' && graph.kind(root) !== 'call';
  const named = /^(?:attention|attn)$/i.test(nameParts(graph.value(root).name ?? '').base);
  return !(written && named) && sharesIndex(graph, root, known);
}
