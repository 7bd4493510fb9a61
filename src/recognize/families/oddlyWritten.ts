import { namedAsScores } from '../attentionParts.js';
import { isByCases } from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import type { ValueId } from '../../program/value.js';
import { assignPart } from '../projection.js';
import { scoresPath } from '../scoresPath.js';
import { scaledDotProduct } from './attention.js';
import { factorsOf } from './factors.js';
import { isAttentionName, isHeadName } from './heads.js';
import { isValues } from './inverseTimes.js';

/** `head_i = \begin{cases} \text{Attention}(Q_i, K_i, V_i) & … \\ … \end{cases}`: heads of several kinds. */
function headByCases(graph: Graph, root: ValueId): Found | undefined {
  if (!isByCases(graph, root) || !isHeadName(graph, root)) return undefined;
  for (const arm of graph.value(root).inputs) {
    const found = scaledDotProduct(graph, throughLayout(graph, arm));
    if (found === undefined) continue;
    const roles = new Map(found.roles).set(root, 'head');
    return { ...found, kind: 'attention.head', root, roles };
  }
  return undefined;
}

/**
 * `\text{Attention}(Q, K, V) = \text{softmax}(\frac{QK^\top}{\sqrt{d_k}} V)`: attention, by its name and all
 * that it is made of, with the bracket closed too late.
 */
function closedBehindValues(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [inner] = inputs;
  if (operation.kind !== 'softmax' || inner === undefined) return undefined;
  if (!isAttentionName(graph, root)) return undefined;
  for (const [scores, value] of factorsOf(graph, throughLayout(graph, inner))) {
    const product = scoresPath(graph, scores)?.product;
    if (product === undefined || !isValues(graph, value)) continue;
    if (!namedAsScores(graph, product)) continue;
    const book = createRoleBook().set(root, 'output');
    assignPart(graph, book, product.left, 'query');
    assignPart(graph, book, product.right, 'key');
    assignPart(graph, book, value, 'value');
    const { roles, boundary } = book;
    return { kind: 'attention.scaledDotProduct', root, roles, boundary };
  }
  return undefined;
}

/** Attention whose parts are all there, though not as they are mostly written. */
export const oddlyWritten: Recognizer = (graph, root) =>
  graph.setting.formula ? (headByCases(graph, root) ?? closedBehindValues(graph, root)) : undefined;
