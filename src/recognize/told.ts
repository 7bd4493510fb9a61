import type { Saying } from '../program/topic.js';
import type { ValueId } from '../program/value.js';
import { chainOf, termsOf } from './chain.js';
import { isEquation, isLeaf, isPositionSymbol, nameBelow } from './evidence.js';
import { createRoleBook, type Found, type Recognizer, type RoleBook } from './found.js';
import { cone, summand, throughLayout, type Graph } from './graph.js';
import { nameParts } from './names.js';
import { isNamedWeight, weightKey } from './projection.js';
import type { ItemKind, Role } from './roles.js';
import { isScalar, monomial } from './scalars.js';
import { activations } from './families/activation.js';
import { areAlike, isState, meanOf, unscaled } from './families/comparisons.js';
import {
  areVectors,
  derives,
  isLastSide,
  isOfAttention,
  isOfPoint,
  isComposedLoss,
  isStatistic,
  mayBeHeads,
  weighedByLetter,
} from './toldParts.js';
import { factorsOf } from './families/factors.js';
import { isRate } from './families/positional.js';
import { isEulersFormula, isOfWaves } from './families/rotaryParts.js';
import { writtenAs } from './written.js';

/** Roles of the parts, where a value has the least that a kind is made of. */
type Fit = (graph: Graph, root: ValueId) => RoleBook | undefined;

interface Told {
  readonly saying: Saying;
  readonly kind: ItemKind;
  readonly fit: Fit;
  /** True where the words are other fields' as well: the text has to be about attention. */
  readonly attention?: true;
}

