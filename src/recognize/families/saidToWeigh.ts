import { createRoleBook, type Recognizer } from '../found.js';
import { throughLayout } from '../graph.js';
import { assignPart, weightKey } from '../projection.js';
import { scoresPath } from '../scoresPath.js';
import { isOfNumbers } from './linearAttention.js';

/**
 * `Z = A V` where a row before it has `A = QK^\top` and the text calls the result a weighted sum: the step that it
 * writes weighs values, by weights that nothing normalises.
 */
export const saidToWeigh: Recognizer = (graph, root) => {
  const { operation, inputs, defined } = graph.value(root);
  const [weights, value, more] = inputs;
  const multiplies = operation.kind === 'matmul' || operation.kind === 'mul';
  if (!graph.setting.formula || !multiplies || defined !== true || more !== undefined)
    return undefined;
  if (weights === undefined || value === undefined || weightKey(graph, value) !== 'value')
    return undefined;
  const at = throughLayout(graph, weights);
  if (graph.value(at).defined !== true || scoresPath(graph, at)?.product === undefined)
    return undefined;
  const { topics } = graph.setting;
  if (!topics.says('says weightedSum') || topics.says('says linear')) return undefined;
  if (isOfNumbers(graph, root)) return undefined;
  const book = createRoleBook().input(at, 'weights').set(root, 'output');
  assignPart(graph, book, value, 'value');
  return { kind: 'attention.weightedSum', root, roles: book.roles, boundary: book.boundary };
};
