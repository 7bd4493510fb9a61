import type { Shape } from '../program/dim.js';
import type { OperationKind } from '../program/operation.js';
import type { Program, ValueId } from '../program/value.js';
import { activation } from './families/activation.js';
import { scaledDotProduct, weightsAlone } from './families/attention.js';
import { elided } from './families/elided.js';
import { activatedTwice, feedForward, gatedLinear } from './families/feedForward.js';
import { linearAttention } from './families/linearAttention.js';
import { loss } from './families/loss.js';
import { multiHead, statedMultiHead } from './families/multiHead.js';
import { norm } from './families/norms.js';
import { additive } from './families/otherAttention.js';
import { named } from './families/named.js';
import { namedCalls } from './families/namedCalls.js';
import { namedLayers } from './families/namedLayers.js';
import { ofDistance, positionalEncoding } from './families/positional.js';
import { oddlyWritten } from './families/oddlyWritten.js';
import { proportionalWeights } from './families/proportional.js';
import { eitherResidual, postNorm, residual } from './families/residual.js';
import { rotaryEmbedding, rotatedScores } from './families/rotary.js';
import { severalAttentions } from './families/severalAttentions.js';
import { saidToWeigh } from './families/saidToWeigh.js';
import { scoresAlone, statedScores } from './families/scores.js';
import * as simple from './families/simple.js';
import { tableOf } from './families/tables.js';
import { tensor } from './families/tensor.js';
import { weightedSum } from './families/weightedSum.js';
import { isLong } from './chain.js';
import { isDerivativeValue, isOfGradients } from './evidence.js';
import { toStructure, type Found, type Recognizer } from './found.js';
import { createGraph, throughLayout, type Graph } from './graph.js';
import { attentionSteps, type ItemKind, type Structure } from './roles.js';
import { isScalar } from './scalars.js';
import type { Setting } from './setting.js';
import { told } from './told.js';

/** In order of precedence: the first that matches at a root says what it is. */
const recognizers: readonly Recognizer[] = [
  multiHead,
  additive,
  scaledDotProduct,
  severalAttentions,
  oddlyWritten,
  weightedSum,
  weightsAlone,
  proportionalWeights,
  saidToWeigh,
  elided,
  linearAttention,
  rotatedScores,
  scoresAlone,
  statedScores,
  feedForward,
  gatedLinear,
  activatedTwice,
  namedLayers,
  postNorm,
  norm,
  rotaryEmbedding,
  positionalEncoding,
  residual,
  eitherResidual,
  simple.softmax,
  simple.mask,
  loss,
  activation,
  simple.projection,
  tableOf,
  named,
  namedCalls,
];

/** What is no result of others: a free symbol, a size, a number. */
const leaves: ReadonlySet<OperationKind> = new Set<OperationKind>(['input', 'dimension', 'tensor']);

/** Those that may take a leaf for a structure: all others look at what a value is made of. */
const leafRecognizers: readonly Recognizer[] = [
  statedScores,
  statedMultiHead,
  rotaryEmbedding,
  ofDistance,
  simple.mask,
];

const attentionParts: readonly ItemKind[] = [
  ...attentionSteps,
  'softmax',
  'projection',
  'activation',
];

/** Kinds that are only parts of a larger structure they belong to, and so are not listed apart. */
const absorbs: Partial<Record<ItemKind, readonly ItemKind[]>> = {
  'attention.scaledDotProduct': attentionParts,
  'attention.head': attentionParts,
  'attention.weightedSum': attentionParts,
  'attention.weights': attentionParts,
  'attention.scores': attentionParts,
  'attention.additive': [...attentionParts, 'feedForward'],
  'attention.linear': [
    ...attentionParts,
    'attention.scaledDotProduct',
    'attention.linear',
    'feedForward',
  ],
  'attention.multiHead': [...attentionParts, 'attention.multiHead'],
  feedForward: ['projection', 'activation', 'feedForward'],
  layerNorm: ['layerNorm', 'rmsNorm'],
  rmsNorm: ['rmsNorm'],
  batchNorm: ['batchNorm', 'layerNorm'],
  mask: ['mask'],
  projection: ['projection'],
  loss: ['softmax', 'loss'],
  positionalEncoding: ['positionalEncoding'],
  rotaryEmbedding: ['positionalEncoding', 'rotaryEmbedding', 'projection'],
  activation: ['activation'],
};

