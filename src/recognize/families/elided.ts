import { createRoleBook, type Recognizer } from '../found.js';
import { throughLayout } from '../graph.js';
import { nameParts } from '../names.js';
import { isHeadName } from './heads.js';

/**
 * `\text{head}_i = \text{softmax}(\ldots) V_i`: what the softmax is of was written before, and dots
 * stand for it.
 */
export const elided: Recognizer = (graph, root) => {
  const { operation, inputs, defined } = graph.value(root);
  const [weights, value] = inputs;
  if (!graph.setting.formula || operation.kind !== 'matmul' || defined !== true) return undefined;
  if (weights === undefined || value === undefined || graph.meaning(value) !== 'value')
    return undefined;
  const { operation: softmax, inputs: of } = graph.value(throughLayout(graph, weights));
  if (softmax.kind !== 'call' || of.length > 0) return undefined;
  if (nameParts(softmax.callee).base !== 'softmax') return undefined;
  const head = isHeadName(graph, root);
  const book = createRoleBook().input(weights, 'weights').input(value, 'value');
  const { roles, boundary } = book.set(root, head ? 'head' : 'output');
  return { kind: head ? 'attention.head' : 'attention.weightedSum', root, roles, boundary };
};
