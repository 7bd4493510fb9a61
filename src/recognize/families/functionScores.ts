import type { ValueId } from '../../program/value.js';
import { isAbout } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import type { Graph } from '../graph.js';
import { nameParts } from '../names.js';
import {
  areAlike,
  definedAs,
  isHiddenState,
  isState,
  scoreFunctions,
  sideOf,
  unscaled,
} from './comparisons.js';

/** `\alpha_i = \text{align}(h_i, s)`, `a_i = \alpha(q, k_i)` where the text is about attention. */
function isSaidOfPair(graph: Graph, root: ValueId): boolean {
  const { defined, inputs } = graph.value(root);
  const [query, key] = inputs;
  if (defined !== true || query === undefined || key === undefined) return false;
  const sides = [query, key].map((id) => sideOf(graph, id));
  // `e_t = s(q, x_t)`: a query, and one of the states that it looks at.
  const looks =
    sides.includes('query') &&
    sides.includes(undefined) &&
    [query, key].every((id) => isState(graph, id)) &&
    /^(?:e|s|alpha)$/.test(nameParts(graph.value(root).name ?? '').base);
  const known =
    looks ||
    (sides.includes('query') && sides.includes('key')) ||
    (definedAs(graph, root, 'weights') && isHiddenState(graph, query) && isHiddenState(graph, key));
  return known && isAbout(graph, 'attention');
}

/** `\cos(q_i, k_j)` of `\text{Sim}(q_i, k_j) = \cos(q_i, k_j) / \tau + B_{ij}`. Source: Liu et al. 2022, (2). */
function comparedBelow(graph: Graph, root: ValueId): ValueId {
  const { operation, inputs, name = '', defined } = graph.value(root);
  if (defined !== true || !scoreFunctions.test(nameParts(name).base)) return root;
  const [of] = operation.kind === 'add' ? inputs : [root];
  const below = unscaled(graph, of ?? root);
  const sides = graph.value(below).inputs.map((i) => sideOf(graph, i));
  return sides[0] === 'query' && sides[1] === 'key' ? below : root;
}

/** `e_{ij} = a(s_{i-1}, h_j)`: a score function that the text does not write out. */
export function functionScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const at = comparedBelow(graph, root);
  const { operation, inputs } = graph.value(at);
  const [query, key] = inputs;
  if (operation.kind !== 'call' || query === undefined || key === undefined) return undefined;
  const { base } = nameParts(operation.callee);
  if (inputs.length > 3) return undefined;
  if (!/^(alpha|attention)$/i.test(base) && !scoreFunctions.test(base)) return undefined;
  const said = at !== root || definedAs(graph, root, 'scores') || isSaidOfPair(graph, root);
  if (!said) return undefined;
  // `\text{similarity} = \cos(u, v)` compares sentences, images, documents.
  const likens = /^(?:cos|sim)/i.test(base);
  if (likens && (!isAbout(graph, 'attention') || areAlike(graph, query, key))) return undefined;
  return createRoleBook().set(root, 'scores').input(query, 'query').input(key, 'key');
}
