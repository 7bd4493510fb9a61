import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { isAbout, namesIn, nearestTopic, numberAt, productFactors } from '../evidence.js';
import { createRoleBook, type RoleBook, type Found, type Recognizer } from '../found.js';
import { cone, dependsOn, through, type Graph } from '../graph.js';
import type { ItemKind } from '../roles.js';
import { monomial } from '../scalars.js';
import { isBareMention } from './named.js';
import {
  isMeanOfSquares,
  normKind,
  statistic,
  affineOfNormalized,
  scaledNorm,
  scaledNormalized,
} from './normParts.js';

function byOperation(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const kind = normKind(operation);
  if (kind === undefined || isBareMention(graph, root)) return undefined;
  const [x, weight, bias] = inputs;
  const book = createRoleBook();
  book.input(x, 'input').input(weight, 'weight').input(bias, 'bias').set(root, 'normalized');
  return { kind, root, roles: book.roles, boundary: book.boundary };
}

/** The core of a norm: what is centred (or not) and divided, and along which axis. */
interface Core {
  readonly kind: ItemKind;
  readonly input: ValueId;
  /** False for `(x - μ) / σ` with plain symbols: any standard score looks like that. */
  readonly certain: boolean;
}

const isMean = (graph: Graph, id: ValueId, of: ValueId): boolean => {
  const v = graph.value(through(graph, id));
  const source = v.inputs[0];
  if (v.operation.kind === 'mean' && source !== undefined) return graph.sameAs(source, of);
  return graph.meaning(v.id) === 'mean';
};

/** True where a mean runs over the first axis, the batch. */
function overBatch(graph: Graph, id: ValueId): boolean {
  const v = graph.value(through(graph, id));
  if (v.operation.kind === 'mean' && v.operation.axes !== undefined) {
    const rank = graph.rank(v.inputs[0] ?? id) ?? 2;
    return v.operation.axes.every((a) => (a < 0 ? a + rank : a) === 0) && rank > 1;
  }
  return /(B|batch|mathcal)/.test(v.name ?? '');
}

const namesLayers = onceEach((graph: Graph): boolean =>
  namesIn(graph).some(({ base }) => /^(layer|LN)/i.test(base)),
);

/** What a mean is taken over says which norm it is of; of a letter the text around says it. */
function kindOfMean(graph: Graph, mean: ValueId): ItemKind {
  if (overBatch(graph, mean)) return 'batchNorm';
  // `E[x]` and `\mu` do not say over what, unless the left-hand side does.
  const silent = graph.setting.formula && !namesLayers(graph);
  return silent && nearestTopic(graph, ['layerNorm', 'batchNorm']) === 'batchNorm'
    ? 'batchNorm'
    : 'layerNorm';
}

/** The quantity under `\sqrt{· + ε}`, or the deviation itself where ε is added to it or absent. */
function deviation(graph: Graph, id: ValueId): ValueId {
  const v = graph.value(through(graph, id));
  const inner = v.inputs[0];
  if ((v.operation.kind === 'sqrt' || v.operation.kind === 'rsqrt') && inner !== undefined) {
    return withoutEpsilon(graph, inner, true);
  }
  // `(\sigma^2 + \epsilon)^{1/2}`
  const exponent = v.inputs[1];
  if (v.operation.kind === 'pow' && inner !== undefined && exponent !== undefined) {
    // A number to any power is no spread, whatever the number.
    if (graph.kind(inner) !== 'tensor' && numberAt(graph, exponent) === 0.5)
      return withoutEpsilon(graph, inner, true);
  }
  const outside = withoutEpsilon(graph, v.id);
  // `\sqrt{mean(x^2)} + \epsilon`: added to the root.
  const root = graph.value(through(graph, outside));
  const under = root.inputs[0];
  return outside !== v.id && root.operation.kind === 'sqrt' && under !== undefined
    ? withoutEpsilon(graph, under, true)
    : outside;
}

/** Beside a variance under a root, any letter is the small number: `\sqrt{\sigma^2 + \theta}`. */
function withoutEpsilon(graph: Graph, id: ValueId, underRoot = false): ValueId {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (
    (operation.kind !== 'add' && operation.kind !== 'sub') ||
    a === undefined ||
    b === undefined
  ) {
    return id;
  }
  const small = (v: ValueId): boolean => {
    const m = monomial(graph, v);
    return (
      graph.meaning(v) === 'epsilon' ||
      isEpsilonSetting(graph, v) ||
      (m !== undefined && m.powers.size === 0 && Math.abs(m.coefficient) < 0.1)
    );
  };
  if (small(b) || (underRoot && isLetterBeside(graph, b, a))) return a;
  return small(a) || (underRoot && isLetterBeside(graph, a, b)) ? b : id;
}