const bends: ReadonlySet<string> = new Set([...activations, 'exp', 'max', 'abs', 'erf']);
/** `\ell(\hat y, y)`, `H(p, q)`: errors by their names. */
const errorCalls =
  /^\\?(?:ell|ℓ|H|CE|BCE|KL|NLL|D_\{?(?:\\?[a-z]*\{?KL.*)|(?:mathcal\{)?L\}?(?:_\{?\w+\}?)?|l|loss\w*)$/;
const errors = new Set(['log', 'logSoftmax', 'pow', 'norm', 'abs', 'loss', 'square']);

const within = (graph: Graph, root: ValueId): ValueId[] => cone(graph, root, new Set());
const means = (graph: Graph, id: ValueId, key: 'query' | 'key' | 'value'): boolean =>
  weightKey(graph, id) === key;
const isNumber = (graph: Graph, id: ValueId): boolean =>
  monomial(graph, id)?.powers.size === 0 || graph.kind(id) === 'tensor';
const isCall = (graph: Graph, id: ValueId, callee?: RegExp): boolean => {
  const { operation } = graph.value(id);
  return operation.kind === 'call' && (callee === undefined || callee.test(operation.callee));
};

/** What only puts values together or chooses among them. */
const gathers =
  /^\\?(cases|index|concat\w*|cat|stack|set|list|tuple|matrix|power|arrow|top_?k|sort|select|gather|clip|min)|max/i;

/** `(\exp(QK^\top) - 1)`, `D^{-1}`: no query and no key. */
const isWorkedOut = (graph: Graph, id: ValueId): boolean =>
  /^(add|sub|exp|log)$/.test(graph.kind(id)) || isCall(graph, id, /^inverse$/);

/** Two tensors that are multiplied, `s^\top h`, scaled or with a bias or not; or a function of two. */
const comparison: Fit = (graph, root) => {
  // `A^* = \arg\min_A \langle C, A \rangle` is what is best by the scores.
  if (within(graph, root).some((id) => isCall(graph, id, /^\\?arg/))) return undefined;
  const book = createRoleBook().set(root, 'scores');
  const at = unscaled(graph, root);
  if (isCall(graph, at)) {
    const { inputs } = graph.value(at);
    const [query, key] = inputs;
    const two =
      inputs.length === 2 && isCall(graph, at, /^\\?[a-zA-Z]/) && !isCall(graph, at, gathers);
    // `\mathcal{N}(0, d_k)` is a distribution.
    // `s_\theta(x_t, t)` is of a time.
    const counted = (i: ValueId): boolean =>
      isNumber(graph, i) || graph.kind(i) === 'dimension' || isPositionSymbol(graph, i);
    const fits =
      two && isEquation(graph, root) && !inputs.some((i) => counted(i)) && !isStatistic(graph, at);
    const alike = query !== undefined && key !== undefined && areAlike(graph, query, key);
    if (!fits || alike) return undefined;
    return book.input(query, 'query').input(key, 'key');
  }
  // `(AB)^\top = B^\top A^\top` is a law: what is on its left has no name.
  const law = isEquation(graph, root) && graph.value(root).defined !== true;
  for (const term of termsOf(graph, at)) {
    const { factors, contracts } = chainOf(graph, term);
    const sides = factors.filter(
      (f) => !isNamedWeight(graph, f) && (!isScalar(graph, f) || isState(graph, f)),
    );
    const [query, key] = sides;
    if (sides.length !== 2 || sides.some((f) => isNumber(graph, f) || isWorkedOut(graph, f)))
      continue;
    // `Q_{blk} K_{blk}`: names that say what they are need no transpose.
    const known =
      sides.some((f) => means(graph, f, 'query')) && sides.some((f) => means(graph, f, 'key'));
    if (!known && (law || !contracts || !areVectors(graph, root, sides))) continue;
    return book.input(query, 'query').input(key, 'key');
  }
  return undefined;
};

/** Something over a sum, or over what goes by the sum's letter; or a function that normalises. */
const normalisation: Fit = (graph, root) => {
  const at = throughLayout(graph, root);
  const { operation, inputs } = graph.value(at);
  const [over, under] = inputs;
  const book = createRoleBook().set(root, 'weights');
  if (isCall(graph, at, /max|norm|entmax|^\\?(sigma|rho)$/i)) return book.input(over, 'logits');
  if (operation.kind === 'softmax' || operation.kind === 'sigmoid')
    return book.input(over, 'logits');
  // `\frac{1}{H} \sum_h \text{softmax}(…)`: a mean of weights is weights.
  const mean = meanOf(graph, at);
  if (mean !== undefined && graph.kind(throughLayout(graph, mean)) === 'softmax') return book;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  // `\frac{e^a \sum - e^a e^b}{(\sum)^2}`: how a quotient changes.
  if (graph.kind(over) === 'sub' && graph.kind(throughLayout(graph, under)) === 'pow')
    return undefined;
  const adds = within(graph, under).some((id) => summand(graph, id) !== undefined);
  // `\exp(z_i) / Z`; `e^a / b` is any ratio.
  const letter = /^(Z|l|ell|delta|d|norm\w*|sum\w*)$/.test(nameBelow(graph, under).base);
  const exponential = letter && graph.kind(throughLayout(graph, over)) === 'exp';
  return adds || exponential ? book.input(over, 'logits') : undefined;
};

/** What is weighed in a product: a matrix of values or states, or what has a place, `v_j`. */
const isWeighed = (graph: Graph, id: ValueId): boolean => {
  const { base, marks } = nameBelow(graph, id);
  return (
    means(graph, id, 'value') || /^[VHXSZ]$/.test(base) || (marks.length > 0 && isState(graph, id))
  );
};

/** `z = V b`, that the text gives a name: of two things, the one no function of the other. */
function isWeighing(graph: Graph, root: ValueId, own: readonly ValueId[]): boolean {
  if (graph.value(root).defined !== true || !own.some((i) => isWeighed(graph, i))) return false;
  const [a, b] = own.map((i) => nameBelow(graph, i));
  // `x_1 \cdots x_n`, `D_c(z_t)`
  return a?.base !== b?.base && !writtenAs(graph.value(root).tex).applied;
}

/** The `c` of `\sum_{ij} c(A_{ij})`: a function's name, or a number. */
const isFactorName = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'input' && /^[cfg]$/.test(graph.value(id).name ?? '');

/** A sum of products, or a product of which no factor is a learned weight: `V a`. */
const sumOfProducts: Fit = (graph, root) => {
  const book = createRoleBook().set(root, 'output');
  const own = factorsOf(graph, root).find(
    ([w, v]) =>
      ![w, v].some((i) => isNamedWeight(graph, i) || isNumber(graph, i) || isFactorName(graph, i)),
  );
  if (own !== undefined) {
    const summed = summand(graph, root) !== undefined || graph.kind(root) === 'einsum';
    const size = /^[dDnN]$/.test(nameBelow(graph, root).base);
    if (!summed && (size || !isWeighing(graph, root, own))) return undefined;
    // `\sum_\theta P(y | \theta) P(\theta)` is a marginal.
    if (own.every((i) => isStatistic(graph, i))) return undefined;
    return book.input(own[0], 'weights').input(own[1], 'value');
  }
  const terms = termsOf(graph, root);
  const products = terms.filter((t) => {
    const { operation, inputs } = graph.value(throughLayout(graph, t));
    return /^(mul|matmul|einsum)$/.test(operation.kind) && inputs.length > 1;
  });
  const [first, second] = products;
  if (first === undefined || second === undefined) {
    const summed = summand(graph, throughLayout(graph, root));
    const product = summed === undefined ? undefined : chainOf(graph, summed);
    return product !== undefined && product.factors.length > 1 ? book : undefined;
  }
  for (const product of products) {
    const [weight, value] = graph.value(throughLayout(graph, product)).inputs;
    if (value !== undefined && isNamedWeight(graph, value)) return undefined;
    if (weight !== undefined && isNamedWeight(graph, weight)) return undefined;
    if (graph.value(root).defined !== true && isOfPoint(graph, weight, value)) return undefined;
    if (value === undefined || !isState(graph, value)) {
      if (value === undefined || !means(graph, value, 'value')) return undefined;
    }
    book.input(weight, 'weights').input(value, 'value');
  }
  return book;
};

/** What is centred, or divided by a spread. */
const centred: Fit = (graph, root) => {
  const fits = within(graph, root).some((id) => {
    const { operation, inputs } = graph.value(id);
    const [over, under] = inputs;
    if (operation.kind !== 'div' || over === undefined || under === undefined) return false;
    // `(s_2 - s_1) / t` is a speed.
    const spread = /^(sigma|s|std|sd|rms|v|var)$/i.test(nameBelow(graph, under).base);
    const roots = within(graph, under).filter((i) => graph.kind(i) === 'sqrt');
    const ofSum = roots.some((r) =>
      within(graph, r).some((i) => /^(add|mean|sum|var)$/.test(graph.kind(i))),
    );
    return spread ? graph.kind(over) === 'sub' : ofSum && !isNumber(graph, over);
  });
  return fits ? createRoleBook().set(root, 'normalized') : undefined;
};

/** A sum of two, neither a number. */
const sumOfTwo: Fit = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  const [x, branch] = inputs;
  if (operation.kind !== 'add' || !isEquation(graph, root)) return undefined;
  // What is left of a regression, `\varepsilon`, goes by the same word.
  const isLayer = (id: ValueId): boolean =>
    (isLeaf(graph, id) && nameBelow(graph, id).base !== 'epsilon') || isCall(graph, id);
  if (!inputs.every(isLayer) || x === undefined || branch === undefined) return undefined;
  // `M = M_1 + M_2` adds up two of a kind.
  if (nameBelow(graph, x).base === nameBelow(graph, branch).base) return undefined;
  if (inputs.some((i) => isScalar(graph, i) || graph.meaning(i) === 'bias')) return undefined;
  return createRoleBook().input(x, 'input').set(branch, 'residual').set(root, 'output');
};

/** A function of one variable, number by number. */
const pointwise: Fit = (graph, root) => {
  // A derivative has a quotient on its left.
  if (isEquation(graph, root) && graph.value(root).defined !== true) return undefined;
  const { operation } = graph.value(root);
  if (/^(compare|sub|add)$/.test(operation.kind)) return undefined;
  // `|z|`, `e^{-z}`: what a sentence about one says of its parts.
  if (/^(abs|exp)$/.test(operation.kind) && !isEquation(graph, root)) return undefined;
  // `\{z > 0\}`
  if (operation.kind === 'call' && !isEquation(graph, root)) return undefined;
  if (/'|\\prime/.test(graph.value(root).name ?? '')) return undefined;
  const reach = within(graph, root);
  const free = reach.filter((id) => graph.kind(id) === 'input' && !isParameter(graph, id));
  if (free.length !== 1) return undefined;
  const bent = reach.some(
    (id) => bends.has(graph.kind(id)) || isCall(graph, id) || graph.kind(id) === 'where',
  );
  return bent ? createRoleBook().input(free[0], 'input').set(root, 'output') : undefined;
};

/** `\alpha`, `\beta` of `\alpha (e^x - 1)`, and constants. */
const isParameter = (graph: Graph, id: ValueId): boolean =>
  /^\\?(alpha|beta|lambda|gamma|pi|e|α|β|λ|π)$/.test(graph.value(id).name ?? '');

const has =
  (role: Role, test: (graph: Graph, id: ValueId) => boolean): Fit =>
  (graph, root) =>
    within(graph, root).some((id) => test(graph, id))
      ? createRoleBook().set(root, role)
      : undefined;

const infinite = (graph: Graph, id: ValueId): boolean => {
  const { operation, name } = graph.value(id);
  return /^-?\\?(infty|inf|∞)$/.test(name ?? '') || operation.kind === 'maskedFill';
};

const isChoice = (graph: Graph, id: ValueId): boolean =>
  isCall(graph, id, /^cases$/) || /^(where|compare|maskedFill|tril|triu)$/.test(graph.kind(id));

const waves = ['sin', 'cos'] as const;

/** Waves of an angle that is worked out from the position, `pos / 10000^{2i/d}`, or by cases. */
const waved: Fit = (graph, root) => {
  const reach = within(graph, root);
  const wave = reach.filter((id) => waves.some((w) => w === graph.kind(id)));
  const angled = wave.some((id) =>
    within(graph, id).some((i) => /^(div|pow)$/.test(graph.kind(i))),
  );
  const apart =
    isChoice(graph, root) && waves.every((w) => wave.some((id) => graph.kind(id) === w));
  return (angled || apart) && !isRate(graph, root)
    ? createRoleBook().set(root, 'output')
    : undefined;
};

/** A turn: both waves. */
const turned: Fit = (graph, root) =>
  !isEulersFormula(graph) &&
  !isOfWaves(graph, root) &&
  waves.every((w) => within(graph, root).some((id) => graph.kind(id) === w))
    ? createRoleBook().set(root, 'output')
    : undefined;

/** Two products with something between them that is none: `f(x W_1) W_2`. */
const twoLayers: Fit = (graph, root) => {
  const reach = within(graph, root);
  const products = reach.filter((id) => /^(matmul|linear|einsum)$/.test(graph.kind(id)));
  const bent = reach.filter(
    (id) => bends.has(graph.kind(id)) || isCall(graph, id, /^(?!relation$)/),
  );
  const between = bent.some((b) => products.some((p) => p < b) && products.some((p) => p > b));
  return between ? createRoleBook().set(root, 'output') : undefined;
};

/** Several put side by side, then projected or not; or a product with the heads' own output weight. */
const joined = has(
  'output',
  (graph, id) =>
    (isCall(graph, id, /^(\\?concat\w*|stack|cat|\\?oplus|tuple|list)$/i) ||
      /^(concat|stack)$/.test(graph.kind(id)) ||
      weightKey(graph, id) === 'outputWeight') &&
    mayBeHeads(graph, id),
);

/** Letters, abbreviations and words that losses go by; other letters stand in the text of a loss. */
const lossName = /^(L|J|E|ell|C|R|[A-Z]{2,}|\w*([Ll]oss|[Cc]ost|[Ee]ntropy|[Oo]bj)\w*)$/;

/** What goes by a name of losses, with a logarithm, a power or a norm in it. */
const error: Fit = (graph, root) => {
  const { base } = nameParts(graph.value(root).name ?? '');
  // `CE(x, y) = …`: the left-hand side is a function's value.
  const left = graph.values.some(
    (v) => v.id !== root && graph.users(v.id).length === 0 && /^[LJEC]/.test(v.name ?? ''),
  );
  const named = graph.value(root).defined === true && lossName.test(base);
  const onLeft = left && graph.value(root).name === undefined && isEquation(graph, root);
  if (!named && !onLeft) return undefined;
  const measures = within(graph, root).some(
    (id) => errors.has(graph.kind(id)) || isCall(graph, id, errorCalls),
  );
  return measures || isComposedLoss(graph, root) ? createRoleBook().set(root, 'output') : undefined;
};

/** Each kind that a text may say a formula is, with the least that the formula then is made of. */
const table: readonly Told[] = [
  { saying: 'says weights', kind: 'attention.weights', fit: normalisation, attention: true },
  { saying: 'says softmax', kind: 'softmax', fit: normalisation },
  {
    saying: 'says weightedSum',
    kind: 'attention.weightedSum',
    fit: sumOfProducts,
    attention: true,
  },
  { saying: 'says weights', kind: 'attention.weightedSum', fit: weighedByLetter, attention: true },
  {
    saying: 'says letterWeights',
    kind: 'attention.weightedSum',
    fit: weighedByLetter,
    attention: true,
  },
  { saying: 'says scores', kind: 'attention.scores', fit: comparison, attention: true },
  { saying: 'says multiHead', kind: 'attention.multiHead', fit: joined, attention: true },
  { saying: 'says loss', kind: 'loss', fit: error },
  { saying: 'says layerNorm', kind: 'layerNorm', fit: centred },
  { saying: 'says batchNorm', kind: 'batchNorm', fit: centred },
  { saying: 'says rmsNorm', kind: 'rmsNorm', fit: centred },
  { saying: 'says residual', kind: 'residual', fit: sumOfTwo },
  { saying: 'says activation', kind: 'activation', fit: pointwise },
  {
    saying: 'says mask',
    kind: 'mask',
    fit: has('mask', (g, id) => isChoice(g, id) || infinite(g, id)),
    attention: true,
  },
  { saying: 'says rotary', kind: 'rotaryEmbedding', fit: turned },
  { saying: 'says positional', kind: 'positionalEncoding', fit: waved },
  { saying: 'says feedForward', kind: 'feedForward', fit: twoLayers },
];

/** What the name on the left says: `\alpha^{ij} = …`, `S_{\text{masked}} = …`, `c_t = …`. */
function saidByName(graph: Graph, root: ValueId): Saying | undefined {
  const { defined, name } = graph.value(root);
  if (defined !== true || name === undefined) return undefined;
  const { base, marks } = nameParts(name);
  if (/mask/i.test([base, ...marks].join(' '))) return 'says mask';
  if (/^(c|ctx|[Cc]ontext)$/.test(base)) return 'says weightedSum';
  if (/^o$/i.test(base) && graph.values.some((v) => graph.meaning(v.id) === 'value')) {
    return 'says weightedSum';
  }
  const key = graph.meaning(root);
  if (key === 'attention') return 'says weightedSum';
  return key === 'scores' || key === 'weights' || key === 'multiHead' ? `says ${key}` : undefined;
}

/**
 * What the text says that a formula is, where nothing on the graph tells and the least that the kind is
 * made of is there. Asked last, for a whole formula: nothing that the graph tells is overridden.
 */
export const told: Recognizer = (graph, root): Found | undefined => {
  if (!graph.setting.formula || isLeaf(graph, root) || !isLastSide(graph, root)) return undefined;
  if (derives(graph)) return undefined;
  const { topics } = graph.setting;
  const fitting = table.flatMap((row) => {
    const book = row.fit(graph, root);
    return book === undefined ? [] : [{ ...row, book }];
  });
  const own = fitting.length > 0 ? saidByName(graph, root) : undefined;
  const said = fitting.filter(
    ({ saying, attention }) =>
      (saying === own || topics.says(saying)) &&
      (attention !== true || isOfAttention(graph, saying)),
  );
  // The order of all sayings is asked for only where it decides: the answers are remembered.
  const named = said.find(({ saying }) => saying === own);
  const order = named === undefined && said.length > 1 ? topics.said : [];
  const rank = (saying: Saying): number => order.indexOf(saying);
  const [first] = named ? [named] : said.sort((a, b) => rank(a.saying) - rank(b.saying));
  if (first === undefined) return undefined;
  return { kind: first.kind, root, roles: first.book.roles, boundary: first.book.boundary };
};
