import type { ValueId } from '../../program/value.js';
import { isAbout, nameBelow, productFactors } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { assignPart } from '../projection.js';
import { areAlike, isNamedScores } from './comparisons.js';

/** What a kernel does to a distance or a product, element by element. */
const steps = new Set([
  'neg',
  'exp',
  'mul',
  'div',
  'pow',
  'add',
  'sub',
  'max',
  'min',
  'relu',
  'clamp',
  'sqrt',
  'log',
  'abs',
  'compare',
  'where',
  'cast',
  'sum',
]);

interface Distance {
  readonly root: ValueId;
  readonly query: ValueId;
  readonly key: ValueId;
}

/** `‖q - k‖` or `(q - k)²` with a query and a key. */
function distanceAt(graph: Graph, id: ValueId): Distance | undefined {
  const { operation, inputs } = graph.value(id);
  const [inner] = inputs;
  if (inner === undefined || !['norm', 'abs', 'pow'].includes(operation.kind)) return undefined;
  const difference = graph.value(throughLayout(graph, inner));
  const [a, b] = difference.inputs;
  if (difference.operation.kind !== 'sub' || a === undefined || b === undefined) return undefined;
  const [x, y] = [throughLayout(graph, a), throughLayout(graph, b)];
  if (graph.meaning(x) === 'query' && graph.meaning(y) === 'key') {
    return { root: id, query: x, key: y };
  }
  return graph.meaning(x) === 'key' && graph.meaning(y) === 'query'
    ? { root: id, query: y, key: x }
    : undefined;
}

/** `q·k / (‖q‖ ‖k‖)`: the cosine of a query and a key. */
function cosineAt(graph: Graph, id: ValueId): Distance | undefined {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'matmul' && operation.kind !== 'einsum') return undefined;
  const sides = inputs.map((i) => throughLayout(graph, i));
  const query = sides.find((i) => graph.meaning(i) === 'query');
  const key = sides.find((i) => graph.meaning(i) === 'key');
  return query === undefined || key === undefined ? undefined : { root: id, query, key };
}

/** The distance or product below a kernel's elementwise steps; looks at 64 values at most. */
function below(graph: Graph, root: ValueId): Distance | undefined {
  const stack = [root];
  const seen = new Set<ValueId>();
  for (let id = stack.pop(); id !== undefined && seen.size < 64; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const found = distanceAt(graph, id) ?? cosineAt(graph, id);
    if (found !== undefined) return found;
    const { operation, inputs } = graph.value(id);
    const call = operation.kind === 'call' && /^(cases|relation|tuple)$/.test(operation.callee);
    if (steps.has(operation.kind) || call) stack.push(...[...inputs].reverse());
  }
  return undefined;
}

const kernelNames = /^(alpha|a|f|[Kk]|kappa|kernel|sim|similarity|cos(ine)?(_\w+)?)$/;

/** `\frac{q \cdot k}{|q| |k|}` by itself, as a table of score functions has it. */
function cosineOf(graph: Graph, root: ValueId): Distance | undefined {
  const { operation, inputs } = graph.value(root);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) return undefined;
  const product = throughLayout(graph, over);
  const lengths = productFactors(graph, under).filter((f) => /^(norm|abs)$/.test(graph.kind(f)));
  if (lengths.length !== 2 || !isAbout(graph, 'attention')) return undefined;
  return cosineAt(graph, product) ?? cosineOfPair(graph, root, product, lengths);
}

/** `a_{kj} = \frac{x_j \cdot p_k}{|x_j| |p_k|}`: of any two, where a name says that it is a score. */
function cosineOfPair(
  graph: Graph,
  root: ValueId,
  product: ValueId,
  lengths: readonly ValueId[],
): Distance | undefined {
  if (!/^(matmul|einsum)$/.test(graph.kind(product)) || !isNamedScores(graph, root)) {
    return undefined;
  }
  const [query, key] = graph.value(product).inputs.map((i) => throughLayout(graph, i));
  const of = lengths.map((l) => throughLayout(graph, graph.value(l).inputs[0] ?? l));
  const own = (id: ValueId): boolean => of.some((i) => graph.sameAs(i, id));
  if (query === undefined || key === undefined || !own(query) || !own(key)) return undefined;
  if (areAlike(graph, query, key)) return undefined;
  return { root: product, query, key };
}

/**
 * `I_{ts} = \sum_j w_{tj} \text{ReLU}(q_{tj} \cdot k_s)`: scores of several small heads, weighed and added
 * up, that choose the keys. Source: DeepSeek-AI 2025, DeepSeek-V3.2, (1).
 */
function indexScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined } = graph.value(root);
  if (defined !== true || !graph.setting.formula || !graph.kinds.has('relu')) return undefined;
  const [only] = inputs;
  const product =
    operation.kind === 'sum' && only !== undefined ? graph.value(only) : graph.value(root);
  if (!/^(?:mul|matmul|einsum)$/.test(product.operation.kind)) return undefined;
  const weight = product.inputs.find((i) => isHeadWeight(graph, i));
  const relu = product.inputs.find((i) => graph.kind(throughLayout(graph, i)) === 'relu');
  const [compared] = relu === undefined ? [] : graph.value(throughLayout(graph, relu)).inputs;
  if (weight === undefined || compared === undefined) return undefined;
  const sides = graph
    .value(throughLayout(graph, compared))
    .inputs.map((i) => throughLayout(graph, i));
  const query = sides.find((i) => nameBelow(graph, i).base === 'q');
  const key = sides.find((i) => nameBelow(graph, i).base === 'k');
  if (query === undefined || key === undefined || !isAbout(graph, 'attention')) return undefined;
  return createRoleBook().set(root, 'scores').input(query, 'query').input(key, 'key');
}

/** `w_{tj}`: a number for each head. */
export const isHeadWeight = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'input' && nameBelow(graph, id).base === 'w';

/**
 * A kernel of a query and a key, `\alpha(q, k) = e^{-‖q - k‖² / 2}`: a similarity, not normalised.
 * Sources: Nadaraya 1964; Watson 1964.
 */
export function kernelScores(graph: Graph, root: ValueId): RoleBook | undefined {
  const { defined, name = '' } = graph.value(root);
  const named = kernelNames.test(nameParts(name).base) || graph.meaning(root) === 'scores';
  const found =
    (defined === true && named ? below(graph, root) : undefined) ?? cosineOf(graph, root);
  if (found === undefined) return indexScores(graph, root);
  const book = createRoleBook().set(root, 'scores');
  assignPart(graph, book, found.query, 'query');
  assignPart(graph, book, found.key, 'key');
  return book;
}
