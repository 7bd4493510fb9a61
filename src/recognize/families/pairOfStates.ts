import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { isAbout, nameBelow } from '../evidence.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts, placesOn } from '../names.js';
import { projectionAt } from '../projection.js';

/**
 * `y_i = \sum_j p_{ij} x_j`: of the two places on the weight one is the result's, the other that of
 * what is weighed. Labels beside them, `h_t^{(e)}`, say nothing.
 */
export function joinsPlaces(
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  root: ValueId,
): boolean {
  if (graph.value(root).defined !== true) return false;
  const at = throughLayout(graph, value);
  // `w_{ij} V h_j`: what is projected has the place.
  const projected = projectionAt(graph, at, true);
  const of = throughLayout(graph, projected?.input ?? at);
  const [w, v, o] = [weights, of, root].map((i) => nameParts(graph.value(i).name ?? ''));
  if (w === undefined || v === undefined || o === undefined) return false;
  if (!/^[a-zA-Z]$/.test(v.base) || /^[AbWf]$/.test(v.base) || /^[afu]$/.test(o.base)) return false;
  // `w_{ij}^k V^k h_j`: which head it is both say.
  const head = projected === undefined ? [] : placesOn(nameBelow(graph, projected.weight));
  const places = placesOn(w).filter((l) => !head.includes(l));
  // The prime of `h_i'` is the letter's, where no place has it.
  const isOwn = (l: string): boolean =>
    placesOn(o).some((p) => p === l || (p === `${l}'` && !places.includes(p)));
  const own = places.filter(isOwn);
  const [other, more] = places.filter((l) => !own.includes(l));
  if (own.length !== 1 || other === undefined || more !== undefined) return false;
  // `C_{ij} = \sum_k A_{ik} B_{kj}` is a product of tables; `r_t = \sum_i w_{ti} M_{ti}` is none.
  const on = placesOn(v);
  return on.includes(other) && !placesOn(o).some((l) => on.includes(l) && !places.includes(l));
}

/** The same where the text is about attention: a state for every position. */
export const isPairOfStates = (
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  root: ValueId,
): boolean => joinsPlaces(graph, weights, value, root) && isAbout(graph, 'attention');

/** `\beta_{ij} W h_j` where the text is about attention: a Greek letter for each pair of states. */
export const isGreekOfPair = (
  graph: Graph,
  weights: ValueId,
  value: ValueId,
  root: ValueId,
): boolean =>
  /^(?:alpha|beta|gamma|omega)$/.test(nameBelow(graph, weights).base) &&
  isPairOfStates(graph, weights, value, root);

/** `v \cdot w = \sum_i v_i w_i`: another side says that it is the product of the two. */
export const isProductOf = (graph: Graph, root: ValueId, a: string, b: string): boolean =>
  productSides(graph).some(({ id, bases }) => id !== root && bases.has(a) && bases.has(b));

/** Results that are products, with the letters of what they multiply; of the same letters no more than two. */
const productSides = onceEach((graph: Graph) => {
  const seen = new Map<string, number>();
  return graph.program.outputs.flatMap((id) => {
    const { operation, inputs } = graph.value(id);
    if (!/^(?:mul|matmul|einsum)$/.test(operation.kind)) return [];
    const bases = new Set(inputs.map((i) => nameBelow(graph, i).base));
    const key = [...bases].sort().join(' ');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    // Whichever one is asked about, another of the two is not it.
    return count > 1 ? [] : [{ id, bases }];
  });
});
