import type { Operation } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { isAbout, isEquation, nearestTopic, numberAt } from '../evidence.js';
import { createRoleBook, type Found } from '../found.js';
import { cone, summand, through, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import type { ItemKind } from '../roles.js';
import { monomial } from '../scalars.js';

/** `mean(x)`, `\frac{1}{d} \sum x_i` or `\sum x_i / d`: gives `x`. */
function averaged(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(through(graph, id));
  const [a, b] = inputs;
  if (operation.kind === 'mean') return a;
  if (a === undefined || b === undefined) return undefined;
  if (operation.kind !== 'div' && operation.kind !== 'mul') return undefined;
  const [over, beside] = [summand(graph, a), summand(graph, b)];
  if (operation.kind === 'div')
    return over !== undefined && isCount(graph, b, 1) ? over : undefined;
  if (beside !== undefined && isCount(graph, a, -1)) return beside;
  return over !== undefined && isCount(graph, b, -1) ? over : undefined;
}

/** A size or a number (`exponent` 1) or one over it (−1). */
function isCount(graph: Graph, id: ValueId, exponent: 1 | -1): boolean {
  const m = monomial(graph, id);
  if (m === undefined) return false;
  const powers = [...m.powers.values()];
  if (powers.length === 0) return exponent === 1 ? m.coefficient >= 1 : m.coefficient <= 1;
  return powers.length === 1 && powers[0]?.exponent === exponent;
}

export function squareOf(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined) return undefined;
  if (operation.kind === 'pow' && b !== undefined && numberAt(graph, b) === 2) {
    // `|x - μ|^2` is the same square.
    return graph.kind(a) === 'abs' ? graph.value(a).inputs[0] : a;
  }
  return operation.kind === 'mul' && b !== undefined && graph.sameAs(a, b) ? a : undefined;
}

/** `\|x\|^2 / D`, `\frac{1}{D} |x|^2`: the squares are summed by the norm. */
function normSquared(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(through(graph, id));
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  const isNorm = (x: ValueId): ValueId | undefined => {
    const { operation: square, inputs: of } = graph.value(through(graph, x));
    const [length, two] = of;
    if (square.kind !== 'pow' || length === undefined || two === undefined) return undefined;
    const { operation: measure, inputs: parts } = graph.value(length);
    const sums = measure.kind === 'norm' || (measure.kind === 'abs' && isAbout(graph, 'rmsNorm'));
    return sums && numberAt(graph, two) === 2 ? parts[0] : undefined;
  };
  if (operation.kind === 'div') return isCount(graph, b, 1) ? isNorm(a) : undefined;
  if (operation.kind !== 'mul') return undefined;
  return isCount(graph, a, -1) ? isNorm(b) : isCount(graph, b, -1) ? isNorm(a) : undefined;
}

/** `mean(x²)`, however the mean is written: gives `x`. */
export function isMeanOfSquares(graph: Graph, id: ValueId): ValueId | undefined {
  const summed = normSquared(graph, id);
  if (summed !== undefined) return summed;
  const square = averaged(graph, id);
  return square === undefined ? undefined : squareOf(graph, through(graph, square));
}

/** `mean((x - μ)²)`, `Var[x]` or `mean(x²) - μ²`. */
function isVariance(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(through(graph, id));
  if (operation.kind === 'var') return true;
  const [a, b] = inputs;
  if (operation.kind === 'sub' && a !== undefined && b !== undefined) {
    return isMeanOfSquares(graph, a) !== undefined && squareOf(graph, b) !== undefined;
  }
  const centred = isMeanOfSquares(graph, id);
  return centred !== undefined && graph.kind(through(graph, centred)) === 'sub';
}

/** A mean of squares or variance with a small number added: gives it without. */
function sumWithEpsilon(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (operation.kind !== 'add' || a === undefined || b === undefined) return id;
  // The number is looked at last: a program whose numbers nobody read is understood once for all.
  const hasSmall = (x: ValueId, v: ValueId): boolean =>
    (isVariance(graph, x) || isMeanOfSquares(graph, x) !== undefined) &&
    (graph.meaning(v) === 'epsilon' || Math.abs(numberAt(graph, v) ?? 1) < 0.1);
  if (hasSmall(a, b)) return a;
  return hasSmall(b, a) ? b : id;
}

