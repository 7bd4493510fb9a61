import type { ValueId } from '../../program/value.js';
import { isAbout, isEquation, isLeaf, nameBelow } from '../evidence.js';
import { createRoleBook, type RoleBook, type Found, type Recognizer } from '../found.js';
import { summand, through, throughLayout, type Graph } from '../graph.js';
import { kindOfFunction } from '../namedFunctions.js';
import { nameParts } from '../names.js';
import { projectionAt, weightKey, type Projection } from '../projection.js';
import { symbolMeaning } from '../symbols.js';
import { scaledDotProduct } from './attention.js';
import { isSymbolOfDots, meanOf } from './comparisons.js';
import { weightedSum } from './weightedSum.js';

const layoutKinds = new Set(['reshape', 'rearrange', 'transpose', 'permute', 'cast', 'dropout']);

/** A concatenation of heads, or the layout change that merges them: its value and the heads. */
interface Merged {
  readonly merged: ValueId;
  readonly heads: readonly ValueId[];
}

/** Ways to write side by side what no size is known of: `[a; b]`, `a \oplus b`, a column of blocks. */
const joins =
  /^(concat(enate)?|cat|matrix|list|tuple|\\oplus|\\\||\\Vert|\\parallel|\\bigoplus|\\bigcup)$/i;

/** What a concatenation joins, joints of joints taken apart. */
function joined(graph: Graph, id: ValueId, depth = 8): readonly ValueId[] | undefined {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  if (operation.kind === 'concat' || operation.kind === 'stack') return inputs;
  // `\text{Concat}(head_i)_{i=1}^h`: what is joined, for every i.
  const [only] = inputs;
  if (operation.kind === 'call' && operation.callee === 'index' && only !== undefined && depth > 0)
    return joined(graph, only, depth - 1);
  if (operation.kind !== 'call' || !joins.test(operation.callee) || depth === 0) return undefined;
  return inputs.flatMap((i) => joined(graph, i, depth - 1) ?? [i]);
}

/** The name of a head; of `A_1(X)^\top`, which reads as a product, that of what is applied. */
const nameOf = (graph: Graph, id: ValueId): string => {
  const { name, operation, inputs } = graph.value(throughLayout(graph, id));
  const [of, to] = inputs;
  // `O^1_{(n \times d)}` reads as a power.
  if (operation.kind === 'call' && operation.callee === 'matrixPower' && of !== undefined)
    return `${graph.value(of).name ?? ''}^1`;
  if (operation.kind === 'call') return operation.callee;
  if (name !== undefined || operation.kind !== 'matmul') return name ?? '';
  const applied = of !== undefined && to !== undefined && isLeaf(graph, throughLayout(graph, to));
  return applied && isLeaf(graph, of) ? (graph.value(of).name ?? '') : '';
};

/** The number of a head, alone or after the position: `1`, `h`, `N-1`, `t,1`, `t,n_h`. */
const headIndex = /^(?:[a-z],)?(?:[A-Za-z](?:-1)?|\d+|n_?h)$/;

