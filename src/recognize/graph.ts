import type { Shape } from '../program/dim.js';
import type { Operation, OperationKind, OperationOf } from '../program/operation.js';
import { onceEach } from '../program/remember.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { transparent, withoutLayouts } from './layouts.js';
import { nameParts } from './names.js';
import { plainSetting, type Setting } from './setting.js';
import { symbolMeaning, tokenMeaning, type SymbolKey } from './symbols.js';

/** A program with the look-ups that matching needs. */
export interface Graph {
  readonly program: Program;
  readonly setting: Setting;
  readonly values: readonly Value[];
  value(id: ValueId): Value;
  kind(id: ValueId): OperationKind;
  /** Kinds of operation that occur at all. */
  readonly kinds: ReadonlySet<OperationKind>;
  shape(id: ValueId): Shape | undefined;
  rank(id: ValueId): number | undefined;
  users(id: ValueId): readonly ValueId[];
  /** True for what the program gives as a result. */
  isOutput(id: ValueId): boolean;
  /** Values with the same class are the same expression of the same inputs. */
  sameAs(a: ValueId, b: ValueId): boolean;
  /** The first value that is the same expression. */
  first(id: ValueId): ValueId;
  /** The same but for the letters of indices: `q_i \cdot k_j` and `q_i \cdot k_l`. */
  alike(a: ValueId, b: ValueId): boolean;
  /** What the value's name says it is. */
  meaning(id: ValueId): SymbolKey | undefined;
  /** What is left of the value without changes of layout, transposes of all kinds included. */
  unlaid(id: ValueId): ValueId;
}

/** Values with numbers of their own; equal text does not make them equal. */
const distinct = new Set<OperationKind>(['random', 'call', 'dropout']);

function classes(
  values: readonly Value[],
  formula: boolean,
  symbol: (name: string) => string,
): number[] {
  const known = new Map<string, number>();
  const result: number[] = [];
  for (const v of values) {
    const { kind } = v.operation;
    const made = (): string =>
      `${attributesKey(v.operation)} ${v.inputs.map((i) => result[i] ?? -1).join(',')}`;
    // A formula is worked out once: a call that two of its rows take from one place is one.
    const key = distinct.has(kind)
      ? formula && kind === 'call'
        ? `${v.span.start} ${made()}`
        : `#${v.id}`
      : kind === 'input'
        ? `input ${v.name === undefined ? `#${v.id}` : symbol(v.name)}`
        : made();
    const found = known.get(key) ?? v.id;
    known.set(key, found);
    result.push(found);
  }
  return result;
}

/** What tells literals apart. */
export function numbersKey({ shape, data }: OperationOf<'tensor'>): string {
  return `tensor ${shape.join('x')} ${data.length > 64 ? `${data.length} ` : ''}${data.slice(0, 64).join(',')}`;
}

const literalKeys = new WeakMap<Operation, string>();

/** Says what a literal goes by among others, so that its numbers are not looked at for that. */
export const goesBy = (literal: OperationOf<'tensor'>, key: string): void =>
  void literalKeys.set(literal, key);

function attributesKey(operation: Operation): string {
  if (operation.kind === 'tensor') return literalKeys.get(operation) ?? numbersKey(operation);
  return JSON.stringify(operation);
}

