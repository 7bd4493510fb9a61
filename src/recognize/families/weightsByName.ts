import type { ValueId } from '../../program/value.js';
import { isAbout, nameBelow } from '../evidence.js';
import { createRoleBook, type Found } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { meant, meantBelow } from '../meantBelow.js';
import { nameParts, placesOn } from '../names.js';
import { softmaxForm } from '../softmaxForm.js';
import { isRectifier } from './activation.js';
import { isState, scoreFunctions } from './comparisons.js';

/** `\alpha_i = \text{softmax}(e_i)`: a letter that scores go by, with the places of the weights. */
function isLetterOfScores(graph: Graph, root: ValueId, logits: ValueId): boolean {
  const at = throughLayout(graph, logits);
  // `\exp(e_i) / \sum_j \exp(e_j)` writes the softmax out.
  if (graph.kind(at) !== 'input' || graph.kind(root) !== 'softmax') return false;
  const [own, of] = [nameParts(graph.value(root).name ?? ''), nameBelow(graph, at)];
  return /^[aesuES]$/.test(of.base) && of.base !== own.base && of.marks.join() === own.marks.join();
}

/** `a_i = \exp(e_i) / \sum_j \exp(e_j)` where its sentence calls it weights. */
function isCalledWeights(graph: Graph, root: ValueId, logits: ValueId): boolean {
  const at = throughLayout(graph, logits);
  if (graph.kind(at) !== 'input') return false;
  const [own, of] = [nameParts(graph.value(root).name ?? ''), nameBelow(graph, at)];
  // `\alpha_i = \text{softmax}(z_i)` may be of anything.
  const ofScores = own.base === 'alpha' && /^[aesu]$/.test(of.base);
  // `p_i` is a probability of anything.
  const letter = ofScores || /^(?:[aw]|beta|omega)$/.test(own.base);
  const alike = letter && of.marks.length > 0 && of.marks.join() === own.marks.join();
  return alike && graph.setting.topics.says('says weights');
}

/** `\exp(\text{LeakyReLU}(e_{ij}))`: scores of a pair of nodes that a rectifier was put around. */
function isRectifiedScore(graph: Graph, root: ValueId, logits: ValueId): boolean {
  const at = throughLayout(graph, logits);
  const [inner] = graph.value(at).inputs;
  if (inner === undefined || !isRectifier(graph, at)) return false;
  const [own, of] = [nameParts(graph.value(root).name ?? ''), nameBelow(graph, inner)];
  const leaf = graph.kind(throughLayout(graph, inner)) === 'input';
  const pair = placesOn(own).length === 2 && of.marks.join() === own.marks.join();
  return leaf && pair && /^[es]$/.test(of.base);
}

/** `\exp(s(x_n, q))`: a score function that the text does not write out. Source: Qiu 2020, (8.4). */
function isOfScoreFunction(graph: Graph, logits: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, logits));
  if (operation.kind !== 'call' || inputs.length !== 2) return false;
  const of = inputs.map((i) => (isState(graph, i) ? nameBelow(graph, i).base : ''));
  return scoreFunctions.test(nameParts(operation.callee).base) && of.every((b) => b !== '');
}

/** `\exp(\sigma(q_i \cdot k_j)) / \sum …`: of queries and keys, whatever was made of their product. */
function isOfQueryAndKey(graph: Graph, logits: ValueId): boolean {
  const parts = meant.query | meant.key | meant.value;
  return (meantBelow(graph, logits) & parts) === (meant.query | meant.key);
}

/**
 * A softmax under the name of weights, where the text is about attention: of a letter of scores, or of
 * something that queries and keys are in.
 */
export function weightsByName(graph: Graph, root: ValueId): Found | undefined {
  const { defined } = graph.value(root);
  if (!graph.setting.formula || defined !== true) return undefined;
  const logits = softmaxForm(graph, root)?.input;
  if (logits === undefined) return undefined;
  const named =
    graph.meaning(root) === 'weights' &&
    (isLetterOfScores(graph, root, logits) ||
      isRectifiedScore(graph, root, logits) ||
      isOfScoreFunction(graph, logits) ||
      isOfQueryAndKey(graph, logits));
  if (!named && !isCalledWeights(graph, root, logits)) return undefined;
  if (!isAbout(graph, 'attention')) return undefined;
  const book = createRoleBook().set(root, 'weights').input(logits, 'logits');
  return { kind: 'attention.weights', root, roles: book.roles, boundary: book.boundary };
}
