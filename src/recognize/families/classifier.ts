import type { ValueId } from '../../program/value.js';
import { namedAsScores, type WeightsMatch } from '../attentionParts.js';
import { isAbout, isEquation, nameBelow } from '../evidence.js';
import type { Graph } from '../graph.js';
import { nameParts } from '../names.js';
import type { Product } from '../product.js';

/** A free symbol on the left that nothing uses; letters of places are none. */
const hasArguments = (graph: Graph, root: ValueId): boolean =>
  graph.values.some(
    ({ id, operation, name }) =>
      id !== root &&
      operation.kind === 'input' &&
      graph.users(id).length === 0 &&
      !graph.isOutput(id) &&
      !/^[a-z]$/.test(name ?? ''),
  );

/** `p(o \mid c) = \frac{\exp(u_o^\top v_c)}{\sum_w \exp(u_w^\top v_c)}`. Source: Mikolov et al. 2013. */
function isOfVocabulary(graph: Graph, root: ValueId, { left, right }: Product): boolean {
  const { base, marks } = nameParts(graph.value(root).name ?? '');
  if (!/^[pP]$/.test(base) || marks.length > 0 || !graph.setting.formula) return false;
  const letters = [left, right].map((side) => nameBelow(graph, side).base);
  return letters.includes('u') && letters.every((l) => /^[uvw]$/.test(l));
}

/** `p(y = c | x) = e^{w_c^\top x} / \sum …`: the probabilities of a classifier. */
export function isClassifier(graph: Graph, root: ValueId, { path }: WeightsMatch): boolean {
  const { name, defined } = graph.value(root);
  const probability =
    defined === true
      ? /^(p|P|Pr|y)$/.test(nameParts(name ?? '').base)
      : graph.setting.formula && isEquation(graph, root);
  if (!probability) return false;
  // `p(y \mid x) = \text{softmax}(…)`: of what stands in brackets on the left.
  const ofAnything = (): boolean => hasArguments(graph, root) || !isAbout(graph, 'attention');
  if (path.product === undefined) return defined === true && ofAnything();
  // `p(o | c)`: the words of a vocabulary, of which none is a query or a key.
  if (isOfVocabulary(graph, root, path.product)) return true;
  return !namedAsScores(graph, path.product) && ofAnything();
}
