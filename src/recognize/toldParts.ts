import { onceEach } from '../program/remember.js';
import type { Saying } from '../program/topic.js';
import type { ValueId } from '../program/value.js';
import { cone, throughLayout, type Graph } from './graph.js';
import { nameParts, placesOn, type NameParts } from './names.js';
import { termsOf } from './chain.js';
import { isAbout, isDerivative, isLeaf, nameBelow, namesIn, productFactors } from './evidence.js';
import { createRoleBook, type RoleBook } from './found.js';
import { factorsOf } from './families/factors.js';
import { comparesStates, isState } from './families/comparisons.js';
import { isNamedWeight, weightKey } from './projection.js';
import { isScalar } from './scalars.js';

const statistics =
  /^(N|U|E|V|P|p|Pr|I|H|O|D|KL|Var|Cov|Corr|Std|Unif\w*|Normal|Bern\w*|Gamma|Beta|Cat)$/;

/** A distribution, a moment, a probability: `\mathcal{N}(\mu, \Sigma)`, `\text{Cov}(q, k)`. */
export function isStatistic(graph: Graph, id: ValueId): boolean {
  const { operation } = graph.value(id);
  return operation.kind === 'call' && statistics.test(nameParts(operation.callee).base);
}

/** What a product compares: one side is turned, or both are small letters; `M H` counts something. */
export function areVectors(graph: Graph, root: ValueId, sides: readonly ValueId[]): boolean {
  // `d_{model} = h d_v`, `N = n h`: sizes.
  if (/^[dDnN]$/.test(nameParts(graph.value(root).name ?? '').base)) return false;
  // `R^\top R = I`: what the matrix is, and nothing that is compared.
  if (graph.value(root).name === 'I') return false;
  if (cone(graph, root, new Set()).some((id) => graph.kind(id) === 'transpose')) return true;
  return sides.every((id) => {
    const { operation, name = '' } = graph.value(id);
    // `R = r_1 r_2` multiplies anything.
    const known = isState(graph, id) || /^(query|key)$/.test(weightKey(graph, id) ?? '');
    return operation.kind === 'call' || (known && /^[a-z]/.test(nameParts(name).base));
  });
}

/**
 * Whether a list may be of heads: not sizes, `[h d_v, d]`, not weights, `\{W^Q, W^K\}`, and not the
 * places of what it defines, `z = (z_1, \ldots, z_n)`.
 */
export function mayBeHeads(graph: Graph, list: ValueId): boolean {
  const { inputs, name } = graph.value(list);
  const parts = inputs.map((i) => throughLayout(graph, i));
  if (parts.some((i) => graph.kind(i) === 'tensor' || isScalar(graph, i))) return false;
  if (parts.length === 0) return true;
  if (parts.every((i) => isNamedWeight(graph, i))) return false;
  // `(Q, K, V)`, `(Q_i, K_i, V_i)` are what heads are made of.
  if (parts.every((i) => /^(?:query|key|value)$/.test(graph.meaning(i) ?? ''))) return false;
  const bases = parts.map((i) => nameParts(graph.value(i).name ?? '').base);
  // `(x_1, \ldots, x_n)` are inputs, `(h_1, \ldots, h_n)` states.
  if (bases.every((b) => /^[a-np-y]$/.test(b))) return false;
  const own = nameParts(name ?? '').base.toLowerCase();
  const places = parts.every((i) => {
    const { operation, name: part } = graph.value(i);
    return operation.kind === 'input' && nameParts(part ?? '').base.toLowerCase() === own;
  });
  return !places;
}

/**
 * `r = \sum_i g_i x_i` with a letter that the text calls a weight: it counts the same places as what it
 * weighs. A `w` may as well be a neuron's.
 */
export function weighedByLetter(graph: Graph, root: ValueId): RoleBook | undefined {
  if (graph.value(root).defined !== true) return undefined;
  const [pair] = factorsOf(graph, root);
  if (pair === undefined || pair.some((i) => isNamedWeight(graph, i))) return undefined;
  const [weights, value] = pair;
  const [w, v, o] = [weights, value, root].map((i) => nameBelow(graph, i));
  if (w === undefined || v === undefined || o === undefined || /^(?:[wW]|theta)$/.test(w.base)) {
    return undefined;
  }
  const own = placesOn(o);
  const summed = placesOn(w).filter((l) => !own.includes(l));
  const [place, more] = summed;
  if (place === undefined || more !== undefined || !placesOn(v).includes(place)) return undefined;
  return createRoleBook().set(root, 'output').input(weights, 'weights').input(value, 'value');
}