/** A name without the letters that count positions: `k_j` → `k`. */
export function withoutIndices(name: string): string {
  const { base, marks } = nameParts(name);
  return [base, ...marks.filter((m) => !/^([a-z]'*(_[A-Za-z])?,?){1,3}$/.test(m))].join('_');
}

const graphs = new WeakMap<readonly (Shape | undefined)[], Graph>();

/** The graph of a program with its shapes; asked for again, it is the same one. */
export function createGraph(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  setting: Setting = plainSetting,
): Graph {
  const known = graphs.get(shapes);
  if (known?.program === program) return known;
  const made = buildGraph(program, shapes, setting);
  graphs.set(shapes, made);
  return made;
}

/**
 * `make`'s answer for a value, found once for each graph: a sum of n terms has n sums in it, and each
 * would be taken apart again. It keeps what it found for as long as the graph.
 */
export function perValue<T extends object>(
  make: (graph: Graph, id: ValueId) => T,
): (graph: Graph, id: ValueId) => T {
  const found = onceEach((_graph: Graph): (T | undefined)[] => []);
  return (graph, id) => (found(graph)[id] ??= make(graph, id));
}

/**
 * Whether `test` holds of a value or of anything that it is computed from. Each value is tested once
 * for each graph, and inputs come before what is computed from them.
 */
export function holdsBelow(
  test: (graph: Graph, id: ValueId) => boolean,
): (graph: Graph, id: ValueId) => boolean {
  const found = onceEach((_graph: Graph): boolean[] => []);
  return (graph, id) => {
    const known = found(graph);
    for (let at = known.length; at <= id; at++) {
      known.push(graph.value(at).inputs.some((i) => known[i] === true) || test(graph, at));
    }
    return known[id] === true;
  };
}

function buildGraph(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  setting: Setting,
): Graph {
  const { values } = program;
  const users: ValueId[][] = values.map(() => []);
  for (const v of values) {
    for (const input of new Set(v.inputs)) users[input]?.push(v.id);
  }
  const outputs = new Set(program.outputs);
  const { formula } = setting;
  const classOf = classes(values, formula, (name) => name);
  let looseClassOf: number[] | undefined;
  // Asked for thousands of times: kept in lists, with null for what has no meaning.
  const meanings: (SymbolKey | null)[] = [];
  let unlaid: Uint32Array | undefined;
  const value = (id: ValueId): Value => {
    const found = values[id];
    if (found === undefined) throw new Error(`no value ${id} in the program`);
    return found;
  };
  const shape = (id: ValueId): Shape | undefined => shapes[id] ?? values[id]?.shape;
  const meaningOf = (name: string, scalar: boolean | undefined): SymbolKey | undefined => {
    const known = symbolMeaning(name, scalar)?.key;
    const open = known === undefined || /^[qkv]_w$/.test(name);
    const ofToken = formula && open && scalar !== true ? tokenMeaning(name) : undefined;
    return ofToken !== undefined && setting.topics.has('attention') ? ofToken : known;
  };
  const isWeight = (id: ValueId | undefined): boolean => {
    const { name, operation } =
      id === undefined ? { name: undefined, operation: undefined } : value(id);
    return operation?.kind === 'input' && name !== undefined && isWeightKey(meaningOf(name, false));
  };
  /** `x W (+ b)`, as a layer or written out. */
  const isProjected = (id: ValueId, depth: number): boolean => {
    const { operation, inputs } = value(id);
    const [a, b] = inputs;
    if (operation.kind === 'linear') return true;
    if (operation.kind === 'matmul') return isWeight(a) || isWeight(b);
    return operation.kind === 'add' && a !== undefined && depth < 1 && isProjected(a, depth + 1);
  };
  return {
    program,
    setting,
    values,
    value,
    kind: (id) => value(id).operation.kind,
    kinds: new Set(values.map((v) => v.operation.kind)),
    shape,
    rank: (id) => shape(id)?.length,
    users: (id) => users[id] ?? [],
    isOutput: (id) => outputs.has(id),
    sameAs: (a, b) => classOf[a] === classOf[b],
    first: (id) => classOf[id] ?? id,
    alike(a, b) {
      looseClassOf ??= classes(values, formula, withoutIndices);
      return looseClassOf[a] === looseClassOf[b];
    },
    meaning(id) {
      const known = meanings[id];
      if (known !== undefined) return known ?? undefined;
      const name = value(id).name;
      const rank = shape(id)?.length;
      const scalar = rank === undefined ? undefined : rank === 0;
      const named = name === undefined ? undefined : meaningOf(name, scalar);
      const found = !formula && isProjected(id, 0) ? madeWith(named) : named;
      meanings[id] = found ?? null;
      return found;
    },
    unlaid: (id) => (unlaid ??= withoutLayouts(values, formula))[id] ?? id,
  };
}

/** `q_proj = self.q_proj(x)`: what a layer gives goes by the name of its weight, and is none. */
const madeWith = (key: SymbolKey | undefined): SymbolKey | undefined =>
  key === undefined || !isWeightKey(key) ? key : partOfWeight[key];

const partOfWeight: Partial<Record<SymbolKey, SymbolKey>> = {
  queryWeight: 'query',
  keyWeight: 'key',
  valueWeight: 'value',
};

const weightKeys: ReadonlySet<SymbolKey | undefined> = new Set<SymbolKey>([
  'queryWeight',
  'keyWeight',
  'valueWeight',
  'outputWeight',
  'firstWeight',
  'secondWeight',
  'gateWeight',
  'weightMatrix',
]);

/** True for what names a weight matrix. */
export const isWeightKey = (key: SymbolKey | undefined): boolean => weightKeys.has(key);

const axisIn = (axis: number, rank: number | undefined): number =>
  axis >= 0 || rank === undefined ? axis : axis + rank;

/** True for a transpose of the last two axes; where the rank is unknown, a matrix is assumed. */
export function swapsLastAxes(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const rank = graph.rank(inputs[0] ?? id) ?? graph.rank(id);
  if (operation.kind === 'transpose') {
    const last = (rank ?? 2) - 1;
    const axes = [axisIn(operation.axis0, rank ?? 2), axisIn(operation.axis1, rank ?? 2)].sort();
    return axes[0] === last - 1 && axes[1] === last;
  }
  if (operation.kind === 'permute') {
    const axes = operation.axes.map((a) => axisIn(a, operation.axes.length));
    return axes.length >= 2 && axes.at(-2) === axes.length - 1;
  }
  if (operation.kind === 'rearrange') {
    const [from = '', to = ''] = operation.pattern.split('->').map((s) => s.trim());
    const last = from.split(/\s+/).at(-1) ?? '';
    return last !== '' && !last.includes(')') && to.split(/\s+/).at(-2) === last;
  }
  return false;
}

/** A subscript that only adds axes or keeps a stretch: `x[:, None]`, `x[..., :n]`. */
function keepsMeaning(operation: Operation): boolean {
  if (operation.kind === 'index') {
    return operation.items.every((i) => i.kind !== 'at' && i.kind !== 'tensor');
  }
  return transparent.has(operation.kind);
}

/** What one element or row is picked from by a letter or a number: `\text{softmax}(S)_{ij}`, `(QK^\top)_{12}`. */
export function pickedFrom(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [of, more] = inputs;
  if (more !== undefined) return undefined;
  if (operation.kind === 'call') return operation.callee === 'index' ? of : undefined;
  if (!graph.setting.formula || operation.kind !== 'index') return undefined;
  return operation.items.some((item) => item.kind === 'at') ? of : undefined;
}

/** Steps down through operations that only change the layout of the axes before the last two. */
export function through(
  graph: Graph,
  id: ValueId,
  stop: (id: ValueId) => boolean = () => false,
): ValueId {
  let at = id;
  for (let i = 0; i < 64 && !stop(at); i++) {
    const v = graph.value(at);
    const next = v.inputs[0];
    if (next === undefined) return at;
    const moves = v.operation.kind === 'transpose' || v.operation.kind === 'permute';
    const sideways = (moves || v.operation.kind === 'rearrange') && !swapsLastAxes(graph, at);
    if (!sideways && (v.operation.kind === 'rearrange' || !keepsMeaning(v.operation))) return at;
    at = next;
  }
  return at;
}

/** Steps down through every change of layout, transposes of all kinds included. */
export const throughLayout = (graph: Graph, id: ValueId): ValueId => graph.unlaid(id);

/** What a sum adds up, be it an operation or a `\sum` that is not computed. */
export function summand(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [, ones] = inputs;
  // `A 1_L`: a product with ones sums.
  if (operation.kind === 'matmul' && ones !== undefined && graph.kind(ones) === 'ones') {
    return graph.rank(ones) === 1 ? inputs[0] : undefined;
  }
  const isSum =
    (operation.kind === 'sum' && inputs.length === 1) ||
    (operation.kind === 'call' && /^\\?sum$/.test(operation.callee));
  return isSum ? inputs[0] : undefined;
}

/** Everything that `root` is computed from, itself included; does not go below `boundary`. */
export function cone(graph: Graph, root: ValueId, boundary: ReadonlySet<ValueId>): ValueId[] {
  // Inputs come before what is computed from them: one pass down meets all.
  const reached = new Uint8Array(root + 1);
  reached[root] = 1;
  const found: ValueId[] = [];
  let first = root;
  for (let id = root; id >= first; id--) {
    if (reached[id] === 0) continue;
    found.push(id);
    if (boundary.has(id) && id !== root) continue;
    for (const input of graph.value(id).inputs) {
      reached[input] = 1;
      if (input < first) first = input;
    }
  }
  return found.reverse();
}

/** Programs with more values than this are walked through each time. */
const maxBelow = 4096;

/** The classes of expressions below each value, as bits; those of the last graph asked about. */
let lastBelow: { readonly graph: Graph; readonly bits: Uint32Array } | undefined;

function belowAll(graph: Graph): Uint32Array {
  if (lastBelow?.graph === graph) return lastBelow.bits;
  const words = Math.ceil(graph.values.length / 32);
  const bits = new Uint32Array(graph.values.length * words);
  for (const { id, inputs } of graph.values) {
    const at = id * words;
    for (const input of inputs) {
      for (let w = 0; w <= input >> 5; w++) {
        bits[at + w] = (bits[at + w] ?? 0) | (bits[input * words + w] ?? 0);
      }
    }
    const own = graph.first(id);
    bits[at + (own >> 5)] = (bits[at + (own >> 5)] ?? 0) | (1 << (own & 31));
  }
  lastBelow = { graph, bits };
  return bits;
}

/** True where `target`'s expression is among what `root` is computed from (at most 4,096 values). */
export function dependsOn(graph: Graph, root: ValueId, target: ValueId): boolean {
  if (graph.values.length <= maxBelow) {
    const words = Math.ceil(graph.values.length / 32);
    const own = graph.first(target);
    return ((belowAll(graph)[root * words + (own >> 5)] ?? 0) & (1 << (own & 31))) !== 0;
  }
  const seen = new Set<ValueId>();
  const stack = [root];
  // Inputs come before what is computed from them: nothing earlier can hold the target.
  const earliest = graph.first(target);
  for (let id = stack.pop(); id !== undefined && seen.size < 4096; id = stack.pop()) {
    if (id < earliest || seen.has(id)) continue;
    seen.add(id);
    if (graph.sameAs(id, target)) return true;
    stack.push(...graph.value(id).inputs);
  }
  return false;
}