/**
 * What a formula drops from or puts a number before: `E = \text{Dropout}(x + p)`,
 * `\frac{1}{\sqrt{d_k}} \text{softmax}(QK^\top) V`.
 */
function wrappedIn(graph: Graph, output: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(output);
  const [a, b] = inputs;
  if (!graph.setting.formula || a === undefined) return undefined;
  if (operation.kind === 'dropout') return throughLayout(graph, output);
  const isProduct = operation.kind === 'mul';
  if (b === undefined || (!isProduct && operation.kind !== 'div')) return undefined;
  const inner = isScalar(graph, b) ? a : isProduct && isScalar(graph, a) ? b : output;
  const at = throughLayout(graph, inner);
  if (at !== output) return scaledDotProduct(graph, at) !== undefined ? at : undefined;
  return isProduct ? (gated(graph, output, a, b) ?? gated(graph, output, b, a)) : undefined;
}

/** `g \odot \sum_j \alpha_j v_j`: what a gate lets through, number by number. */
function gated(graph: Graph, root: ValueId, gate: ValueId, of: ValueId): ValueId | undefined {
  const at = throughLayout(graph, of);
  const opens = graph.value(throughLayout(graph, gate));
  const isGate = opens.operation.kind === 'sigmoid' || opens.operation.kind === 'input';
  if (!isGate || graph.value(at).inputs.length === 0) return undefined;
  // `O' = O \odot g` of an `O` that another formula works out.
  const [whole, inner] = [graph.value(root).span, graph.value(at).span];
  if (inner.start < whole.start || inner.end > whole.end) return undefined;
  return (scaledDotProduct(graph, at) ?? weightedSum(graph, at)) === undefined ? undefined : at;
}

const toldOf = (graph: Graph, output: ValueId): Found | undefined =>
  isOfGradients(graph, output) ? undefined : told(graph, output);

/**
 * Finds the structures of a program in its value graph, whatever the notation: the largest first.
 * A part that a larger structure explains is not listed again. Outputs that nothing explains are
 * listed as `tensor`.
 */
export function recognize(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  setting?: Setting,
): Structure[] {
  const graph = createGraph(program, shapes, setting);
  // Code adds up over many statements what no one writes in a formula: a residual stream.
  const long = graph.setting.formula ? isLong(graph) : [];
  const found: Structure[] = [];
  /** Members of all structures found so far, by their kind. */
  const members = new Map<ItemKind, Uint8Array>();
  const isAbsorbed = (kind: ItemKind, root: ValueId): boolean => {
    for (const [larger, ids] of members) {
      if (ids[root] === 1 && absorbs[larger]?.includes(kind) === true) return true;
    }
    return false;
  };
  for (let root = program.values.length - 1; root >= 0; root--) {
    if (long[root] === true || isOfGradients(graph, root) || isDerivativeValue(graph, root))
      continue;
    const able = leaves.has(graph.kind(root)) ? leafRecognizers : recognizers;
    for (const recognizer of able) {
      const match = recognizer(graph, root);
      if (match === undefined) continue;
      if (!isAbsorbed(match.kind, root)) {
        const structure = toStructure(graph, match);
        found.push(structure);
        const all = members.get(structure.kind) ?? new Uint8Array(program.values.length);
        members.set(structure.kind, all);
        for (const id of structure.members) all[id] = 1;
      }
      break;
    }
  }
  const explained = [...members.values()];
  for (const output of program.outputs) {
    const root = throughLayout(graph, output);
    const inner = wrappedIn(graph, output);
    const at = inner === undefined ? -1 : found.findIndex((s) => s.root === inner);
    const wrapped = found[at];
    if (wrapped !== undefined) {
      found[at] = { ...wrapped, root: output, members: [...wrapped.members, output] };
      continue;
    }
    if (!explained.some((ids) => ids[root] === 1))
      found.push(toStructure(graph, toldOf(graph, output) ?? tensor(graph, output)));
  }
  return found.sort((a, b) => b.members.length - a.members.length || b.root - a.root);
}
