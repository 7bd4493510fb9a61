import type { ValueId } from '../../program/value.js';
import { namedAsScores } from '../attentionParts.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { scoresPath, type ScoresPath } from '../scoresPath.js';

/** `φ(q kᵀ) v` with another function than softmax, where the names say that it is attention. */
export function otherFunction(graph: Graph, weights: ValueId): ScoresPath | undefined {
  const at = throughLayout(graph, weights);
  const { operation, inputs } = graph.value(at);
  const [scores] = inputs;
  // `\omega(Q K^\top)`
  const letter =
    operation.kind === 'call' &&
    inputs.length === 1 &&
    /^(omega|rho|phi|psi|sigma|f|g)$/.test(nameParts(operation.callee).base);
  if (!letter && operation.kind !== 'sigmoid' && operation.kind !== 'relu') return undefined;
  const path = scores === undefined ? undefined : scoresPath(graph, scores);
  return path?.product !== undefined && namedAsScores(graph, path.product) ? path : undefined;
}