/** `1` of `Z'_1`: another of its kind. */
const unprimed = (mark: string): string => mark.replace(/'+$/, '');

/** `h_1, h_2, …, h_h`: one letter counted through, as heads are. */
function isCounted(graph: Graph, inputs: readonly ValueId[]): boolean {
  const names = inputs.map((i) => nameParts(nameOf(graph, i)));
  const [first] = names;
  return (
    first !== undefined &&
    /^(h|H|z|Z|o|O|A|Y|SA|Attention|attn|Attn|[Oo]utput|[Hh]ead|[Gg]roup)$/.test(first.base) &&
    names.every((n) => n.base === first.base && n.marks.some((m) => headIndex.test(unprimed(m))))
  );
}

/** `Z^{(1)}, \ldots, Z^{(h)}` in a text about attention: as many as there are heads. */
function countsHeads(graph: Graph, inputs: readonly ValueId[], merged: ValueId): boolean {
  const [first, last] = [inputs[0], inputs.at(-1)].map((i) =>
    i === undefined ? undefined : nameParts(nameOf(graph, i)),
  );
  if (first === undefined || last === undefined || !isAbout(graph, 'attention')) return false;
  // `o_{t,1}, \ldots, o_{t,h}`
  const of = (m: string): string => m.replace(/^[a-z],/, '');
  const [ones, all] = [first.marks.map(of), last.marks.map(of)];
  // What is put side by side in a text about heads is counted by any letter; a tuple has `m` of anything.
  const joins = graph.kind(merged) === 'concat' && isAbout(graph, 'heads');
  const heads = joins ? /^(?:[hHkKmMnN]|n_?h)(?:-1)?$/ : /^(?:h|H|n_?h)(?:-1)?$/;
  return ones.some((m) => /^[01]$/.test(m)) && all.some((m) => heads.test(m));
}

/**
 * `v_i^{(1)}, \ldots, v_i^{(k)}` in a text about heads: results for one place, counted through. Of an
 * `x_i` they would be its features, of what they define its parts.
 */
function countsAtPlace(graph: Graph, inputs: readonly ValueId[], whole: ValueId): boolean {
  const names = inputs
    .filter((i) => !isSymbolOfDots(graph, i))
    .map((i) => nameParts(nameOf(graph, i)));
  const [first, last] = [names[0], names.at(-1)];
  if (first === undefined || last === undefined || names.length < 2) return false;
  const { base, marks } = first;
  const place = marks.find((m) => m !== '1');
  if (!/^(?:[a-wyzA-WYZ]|zeta|xi)$/.test(base) || marks.length !== 2 || place === undefined)
    return false;
  const counted = names.every(
    (n) => n.base === base && n.marks.length === 2 && n.marks.includes(place),
  );
  const counts = last.marks.some((m) => m !== place && /^(?:[hHkKmMnN]|n_?h|\d+)$/.test(m));
  const own = graph.users(whole).length === 0 && nameBelow(graph, whole).base === base;
  return counted && marks.includes('1') && counts && !own && isAbout(graph, 'heads');
}

/** `[A_i X W_i^V]_{i=1}^h`: one for each number. */
function isFamily(graph: Graph, [only, more]: readonly ValueId[]): boolean {
  const { operation, inputs } = graph.value(only ?? 0);
  const indexed = operation.kind === 'call' && operation.callee === 'index';
  return more === undefined && indexed && inputs.some((i) => !isLeaf(graph, i));
}

/** `A V_1`, `A_h V_h`: the weighted values of one head. */
function isWeighedHead(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(throughLayout(graph, id));
  const [weights, value, more] = inputs.map((i) => nameBelow(graph, i));
  if (operation.kind !== 'matmul' || weights === undefined || more !== undefined) return false;
  const counted = value?.marks.some((m) => headIndex.test(m)) === true;
  return counted && value?.base === 'V' && /^(?:A|P|S|alpha)$/.test(weights.base);
}

function concatenated(graph: Graph, id: ValueId, trusting = false): Merged | undefined {
  const inputs = joined(graph, id);
  const merged = throughLayout(graph, id);
  if (inputs === undefined || inputs.length === 0) {
    // `\text{Concat} \cdot W_O`: the heads are left out.
    const { operation } = graph.value(merged);
    const named = operation.kind === 'call' && /^concat/i.test(operation.callee);
    return trusting && named ? { merged, heads: [] } : undefined;
  }
  const isHead = (v: ValueId): boolean =>
    graph.meaning(v) === 'head' ||
    symbolMeaning(nameOf(graph, v))?.key === 'head' ||
    isWeighedHead(graph, v) ||
    scaledDotProduct(graph, throughLayout(graph, v)) !== undefined;
  const { operation } = graph.value(merged);
  // `\text{Concat}_{i=1}^h [\dots]`, `\text{Concat}([\dots]_{i=1}^h)`: one of each number.
  const numbered =
    operation.kind === 'concat' && (operation.count !== undefined || isFamily(graph, inputs));
  const counted =
    (isCounted(graph, inputs) && (trusting || countsHeads(graph, inputs, merged))) ||
    countsAtPlace(graph, inputs, merged) ||
    (trusting && numbered);
  const heads = counted || inputs.every(isHead);
  return heads ? { merged, heads: inputs } : undefined;
}

/** Names that say that what is defined has several heads. */
const isMultiHeadName = (graph: Graph, id: ValueId): boolean => {
  const { name, defined } = graph.value(id);
  const words = nameParts(name ?? '').base.toLowerCase();
  const known = /^(mha|msa|mhsa|mh|multi_?head\w*)$/.test(words);
  return defined === true && (known || graph.meaning(id) === 'multiHead');
};

/** `\sum_i head_i W_i^O`: what the concatenation and its projection come to. */
function summedHeads(graph: Graph, root: ValueId): Found | undefined {
  const summed = summand(graph, root);
  const projection = summed === undefined ? undefined : projectionAt(graph, summed, true);
  if (projection === undefined) return undefined;
  // `\sum_i \text{softmax}(…) X W_i^V W_i^O`: the head written out.
  const head =
    graph.meaning(projection.input) === 'head' ||
    (weightKey(graph, projection.weight) === 'outputWeight' &&
      scaledDotProduct(graph, projection.input) !== undefined) ||
    // `\sum_h W^{(h)} \sum_j \alpha_{tj}^{(h)} V_j`
    (isEquation(graph, root) &&
      summand(graph, projection.input) !== undefined &&
      weightedSum(graph, projection.input) !== undefined);
  if (!head) return undefined;
  const book = createRoleBook().set(root, 'output').input(projection.input, 'head');
  book.input(projection.weight, 'outputWeight');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `\frac{1}{h} \sum_i head_i`: heads that are averaged instead of joined. Source: Veličković et al. 2018. */
function averagedHeads(graph: Graph, root: ValueId): Found | undefined {
  if (!graph.setting.formula || !isEquation(graph, root)) return undefined;
  const summed = meanOf(graph, root);
  const head = summed === undefined ? undefined : throughLayout(graph, summed);
  if (head === undefined || graph.meaning(head) !== 'head') return undefined;
  const book = createRoleBook().set(root, 'output').input(head, 'head');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `\Vert_{k=1}^K \sigma(\sum_j \alpha_{ij}^k W^k h_j)`: one of K sums side by side. */
function joinedSums(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [head, more] = inputs;
  if (operation.kind !== 'concat' || operation.count === undefined) return undefined;
  if (head === undefined || more !== undefined) return undefined;
  const inner = weightedSum(graph, throughLayout(graph, head));
  if (inner === undefined) return undefined;
  const book = createRoleBook().set(root, 'output').set(head, 'head');
  for (const [id, role] of inner.roles) book.set(id, role === 'output' ? 'head' : role);
  for (const id of inner.boundary ?? []) book.boundary.add(id);
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `[batch, head, n, d]` back to `[batch, n, head·d]`: a transpose and a reshape of attention's output. */
function reshaped(graph: Graph, id: ValueId): Merged | undefined {
  let at = id;
  let merges = false;
  for (let i = 0; i < 16; i++) {
    const { operation, inputs } = graph.value(at);
    const next = inputs[0];
    if (!layoutKinds.has(operation.kind) || next === undefined) break;
    merges ||= operation.kind === 'reshape' || operation.kind === 'rearrange';
    at = next;
  }
  if (!merges || scaledDotProduct(graph, at) === undefined) return undefined;
  return { merged: id, heads: [at] };
}

function withHeads(graph: Graph, merged: Merged, book: RoleBook): void {
  book.set(merged.merged, 'concatenated');
  for (const head of merged.heads) {
    book.set(head, 'head');
    const inner = scaledDotProduct(graph, throughLayout(graph, head));
    if (inner === undefined) {
      book.boundary.add(head);
      continue;
    }
    for (const [id, role] of inner.roles) {
      book.set(id, role === 'output' ? 'head' : role);
    }
    for (const id of inner.boundary ?? []) book.boundary.add(id);
  }
}

/** `O [v_i^{(1)}, \ldots, v_i^{(k)}]`: the heads' projection by the letter of what comes out. */
function projectedByO(graph: Graph, root: ValueId): Projection | undefined {
  const { operation, inputs } = graph.value(root);
  const weight = inputs.find((i) => graph.value(throughLayout(graph, i)).name === 'O');
  const input = inputs.find((i) => i !== weight);
  if (operation.kind !== 'matmul' || weight === undefined || input === undefined) return undefined;
  return { root, product: root, input, weight, bias: undefined };
}

function projected(graph: Graph, root: ValueId): Found | undefined {
  const projection = projectionAt(graph, root, true) ?? projectedByO(graph, root);
  if (projection === undefined) return undefined;
  const trusting =
    weightKey(graph, projection.weight) === 'outputWeight' ||
    isMultiHeadName(graph, root) ||
    // `W_0`, with a zero for the letter.
    (/^W[_^]0$/.test(graph.value(projection.weight).name ?? '') && isAbout(graph, 'attention'));
  const merged =
    reshaped(graph, projection.input) ?? concatenated(graph, projection.input, trusting);
  if (merged === undefined) {
    return projectedSums(graph, root, projection) ?? projectedBlock(graph, root, projection);
  }
  const book = createRoleBook();
  book.set(root, 'output');
  withHeads(graph, merged, book);
  book.input(projection.weight, 'outputWeight').input(projection.bias, 'bias');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `\text{Linear}(\text{Concat}(head_1, \ldots, head_h))`: the heads' projection by its name. */
function projectedByName(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  const [input, more] = inputs;
  if (!graph.setting.formula || operation.kind !== 'call' || input === undefined) return undefined;
  if (more !== undefined || kindOfFunction(nameParts(operation.callee)) !== 'projection')
    return undefined;
  const merged = concatenated(graph, input, isMultiHeadName(graph, root));
  if (merged === undefined) return undefined;
  const book = createRoleBook().set(root, 'output');
  withHeads(graph, merged, book);
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `O \, \Vert_{k=1}^H \sum_j w_{ij}^k V^k h_j`. Source: Dwivedi & Bresson 2021, "Graph Transformer". */
function projectedSums(
  graph: Graph,
  root: ValueId,
  { input, weight }: Projection,
): Found | undefined {
  const heads = joinedSums(graph, throughLayout(graph, input));
  if (heads === undefined) return undefined;
  const roles = new Map(heads.roles).set(input, 'concatenated').set(weight, 'outputWeight');
  return { ...heads, root, roles: roles.set(root, 'output') };
}

/** `\text{Attention}(x W_Q, x W_K, x W_V) W_O`: all of the layer with a single head. */
function oneHead(graph: Graph, root: ValueId): Found | undefined {
  if (!graph.setting.formula || !isEquation(graph, root)) return undefined;
  const projection = projectionAt(graph, root, false);
  if (projection === undefined) return undefined;
  if (weightKey(graph, projection.weight) !== 'outputWeight') return undefined;
  const { operation, inputs } = graph.value(projection.input);
  if (operation.kind !== 'scaledDotProductAttention') return undefined;
  if (!inputs.slice(0, 3).every((i) => projectionAt(graph, i, true) !== undefined))
    return undefined;
  const book = createRoleBook().set(root, 'output');
  withHeads(graph, { merged: projection.input, heads: [projection.input] }, book);
  book.input(projection.weight, 'outputWeight').input(projection.bias, 'bias');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

function module(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'multiHeadAttention') return undefined;
  const [query, key, value] = inputs;
  const book = createRoleBook();
  book.set(root, 'output').input(query, 'query').input(key, 'key').input(value, 'value');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** `W_O \, \text{MultiHead}(W_Q x, W_K x, W_V x)`: the projection after what joins the heads. */
function projectedBlock(
  graph: Graph,
  root: ValueId,
  { input, weight, bias }: Projection,
): Found | undefined {
  const at = throughLayout(graph, input);
  if (!graph.setting.formula || weightKey(graph, weight) !== 'outputWeight') return undefined;
  if (!isBlockCall(graph, at) && graph.kind(at) !== 'multiHeadAttention') return undefined;
  const book = createRoleBook().set(root, 'output').set(at, 'concatenated');
  book.input(weight, 'outputWeight').input(bias, 'bias');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

/** A call by the name of the block: `\text{MultiHead}(Q, K, V)`. */
function isBlockCall(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'call' || inputs.length === 0) return false;
  const { base } = nameParts(operation.callee);
  return blockNames.test(base.toLowerCase().replace(/[\s_-]/g, ''));
}

/** `Z = \text{MaskedMultiHead}(D, D, D)`, `\text{MHSA}(\text{LN}(x))`: the block by its name. */
function calledBlock(graph: Graph, root: ValueId): Found | undefined {
  const { inputs } = graph.value(root);
  if (!isBlockCall(graph, root) || !isEquation(graph, root)) return undefined;
  const [query, key, value] = inputs;
  const book = createRoleBook().set(root, 'output');
  if (key === undefined || value === undefined) book.input(query, 'input');
  else book.input(query, 'query').input(key, 'key').input(value, 'value');
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
}

const blockNames =
  /^(?:masked|causal|cross|self)?(?:mha|msa|mhsa|mhca|multihead(?:self|cross|masked)?(?:attention|attn)?)$/;

/** `\text{MultiHead}(Q, K, V) = \begin{bmatrix}…`: the numbers that the left-hand side says are its result. */
export const statedMultiHead: Recognizer = (graph, root) => {
  const { operation } = graph.value(root);
  if (operation.kind !== 'tensor' || operation.shape.length === 0) return undefined;
  if (!graph.setting.formula || !isMultiHeadName(graph, root)) return undefined;
  const roles = createRoleBook().set(root, 'output').roles;
  return { kind: 'attention.multiHead', root, roles };
};

/**
 * `Concat(head_1, …, head_h) W^O`, the same as reshapes and a linear layer, or the library's module.
 * A concatenation of heads alone counts too. Source: Vaswani et al. 2017, section 3.2.2.
 */
export const multiHead: Recognizer = (graph, root) => {
  const found =
    module(graph, root) ??
    projected(graph, root) ??
    projectedByName(graph, root) ??
    oneHead(graph, root) ??
    summedHeads(graph, root) ??
    averagedHeads(graph, root) ??
    joinedSums(graph, root) ??
    calledBlock(graph, root);
  if (found !== undefined) return found;
  const heads =
    through(graph, root) === root
      ? concatenated(graph, root, isMultiHeadName(graph, root))
      : undefined;
  if (heads === undefined) return undefined;
  const book = createRoleBook();
  withHeads(graph, heads, book);
  return { kind: 'attention.multiHead', root, roles: book.roles, boundary: book.boundary };
};
