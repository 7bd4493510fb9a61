import type { OperationKind } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Recognizer } from '../found.js';
import { isAbout } from '../evidence.js';
import { cone, summand, type Graph } from '../graph.js';
import { nameParts, type NameParts } from '../names.js';

/** A loss by the operation, or `-\sum y \log p`. */
export const loss: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const book = createRoleBook();
  if (operation.kind === 'loss') {
    book.input(inputs[0], 'logits').input(inputs[1], 'input').set(root, 'output');
    return { kind: 'loss', root, roles: book.roles, boundary: book.boundary };
  }
  if (namedLoss(graph, root)) {
    return { kind: 'loss', root, roles: book.set(root, 'output').roles };
  }
  const named = graph.meaning(root) === 'loss' && !isLogOfSum(graph, root);
  const negated = ['neg', 'sub', 'mul'].includes(operation.kind) && isUnused(graph, root);
  if (!named && !negated) return undefined;
  const inside = cone(graph, root, new Set());
  const reach = inside.map((id) => graph.kind(id));
  const logarithm = reach.some((k) => k === 'log' || k === 'logSoftmax');
  const reduced =
    named ||
    reach.some((k) => k === 'sum' || k === 'mean' || k === 'einsum') ||
    inside.some((id) => summand(graph, id) !== undefined);
  const squared = named && reach.includes('pow') && inputs.length > 0;
  if (!(logarithm && reduced) && !squared) return undefined;
  return { kind: 'loss', root, roles: book.set(root, 'output').roles };
};

/** `D_{KL}`, `\text{PPL}`, `H(p, q)`, `J(\theta)`: names of what training makes smaller. */
const isLossName = ({ base, marks, words }: NameParts): boolean =>
  /^(L|J|ell|loss|Loss|FL|NLL|MSE|RMSE|MAE|PPL|CE|BCE|KL|perplexity|Perplexity)$/.test(base) ||
  (/^(D|d)$/.test(base) && marks.some((m) => /^(KL|JS)/.test(m))) ||
  /^(cross_?entropy|perplexity|kl|k_l|kld|kl_divergence|mean_squared_error)$/.test(words) ||
  /[a-z](loss|Loss)$/.test(base);

/** `D_{KL}(P \| Q) = …`: the left-hand side, of two distributions, is no name. */
function isDivergence(graph: Graph, root: ValueId): boolean {
  if (!graph.setting.formula || !graph.program.outputs.includes(root)) return false;
  if (![...logarithms].some((kind) => graph.kinds.has(kind))) return false;
  const named = graph.values.some((v) => {
    const { base, marks } = nameParts(v.name ?? '');
    return v.inputs.length === 0 && (base === 'KL' || marks.some((m) => /^(KL|JS)/.test(m)));
  });
  return named && cone(graph, root, new Set()).some((id) => logarithms.has(graph.kind(id)));
}

const logarithms = new Set<OperationKind>(['log', 'logSoftmax']);
const errors = new Set(['pow', 'norm', 'abs', 'log', 'logSoftmax', 'exp']);

/** An equation that defines a loss by its name: its right side compares, squares or takes logs. */
function namedLoss(graph: Graph, root: ValueId): boolean {
  const { name, defined, operation } = graph.value(root);
  if (isDivergence(graph, root)) return true;
  if (!graph.setting.formula || name === undefined || defined !== true) return false;
  const parts = nameParts(name);
  const entropy = /^H$/.test(parts.base) && ['neg', 'mul', 'sum'].includes(operation.kind);
  if (!isLossName(parts) && !entropy) return false;
  const reach = cone(graph, root, new Set());
  const has = (kinds: ReadonlySet<string>): boolean =>
    reach.some((id) => kinds.has(graph.kind(id)) || isEntropyCall(graph, id));
  if (entropy) return has(logarithms);
  if (isLogOfSum(graph, root)) return false;
  // `\text{HeatLoss}` is none of training.
  if (/loss$/i.test(parts.base) && parts.base.length > 4)
    return reach.length > 2 && (has(errors) || isAbout(graph, 'attention'));
  // A bare letter is a loss where it takes logarithms or compares with a target.
  const letter = /^(L|J|ell)$/.test(parts.base);
  const target = reach.some((id) => /^(target|prediction)$/.test(graph.meaning(id) ?? ''));
  return has(letter && !target ? logarithms : errors);
}

/** `L_i = m_i + \log \ell_i`: the logarithm of a softmax's sum. */
const isLogOfSum = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'add' && graph.value(id).inputs.some((i) => graph.kind(i) === 'log');

/** `H(q, p)`: an entropy that the text does not write out. */
function isEntropyCall(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'call' || inputs.length !== 2) return false;
  // `H(x, u)` is energy as well.
  return operation.callee === 'CE' || (operation.callee === 'H' && isAbout(graph, 'attention'));
}

const isUnused = (graph: Graph, id: ValueId): boolean => graph.users(id).length === 0;