/** The kind that statistics belong to here: what the text is about, or a mark of the batch. */
function kindHere(graph: Graph, root: ValueId): ItemKind | undefined {
  const { name = '' } = graph.value(root);
  if (/_\{?\\?(B|\{?mathcal\{?B|text\{B|mathrm\{B|batch)/.test(name)) return 'batchNorm';
  const nearest = nearestTopic(graph, ['layerNorm', 'batchNorm']);
  return nearest ?? (isAbout(graph, 'normalization') ? 'layerNorm' : undefined);
}

const isMeanName = (name: string): boolean =>
  /^\\?(bar|overline)/.test(name) || /^(mu|m|mean|E|Avg|avg|Mean)$/.test(nameParts(name).base);

const found = (kind: ItemKind, root: ValueId, input: ValueId | undefined): Found => {
  const book = createRoleBook().set(root, 'output').input(input, 'input');
  return { kind, root, roles: book.roles, boundary: book.boundary };
};

/** `(\frac{1}{d} \sum_j x_{1j}, \frac{1}{d} \sum_j x_{2j})`: one for each row. */
function listed(graph: Graph, root: ValueId): readonly ValueId[] | undefined {
  const { operation, inputs } = graph.value(root);
  const called = operation.kind === 'call' && /^(?:tuple|list)$/.test(operation.callee);
  return (called || operation.kind === 'stack') && inputs.length > 1 ? inputs : undefined;
}

const isSpreadName = /^(sigma|s|v|var|variance|std|nu)$/i;

/**
 * What a norm is made of, defined by itself: `\mu = \frac{1}{d} \sum x_i`, `\sigma^2 = …`,
 * `\text{RMS}(x) = …`. Means and variances are part of a norm only where the text says so.
 */
export function statistic(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, name } = graph.value(root);
  if (name === undefined || inputs.length === 0 || graph.value(root).defined !== true) {
    return undefined;
  }
  const under =
    operation.kind === 'sqrt' && inputs[0] !== undefined
      ? sumWithEpsilon(graph, inputs[0])
      : operation.kind === 'add'
        ? sumWithEpsilon(graph, root)
        : undefined;
  const squares = isMeanOfSquares(graph, under ?? root);
  const { base, marks } = nameParts(name);
  const rms = under === undefined ? /^r?ms$/i : /^rms$/i;
  if (
    squares !== undefined &&
    ([base, ...marks].some((m) => rms.test(m)) || isAbout(graph, 'rmsNorm'))
  ) {
    if (!isVariance(graph, under ?? root)) return found('rmsNorm', root, squares);
  }
  if (!graph.setting.formula || !isEquation(graph, root)) return undefined;
  // `\text{Var}(q \cdot k) = d_k` is about a size.
  if (operation.kind === 'var' && !isSpreadName.test(base)) return undefined;
  // `\text{var}(q \cdot k)` is of scores, and of no layer.
  if (cone(graph, root, new Set()).some((id) => /^(query|key)$/.test(graph.meaning(id) ?? '')))
    return undefined;
  const each = listed(graph, root);
  const varies = each?.every((i) => isVariance(graph, i)) ?? isVariance(graph, under ?? root);
  const mean =
    varies || squares !== undefined || !isMeanName(name)
      ? undefined
      : (each ?? [root])
          .map((i) => averaged(graph, i))
          .find((m, _, all) => !all.includes(undefined));
  if (!varies && mean === undefined) return undefined;
  const kind = kindHere(graph, root);
  return kind === undefined ? undefined : found(kind, root, mean);
}

const isHat = (name: string): boolean => /\\(hat|tilde|bar|overline|widehat)\b|_?norm/.test(name);

type NormKind = 'layerNorm' | 'rmsNorm' | 'batchNorm';

/** Which norm an operation is; undefined for any other. */
export const normKind = ({ kind }: Operation): NormKind | undefined =>
  kind === 'layerNorm' || kind === 'rmsNorm' || kind === 'batchNorm' ? kind : undefined;

/** The norm among the factors of a product: `y_s \text{LayerNorm}(h)`. */
function normAmong(graph: Graph, factors: readonly ValueId[]): Normed | undefined {
  for (const id of factors) {
    const { operation, inputs } = graph.value(id);
    const kind = normKind(operation);
    if (kind !== undefined) return { id, kind, of: inputs[0] };
  }
  return undefined;
}

interface Normed {
  readonly id: ValueId;
  readonly kind: NormKind;
  readonly of: ValueId | undefined;
}

/** `c = \alpha \cdot \text{RMSNorm}(x W)`, `y = \gamma \odot \text{LN}(x)`: a norm whose result something scales. */
export function scaledNorm(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (!graph.setting.formula || operation.kind !== 'mul' || !isEquation(graph, root))
    return undefined;
  const normed = normAmong(graph, inputs);
  const scale = inputs.find((i) => i !== normed?.id);
  if (normed?.of === undefined || scale === undefined || graph.kind(scale) !== 'input')
    return undefined;
  return graph.sameAs(scale, normed.of) ? undefined : found(normed.kind, root, normed.of);
}

/** `y_i = \hat x_i \gamma_i`: the gain alone after a norm, in a text about RMS norms, which have no shift. */
export function scaledNormalized(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  // `\bar a_i g_i`, of which a place's letter may make a product of vectors.
  const multiplies = operation.kind === 'mul' || operation.kind === 'matmul';
  if (!graph.setting.formula || !multiplies || !graph.isOutput(root)) return undefined;
  const normalized = inputs.find((i) => isHat(graph.value(i).name ?? ''));
  const gain = inputs.find((i) => i !== normalized);
  if (normalized === undefined || gain === undefined) return undefined;
  if (graph.meaning(gain) !== 'gamma' && !/^g(?:_\w)?$/.test(graph.value(gain).name ?? ''))
    return undefined;
  if (nearestTopic(graph, ['rmsNorm', 'layerNorm', 'batchNorm']) !== 'rmsNorm') return undefined;
  const book = createRoleBook().set(root, 'output').input(gain, 'weight');
  book.input(normalized, 'normalized');
  return { kind: 'rmsNorm', root, roles: book.roles, boundary: book.boundary };
}

/** `y = \gamma \hat x + \beta`: the gain and shift after a norm. */
export function affineOfNormalized(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (!graph.setting.formula || operation.kind !== 'add' || a === undefined || b === undefined) {
    return undefined;
  }
  for (const [scaled, shift] of [
    [a, b],
    [b, a],
  ] as const) {
    const product = graph.value(scaled);
    if (product.operation.kind !== 'mul') continue;
    // `y_s \text{LayerNorm}(h) + y_b`: gain and shift by any letters.
    const normed = normAmong(graph, product.inputs);
    if (normed !== undefined && isEquation(graph, root)) return found(normed.kind, root, normed.of);
    if (graph.meaning(shift) !== 'beta') continue;
    const gain = product.inputs.find((i) => graph.meaning(i) === 'gamma');
    const x = product.inputs.find((i) => i !== gain);
    if (gain === undefined || x === undefined) continue;
    // `z_{cond} = \gamma \odot z + \beta`: a gain and a shift that something else gives. Source: Perez et al. 2018.
    if (/cond|film|modul|style/i.test(graph.value(root).name ?? '')) continue;
    const kind = nearestTopic(graph, ['layerNorm', 'batchNorm']);
    if (
      !isAbout(graph, 'layerNorm', 'batchNorm', 'normalization') &&
      !isHat(graph.value(x).name ?? '')
    )
      continue;
    const book = createRoleBook().set(root, 'output').input(gain, 'weight').input(shift, 'bias');
    book.input(x, 'normalized');
    return {
      kind: kind === 'batchNorm' ? 'batchNorm' : 'layerNorm',
      root,
      roles: book.roles,
      boundary: book.boundary,
    };
  }
  return undefined;
}