/** In code, `config.rms_norm_eps`. */
const isEpsilonSetting = (graph: Graph, id: ValueId): boolean =>
  !graph.setting.formula && /(?:^|[._])eps(?:ilon)?$/i.test(graph.value(id).name ?? '');

const isLetterBeside = (graph: Graph, id: ValueId, variance: ValueId): boolean => {
  const { operation, name } = graph.value(id);
  const letter =
    /^(input|dimension)$/.test(operation.kind) && /^(\\[a-z]+|[a-z])$/.test(name ?? '');
  return (
    letter &&
    graph.setting.formula &&
    isSpread(graph, variance) &&
    isAbout(graph, 'layerNorm', 'batchNorm', 'normalization', 'attention')
  );
};

const isSpread = (graph: Graph, id: ValueId): boolean => {
  const v = graph.value(through(graph, id));
  const below = v.operation.kind === 'sqrt' ? graph.value(v.inputs[0] ?? v.id) : v;
  if (below.operation.kind === 'var') return true;
  if (below.operation.kind === 'pow')
    return graph.meaning(below.inputs[0] ?? below.id) === 'standardDeviation';
  return (
    graph.meaning(below.id) === 'standardDeviation' ||
    isMeanOfSquares(graph, below.id) !== undefined
  );
};

/** `x \cdot rsqrt(y)`, `x \cdot \frac{1}{\sqrt y}`: x and what it is divided by. */
function overRoot(graph: Graph, x: ValueId, inverse: ValueId): [ValueId, ValueId][] {
  const at = through(graph, inverse);
  const { operation, inputs } = graph.value(at);
  const [one, root] = inputs;
  if (operation.kind === 'rsqrt') return [[x, inverse]];
  if (operation.kind !== 'div' || one === undefined || root === undefined) return [];
  return graph.kind(root) === 'sqrt' && numberAt(graph, one) === 1 ? [[x, root]] : [];
}

/** True in a text about what networks normalise. */
const mayNormalise = (graph: Graph): boolean =>
  isAbout(graph, 'layerNorm', 'batchNorm', 'rmsNorm', 'normalization', 'attention', 'residual');

/** `(x - μ) / \sqrt{σ² + ε}` or `x / \sqrt{mean(x²) + ε}`. */
function coreAt(graph: Graph, id: ValueId): Core | undefined {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  const pairs: (readonly [ValueId, ValueId])[] =
    operation.kind === 'div'
      ? [[a, b]]
      : operation.kind === 'mul'
        ? [...overRoot(graph, a, b), ...overRoot(graph, b, a)]
        : [];
  for (const [top, bottom] of pairs) {
    const spread = deviation(graph, bottom);
    const numerator = graph.value(top);
    const [x, m] = numerator.inputs;
    if (numerator.operation.kind === 'sub' && x !== undefined && m !== undefined) {
      if (isMean(graph, m, x) && isSpread(graph, spread)) {
        const whole = spread !== through(graph, bottom) || graph.kind(through(graph, m)) === 'mean';
        // `(X - E[X]) / \sqrt{Var[X]}` is any standardised variable.
        const adds = (): boolean =>
          cone(graph, bottom, new Set()).some((i) => graph.kind(i) === 'add');
        const certain = whole && (!graph.setting.formula || adds() || mayNormalise(graph));
        return { kind: kindOfMean(graph, m), input: x, certain };
      }
    }
    const squared = isMeanOfSquares(graph, spread);
    if (squared !== undefined && graph.alike(squared, top))
      return { kind: 'rmsNorm', input: top, certain: true };
    // `\frac{g \odot x}{\sqrt{mean(x^2) + \epsilon}}`: the gain above.
    const beside =
      squared === undefined
        ? undefined
        : productFactors(graph, top).find((f) => graph.alike(squared, f));
    if (beside !== undefined) return { kind: 'rmsNorm', input: beside, certain: true };
    if (isRms(graph, bottom) || isRms(graph, spread))
      return { kind: 'rmsNorm', input: top, certain: true };
  }
  return undefined;
}

