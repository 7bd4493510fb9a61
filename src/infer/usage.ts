import { isUnitVector } from '../program/unitVector.js';
import type { Program, ValueId } from '../program/value.js';
import { conventionFor, rowLetters, type AxisConvention } from './conventions.js';

/** How a formula uses a free symbol in products; it tells columns from rows. */
export interface Usage {
  /** `W` of `Wx`: on the left of a product, and never on the right of one. */
  readonly leads: boolean;
  /** `x` of `Wx`, where W is a symbol: on the right of it, and never on the left of a product. */
  readonly follows: boolean;
  /** `q` and `k` of `q^\top k` and `q \cdot k`: small letters that stand for one vector each. */
  readonly column: boolean;
  /** `s_t` of `s_t^\top h`, `e_t` of `\text{softmax}(e_t)` and of `e_t + p_t`: used as numbers are not. */
  readonly turned: boolean;
  /** `Q` and `K` of `K^\top Q` or `Q^\top K`, `V` of `V A` or `A V^\top`, `K` of `Q \cdot K`: what is compared or weighed stands in columns. */
  readonly columns: boolean;
  /** The symbol without its index where that counts heads or blocks: `Q` of `Q_i K_i^\top`. */
  readonly head: string | undefined;
  /** The `g` of `g (q / \|q\|) \cdot (k / \|k\|)`, the `m` of `e^{m - m'} O`: numbers that scale. */
  readonly scales: boolean;
}

const headPattern = /^\\?([QKVASP])(?:_\{?(\w)\}?|(?:\^|_)\{?\((\w)\)\}?)$/;

/** `Q_i K_i^\top`, `A_i V_i`: capitals that share an index are the matrices of one head. */
function headsIn(program: Program): ReadonlyMap<ValueId, string> {
  const groups = new Map<string, Map<ValueId, string>>();
  for (const { id, name, operation } of program.values) {
    const match = operation.kind === 'input' ? headPattern.exec(name ?? '') : null;
    const mark = match?.[2] ?? match?.[3];
    const base = match?.[1];
    if (mark === undefined || base === undefined) continue;
    const group = groups.get(mark) ?? new Map<ValueId, string>();
    groups.set(mark, group.set(id, base));
  }
  const heads = [...groups.values()].filter((group) => {
    const bases = new Set(group.values());
    return (
      (bases.has('Q') && bases.has('K')) ||
      (bases.has('V') && ['A', 'S', 'P'].some((b) => bases.has(b)))
    );
  });
  return new Map(heads.flatMap((group) => [...group]));
}

const weightsBlock =
  /^(?:\\(?:wide)?(?:tilde|hat|bar)\{)?([APS])\}?_\{?\w(?:,|\}?\^\{?\()?(\w)\)?\}?$/;
const valuesBlock = /^V_\{?(\w)\}?$/;
const sumBlock = /^O_\{?\w\}?(?:\^\S+)?$/;

/** `P_{ij} V_j`, and the `O_i` that this is added to: matrices of one block. */
function blocksIn(program: Program): ReadonlyMap<ValueId, string> {
  const blocks = new Map<ValueId, string>();
  for (const { operation, inputs } of program.values) {
    const [a, b] = inputs.map((i) => program.values[i]);
    if (operation.kind !== 'matmul' || a?.operation.kind !== 'input') continue;
    const [, base, over] = weightsBlock.exec(a.name ?? '') ?? [];
    if (base === undefined || b?.operation.kind !== 'input') continue;
    if (valuesBlock.exec(b.name ?? '')?.[1] !== over) continue;
    blocks.set(a.id, base).set(b.id, 'V');
  }
  if (blocks.size === 0) return blocks;
  for (const { id, name, operation } of program.values) {
    if (operation.kind === 'input' && sumBlock.test(name ?? '')) blocks.set(id, 'O');
  }
  return blocks;
}