/** `\lambda_1 x_1` of a sum without a name, which may combine any points. */
export const isOfPoint = (
  graph: Graph,
  weight: ValueId | undefined,
  value: ValueId | undefined,
): boolean =>
  weight !== undefined &&
  value !== undefined &&
  graph.meaning(weight) !== 'weights' &&
  /^[xyz]$/.test(nameBelow(graph, value).base);

/** Whether the text, or for scores the row of a table alone, says that it is attention that is told of. */
export const isOfAttention = (graph: Graph, saying: Saying): boolean =>
  isAbout(graph, 'attention') || (saying === 'says scores' && comparesStates(graph));

/** `\mathcal{L}_{\text{aux}} = N \sum_i f_i P_i`, `L_{total} = L_1 + \lambda L_2`: a loss of shares or of losses. */
export const isComposedLoss = (graph: Graph, root: ValueId): boolean =>
  graph.value(root).inputs.length > 1 &&
  (/_\{?(?:aux|balance|load|router|total|reg)/i.test(graph.value(root).name ?? '') ||
    addsLosses(graph, root));

/** Tasks and errors that a loss is marked with; `L_{orbit}` is an angular momentum. */
const lossMarks =
  /^(?:MLM|NSP|SOP|C?LM|mlm|nsp|sop|c?lm|CE|BCE|KL|MSE|MAE|NLL|CTC|ce|bce|kl|mse|mae|nll|ctc|GAN|adv\w*|rec|recon\w*|cls|reg|task|aux|(?:Info)?NCE|contrast\w*|distill\w*|KD|kd|triplet|itc|itm|ITC|ITM|SFT|sft|pred\w*|perc\w*|style|content|cycle)$/;

/** `L = L_{MLM} + L_{NSP}`: whose marks say what was trained, so that no text has to. */
export const addsNamedLosses = (graph: Graph, root: ValueId): boolean =>
  graph.value(root).defined === true &&
  addsLosses(graph, root) &&
  (namesIn(graph).some((n) => n.marks.some((m) => lossMarks.test(m))) ||
    termsOf(graph, root).every((t) => ofParameters(graph, t)));

/** `L_2 = L_{LM} + \lambda L_1`: of losses that were written before, each with a mark of its own. */
function addsLosses(graph: Graph, root: ValueId): boolean {
  const { operation, name = '' } = graph.value(root);
  const own = nameParts(name);
  if (operation.kind !== 'add' || !/^(?:L|J|ell)$/.test(own.base)) return false;
  const terms = termsOf(graph, root).map((t) =>
    productFactors(graph, t).find((f) => lossAt(graph, f).base === own.base),
  );
  return terms.every(
    (t) =>
      t !== undefined &&
      (isLeaf(graph, t) || ofParameters(graph, t)) &&
      lossAt(graph, t).marks.length > 0,
  );
}

/** The name of a loss, or of the function that it is. */
function lossAt(graph: Graph, id: ValueId): NameParts {
  const { operation } = graph.value(throughLayout(graph, id));
  return operation.kind === 'call' ? nameParts(operation.callee) : nameBelow(graph, id);
}

/** `L_1(\theta, \theta_1)`: of what is trained. */
const ofParameters = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'call' &&
  graph.value(id).inputs.every((i) => /^(?:theta|phi|Theta|Phi)$/.test(nameBelow(graph, i).base));

/** Where the last of several sides begins. */
const lastSide = onceEach(({ program, value }: Graph): number =>
  program.outputs.reduce((last, o) => Math.max(last, value(o).span.start), 0),
);

/** True where no equal side stands behind: what is on the left is worked out there. */
export const isLastSide = (graph: Graph, root: ValueId): boolean =>
  graph.value(root).span.start >= lastSide(graph);

/** How something changes is none of these. */
export const derives = onceEach(
  (graph: Graph): boolean =>
    graph.kinds.has('call') && graph.values.some((v) => isDerivative(graph, v.id)),
);