/** `RMS(x)`, `\text{RMS}`: by its name. */
function isRms(graph: Graph, id: ValueId): boolean {
  const { operation, name } = graph.value(id);
  if (operation.kind === 'call' && /^rms$/i.test(operation.callee)) return true;
  return /^(\\(text|mathrm|operatorname)\{)?RMS/.test(name ?? '');
}

/** `\frac{g}{σ} ⊙ (x - μ)`: the gain over the spread first. Source: Ba et al. 2016, (4). */
function gainOverSpread(graph: Graph, centred: ValueId, scale: ValueId): Core | undefined {
  const [numerator, denominator] = [graph.value(through(graph, centred)), graph.value(scale)];
  // `\frac{\sigma'}{\sigma} (x - \mu)`: from one spread to another.
  const [gain] = denominator.inputs;
  if (gain !== undefined && isSpread(graph, gain)) return undefined;
  const [x, m] = numerator.inputs;
  const spread = denominator.inputs[1];
  if (numerator.operation.kind !== 'sub' || denominator.operation.kind !== 'div') return undefined;
  if (x === undefined || m === undefined || spread === undefined) return undefined;
  if (!isMean(graph, m, x) || !isSpread(graph, deviation(graph, spread))) return undefined;
  return { kind: kindOfMean(graph, m), input: x, certain: true };
}

/** Looks for the core below a gain `γ`, which may stand on either side or over the fraction bar. */
function gained(graph: Graph, id: ValueId, book: RoleBook): Core | undefined {
  const core = coreAt(graph, id);
  if (core !== undefined) return core;
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  if (operation.kind === 'div') {
    const top = graph.value(a);
    const [g, centred] = top.inputs;
    if (top.operation.kind !== 'mul' || g === undefined || centred === undefined) return undefined;
    for (const [gain, x] of [
      [g, centred],
      [centred, g],
    ] as const) {
      const inner = graph.value(x);
      const [source, m] = inner.inputs;
      if (inner.operation.kind !== 'sub' || source === undefined || m === undefined) continue;
      if (isMean(graph, m, source) && isSpread(graph, deviation(graph, b))) {
        book.input(gain, 'weight');
        return {
          kind: kindOfMean(graph, m),
          input: source,
          certain: true,
        };
      }
    }
    return undefined;
  }
  if (!['mul', 'matmul', 'einsum'].includes(operation.kind)) return undefined;
  for (const [x, gain] of [
    [a, b],
    [b, a],
  ] as const) {
    const found = coreAt(graph, through(graph, x)) ?? gainOverSpread(graph, x, gain);
    if (found === undefined) continue;
    book.set(x, 'normalized').input(gain, 'weight');
    return { ...found, certain: true };
  }
  return undefined;
}

function written(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  // All forms of the core divide.
  if (!graph.kinds.has('div') && !graph.kinds.has('rsqrt')) return undefined;
  const book = createRoleBook();
  book.set(root, 'output');
  let core = gained(graph, root, book);
  if (core === undefined && operation.kind === 'add' && a !== undefined && b !== undefined) {
    for (const [x, bias] of [
      [a, b],
      [b, a],
    ] as const) {
      core = gained(graph, x, book);
      if (core === undefined) continue;
      // `\lambda \hat x + (1 - \lambda) y` is a mean of two.
      const gain = [...book.roles].find(([, role]) => role === 'weight')?.[0];
      if (gain !== undefined && dependsOn(graph, bias, gain)) return undefined;
      book.input(bias, 'bias');
      if (coreAt(graph, x) !== undefined) book.set(x, 'normalized');
      break;
    }
  }
  const named = /norm|LN|BN/i.test(graph.value(root).name ?? '');
  const said = (): boolean => graph.value(root).defined === true && isAbout(graph, 'layerNorm');
  if (core === undefined || !(core.certain || named || said())) return undefined;
  book.input(core.input, 'input');
  return { kind: core.kind, root, roles: book.roles, boundary: book.boundary };
}

/** `h = f(\frac{g}{\sigma} \odot (a - \mu) + b)`: within a function of its own. Source: Ba et al. 2016, (4). */
function within(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs, defined } = graph.value(root);
  const [inner, more] = inputs;
  if (operation.kind !== 'call' || defined !== true || inner === undefined) return undefined;
  if (more !== undefined || !graph.setting.formula) return undefined;
  const found = written(graph, inner);
  if (found === undefined || !isAbout(graph, 'layerNorm', 'batchNorm')) return undefined;
  return { ...found, root };
}

/**
 * Layer, RMS and batch normalisation, by the operation or written out. Sources: Ba et al. 2016;
 * Zhang & Sennrich 2019; Ioffe & Szegedy 2015.
 */
export const norm: Recognizer = (graph, root) =>
  byOperation(graph, root) ??
  written(graph, root) ??
  within(graph, root) ??
  statistic(graph, root) ??
  affineOfNormalized(graph, root) ??
  scaledNorm(graph, root) ??
  scaledNormalized(graph, root);