/** `m` and `m'` of `e^{m - m'} O`: the largest score so far, of each query. */
function maximaIn(program: Program, factor: ValueId): readonly ValueId[] {
  const power = program.values[factor];
  const change =
    power?.operation.kind === 'exp' ? program.values[power.inputs[0] ?? -1] : undefined;
  return change?.operation.kind === 'sub' && change.inputs.every((i) => isMaximum(program, i))
    ? change.inputs
    : [];
}

const isMaximum = (program: Program, id: ValueId): boolean =>
  /^m(?:['_^].*)?$/.test(program.values[id]?.name ?? '');

/** True for the product of two vectors of length one. */
function isCosine(program: Program, id: ValueId): boolean {
  const { operation, inputs } = program.values[id] ?? { inputs: [] };
  const isUnit = (i: ValueId): boolean => isUnitVector((at) => program.values[at], i);
  return operation?.kind === 'matmul' && inputs.every(isUnit);
}

const weighing = /^(?:\\?alpha|[APS])(?:['^_].*)?$/;

/** What is transposed at `id`, or undefined. */
function turnedAt(program: Program, id: ValueId): ValueId | undefined {
  const value = program.values[id];
  return value?.operation.kind === 'transpose' ? value.inputs[0] : undefined;
}

/** Weights: a softmax or a letter for one, turned or not. */
function weighsAt(program: Program, id: ValueId): boolean {
  const value = program.values[turnedAt(program, id) ?? id];
  const isLetter = value?.operation.kind === 'input' && weighing.test(value.name ?? '');
  return isLetter || value?.operation.kind === 'softmax';
}

const queries = /^(?:Q|[Qq]uery|[Qq]ueries)$/;
const keys = /^(?:K|[Kk]eys?)$/;

const bareQuery = /^Q$/;
const bareKey = /^K$/;
const bareValue = /^V$/;

function isNamed(program: Program, id: ValueId | undefined, names: RegExp): id is ValueId {
  const value = id === undefined ? undefined : program.values[id];
  return value?.operation.kind === 'input' && names.test(value.name ?? '');
}

/**
 * What a product shows to stand in columns: both sides of `K^\top Q` and `Q^\top K`, the keys of
 * `Q \cdot K`, the values of `V A` and `A V^\top`.
 */
function inColumns(program: Program, a: ValueId, b: ValueId): readonly ValueId[] {
  const [left, right] = [turnedAt(program, a), turnedAt(program, b)];
  if (isNamed(program, left, bareKey) && isNamed(program, b, bareQuery)) return [left, b];
  if (isNamed(program, left, bareQuery) && isNamed(program, b, bareKey)) return [left, b];
  if (isNamed(program, a, queries) && isNamed(program, b, keys)) return [b];
  if (isNamed(program, a, bareValue) && weighsAt(program, b)) return [a];
  return isNamed(program, right, bareValue) && weighsAt(program, a) ? [right] : [];
}

const ofPlace = /^(?:\\(?:mathbf|boldsymbol|bm)\{)?([a-z])\}?_\{?(\w)\}?$/;

/** More terms are not those of a place. */
const maxTerms = 8;

/** `e_i` and `s_i` of `e_i + p_i + s_i`: what the vector of the place is added to. */
function besidePlaces(program: Program, sum: ValueId): readonly ValueId[] {
  const terms: ValueId[] = [];
  const stack = [sum];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const { operation, inputs } = program.values[id] ?? { inputs: [] };
    if (operation?.kind === 'add') stack.push(...inputs);
    else terms.push(id);
    // Each sum of a long one asks.
    if (terms.length + stack.length > maxTerms) return [];
  }
  const named = terms.map((id) => ofPlace.exec(program.values[id]?.name ?? ''));
  const place = named.find((n) => n?.[1] === 'p')?.[2];
  return named.every((n) => n?.[2] !== undefined && n[2] === place) ? terms : [];
}

/** Usage of every free symbol that stands in a product, is normalised or is added to a place's vector. */
export function usagesOf(program: Program): ReadonlyMap<ValueId, Usage> {
  const left = new Set<ValueId>();
  const right = new Set<ValueId>();
  const followers = new Set<ValueId>();
  const columns = new Set<ValueId>();
  const turned = new Set<ValueId>();
  const columnwise = new Set<ValueId>();
  const scaling = new Set<ValueId>();
  const isSmall = (id: ValueId): boolean => rowLetters.test(program.values[id]?.name ?? '');
  // Over the scores of one query and one key there would be nothing to share.
  const shares = program.values.some((v) => v.operation.kind === 'softmax');
  const isFree = (id: ValueId): boolean => program.values[id]?.operation.kind === 'input';
  for (const { id: value, operation, inputs } of program.values) {
    const [a, b] = inputs;
    if (operation.kind === 'softmax' && a !== undefined) turned.add(a);
    if (operation.kind === 'norm' && a !== undefined && !shares && isSmall(a)) columns.add(a);
    if (operation.kind === 'mul') {
      const gains = inputs.some((i) => isCosine(program, i)) ? inputs : [];
      const maxima = inputs.flatMap((i) => maximaIn(program, i));
      for (const id of [...gains, ...maxima]) scaling.add(id);
    }
    if (operation.kind === 'add') for (const id of besidePlaces(program, value)) turned.add(id);
    if (operation.kind !== 'matmul' || a === undefined || b === undefined) continue;
    left.add(a);
    right.add(b);
    for (const id of inColumns(program, a, b)) columnwise.add(id);
    if (isFree(a)) followers.add(b);
    const transposed = turnedAt(program, a);
    if (transposed !== undefined) turned.add(transposed);
    // `q \cdot k`, turned nowhere
    if (!shares && a !== b && [a, b].every((id) => isFree(id) && isSmall(id))) {
      columns.add(a);
      columns.add(b);
    }
    if (transposed !== undefined && isSmall(transposed)) {
      columns.add(transposed);
      if (isSmall(b)) columns.add(b);
    }
  }
  const usage = new Map<ValueId, Usage>();
  const heads = new Map([...headsIn(program), ...blocksIn(program)]);
  const all = [left, right, columns, columnwise, turned, scaling, heads.keys()];
  const used = all.flatMap((ids) => [...ids]);
  for (const id of new Set(used)) {
    usage.set(id, {
      leads: left.has(id) && !right.has(id),
      follows: followers.has(id) && !left.has(id),
      column: columns.has(id),
      turned: turned.has(id),
      columns: columnwise.has(id),
      head: heads.get(id),
      scales: scaling.has(id),
    });
  }
  return usage;
}

const anyAxis: AxisConvention = { dim: '', weight: 0 };
const overKeys: AxisConvention = { dim: 'm', weight: 1 };

/** Axes of a free symbol by convention and by its use. */
export function axesInUse(name: string, usage: Usage | undefined): readonly AxisConvention[] {
  const axes = conventionFor(name);
  if (usage === undefined) return axes;
  if (usage.head !== undefined) return conventionFor(usage.head);
  if (usage.scales) return [];
  if (usage.column) return axes.slice(-1);
  if (usage.columns) return [...axes].reverse();
  // `\alpha_t H`: one row of weights, where beside a vector it would be a number.
  if (usage.leads && /^\\alpha_\w$/.test(name)) return [overKeys];
  // The transposed convention, W x + b: weights are [out, in], and what they act on is a column.
  if (usage.leads && /^W/.test(name) && axes.length === 2) return [...axes].reverse();
  if (usage.turned && axes.length === 0 && /^[a-z](_\S+)?$/.test(name)) return [anyAxis];
  if (usage.follows && /^[a-z](_\S+)?$/.test(name) && !/^[kv]$/.test(name)) {
    return axes.length === 0 ? [anyAxis] : axes.slice(-1);
  }
  return axes;
}
