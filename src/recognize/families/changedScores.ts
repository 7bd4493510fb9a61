import type { ValueId } from '../../program/value.js';
import { isAbout, numberAt } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import type { Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { isScalar, monomial } from '../scalars.js';

const isScoresLeaf = (graph: Graph, id: ValueId): boolean => {
  const { name = '', operation } = graph.value(id);
  return operation.kind === 'input' && (graph.meaning(id) === 'scores' || /^[SE]$/.test(name));
};

/** `\begin{cases} A_{ij} & j \le i \\ -\infty & j > i \end{cases}`: no weight is −∞. */
function cutScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const [where, ...sides] = graph.value(root).inputs;
  const kept = sides.find((id) => graph.kind(id) === 'input');
  const cut = sides.find((id) => id !== kept);
  if (kept === undefined || cut === undefined || where === undefined) return undefined;
  const known =
    isScoresLeaf(graph, kept) ||
    graph.meaning(kept) === 'weights' ||
    /^[SEAse]$/.test(nameParts(graph.value(kept).name ?? '').base);
  // What the text is about, and numbers, are asked last.
  if (!known || !isAbout(graph, 'attention') || numberAt(graph, cut) !== -Infinity)
    return undefined;
  return createRoleBook().input(kept, 'scores').set(where, 'mask').set(root, 'masked');
}

/** `\tilde s_{ij} = s_{ij} / \sqrt{d_k}`, `\hat S = S + M`: known scores scaled or masked. */
export function changedScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [a, b] = inputs;
  if (defined !== true || a === undefined || b === undefined) return undefined;
  const book = createRoleBook();
  switch (operation.kind) {
    case 'div':
    case 'mul': {
      const [scores, scale] = isScoresLeaf(graph, a) ? [a, b] : [b, a];
      if (!isScoresLeaf(graph, scores) || !isScalar(graph, scale)) return undefined;
      const rooted = [...(monomial(graph, scale)?.powers.values() ?? [])].some(
        (p) => Math.abs(p.exponent) === 0.5,
      );
      if (graph.meaning(scores) !== 'scores' && !rooted) return undefined;
      return book.input(scores, 'scores').set(scale, 'scale').set(root, 'scaled');
    }
    case 'add': {
      const [scores, mask] = isScoresLeaf(graph, a) ? [a, b] : [b, a];
      const key = graph.meaning(mask);
      if (!isScoresLeaf(graph, scores) || (key !== 'mask' && key !== 'bias')) return undefined;
      return book.input(scores, 'scores').set(mask, key).set(root, 'masked');
    }
    case 'where':
      return cutScores(graph, root);
    default:
      return undefined;
  }
}
