import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { isAbout, isEquation, nameBelow } from '../evidence.js';
import { createRoleBook, type RoleBook } from '../found.js';
import { throughLayout, type Graph } from '../graph.js';
import { nameParts, type NameParts } from '../names.js';

/** What is weighed: states, inputs or values as the columns, or rows, of a matrix. */
const isStates = ({ base, marks }: NameParts): boolean =>
  /^([XHVYZS]|values?)$/.test(base) && !marks.includes('T');

/** `H` of `H[:, a:b]`, the states of a window. */
function whole(graph: Graph, id: ValueId): ValueId {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  return operation.kind === 'call' && operation.callee === 'slice' ? (inputs[0] ?? id) : id;
}

/** The weights of one query, or of all of them. */
const isWeights = ({ base }: NameParts): boolean => /^([aA]|alpha)$/.test(base);

/** What stands in a row, a column or a table; undefined for what stands alone. */
function listed(graph: Graph, id: ValueId, depth = 3): readonly ValueId[] | undefined {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  const lists =
    operation.kind === 'stack' ||
    operation.kind === 'concat' ||
    (operation.kind === 'call' && /^(?:matrix|tuple|list)$/.test(operation.callee));
  if (!lists || depth === 0) return undefined;
  return inputs.flatMap((i) => listed(graph, i, depth - 1) ?? [i]);
}

/** `[v_1, \ldots, v_n]`, a column of `\alpha_1`, `\alpha_2`: the name that all things in a row have. */
function nameOfAll(graph: Graph, id: ValueId): NameParts {
  const at = throughLayout(graph, whole(graph, id));
  const own = nameBelow(graph, at);
  const [first, ...rest] = (listed(graph, at) ?? []).map((i) => nameBelow(graph, i));
  if (first === undefined || rest.some((n) => n.base !== first.base)) return own;
  return { ...first, base: first.base.length > 1 ? first.base : first.base.toUpperCase() };
}

/** `[b_1, b_2] = …`: the results are named one by one. */
const definesList = (graph: Graph, root: ValueId): boolean =>
  isEquation(graph, root) && resultLists(graph).some((o) => o !== root);

const resultLists = onceEach((graph: Graph): readonly ValueId[] =>
  graph.program.outputs.filter((o) => {
    const names = (listed(graph, o) ?? []).map((i) => nameBelow(graph, i));
    const isOutput = names.every((n) => /^[b-zB-Z]$/.test(n.base) && n.base === names[0]?.base);
    return names.length > 1 && isOutput;
  }),
);

/** A vector or matrix that is no weight itself: `h`, `c`, `H`, `r`. */
const isResult = ({ base }: NameParts): boolean =>
  /^[a-zA-Z]$/.test(base) && !/^[aAWbdn]$/.test(base);

/**
 * True where the `a` of `X a` weighs: it was worked out before, goes by the letter of weights, or the
 * sentence says so. A layer is written `X A` as well.
 */
function isToldToWeigh(graph: Graph, weights: ValueId): boolean {
  const { inputs, name } = graph.value(throughLayout(graph, weights));
  if (inputs.length > 0 || nameParts(name ?? '').base === 'alpha') return true;
  const { topics } = graph.setting;
  return (['says weights', 'says letterWeights', 'says weightedSum'] as const).some((s) =>
    topics.says(s),
  );
}

/**
 * `h = X a`, `H = X A`, `c = H^\top \alpha`: a weighted sum by matrices where the text is about attention,
 * mostly of vectors that stand in columns. Source: LeCun and Canziani 2020, lectures on deep learning.
 */
export function columnSum(graph: Graph, root: ValueId): RoleBook | undefined {
  const { operation, inputs, defined, name } = graph.value(root);
  const [a, b, more] = inputs;
  if (operation.kind !== 'matmul' && operation.kind !== 'mul') return undefined;
  if (!graph.setting.formula || more !== undefined) return undefined;
  if (a === undefined || b === undefined) return undefined;
  if (defined !== true && !definesList(graph, root)) return undefined;
  // `e_{ij} = a^\top [h_i \| h_j]`: scores of two side by side.
  if (graph.meaning(root) === 'scores') return undefined;
  const [first, second] = [a, b].map((i) => nameOfAll(graph, i));
  if (first === undefined || second === undefined) return undefined;
  const columns = isStates(first) && isWeights(second);
  const rows = operation.kind === 'matmul' && isWeights(first) && isStates(second);
  if (!(columns || rows) || !isAbout(graph, 'attention')) return undefined;
  // `A x = b`; values one by one and letters of weights leave nothing open: `b = [v_1, v_2] \alpha`.
  const oneByOne = listed(graph, columns ? a : b) !== undefined;
  if (!oneByOne && !isResult(nameParts(name ?? ''))) return undefined;
  const [weights, value] = columns ? [b, a] : [a, b];
  const ofAnything = columns ? first : second;
  if (/^[XYZS]$/.test(ofAnything.base) && !oneByOne && !isToldToWeigh(graph, weights)) {
    return undefined;
  }
  const book = createRoleBook().set(root, 'output');
  book.input(throughLayout(graph, weights), 'weights');
  return book.input(throughLayout(graph, value), 'value');
}
