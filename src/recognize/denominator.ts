import type { ValueId } from '../program/value.js';
import { throughLayout, type Graph } from './graph.js';
import { nameParts } from './names.js';
import { monomial } from './scalars.js';

const isSmall = (graph: Graph, id: ValueId): boolean =>
  monomial(graph, id)?.powers.size === 0 ||
  /^(?:epsilon|varepsilon|eps|ε)$/.test(nameParts(graph.value(id).name ?? '').base);

/**
 * The sum that a denominator is, without what keeps it from zero, `z^\top \phi(q) + \epsilon`, or lets a
 * query attend to nothing, `1 + \sum_j e^{s_j}`. Source of the latter: Miller 2023, "Attention is off by one".
 */
export function withoutConstant(graph: Graph, id: ValueId): ValueId {
  const at = throughLayout(graph, id);
  const { operation, inputs } = graph.value(at);
  const [a, b] = inputs;
  if (!graph.setting.formula || operation.kind !== 'add' || a === undefined || b === undefined)
    return id;
  if (isSmall(graph, b)) return a;
  return isSmall(graph, a) ? b : id;
}
