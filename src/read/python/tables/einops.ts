import type { Dim } from '../../../program/dim.js';
import { multiplyDims } from '../../../program/dims.js';
import { asDim } from '../convert.js';
import { namedDim } from '../dimNames.js';
import { learnShape } from '../learn.js';
import { isSequence, type Call, type PyObject, type TensorObject } from '../objects.js';
import { knownShape } from '../assume.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import { arg, given, tensorArg, type LibraryFunction, type Table } from './arguments.js';
import { asTensor } from '../convert.js';

type Side = readonly (readonly string[])[];

interface Pattern {
  readonly left: Side;
  readonly right: Side;
}

/** `b n (h d) -> b h n d` as groups of names; undefined where it is not of that form. */
function parsePattern(text: string): Pattern | undefined {
  const [left, right, ...more] = text.split('->').map(parseSide);
  return left === undefined || right === undefined || more.length > 0 ? undefined : { left, right };
}

function parseSide(text: string): Side | undefined {
  const groups: string[][] = [];
  let open: string[] | undefined;
  for (const token of text.match(/\.\.\.|[()]|[^\s()]+/g) ?? []) {
    if (token === '(') {
      if (open !== undefined) return undefined;
      open = [];
    } else if (token === ')') {
      if (open === undefined) return undefined;
      groups.push(open);
      open = undefined;
    } else if (open !== undefined) open.push(token);
    else groups.push(token === '1' ? [] : [token]);
  }
  return open === undefined ? groups : undefined;
}

/** `...` spelt out as names for the axes it stands for. */
function spell(side: Side, axes: readonly string[]): Side {
  return side.flatMap((g) => {
    if (g.length === 1 && g[0] === '...') return axes.map((a) => [a]);
    return [g.flatMap((n) => (n === '...' ? axes : [n]))];
  });
}

interface Matched {
  readonly sizes: Map<string, Dim>;
  readonly left: Side;
  readonly right: Side;
}

/** The size of every name, from the shape and the sizes given by keyword. */
function match(
  r: Reader,
  x: TensorObject,
  pattern: Pattern,
  given: ReadonlyMap<string, Dim>,
): Matched | undefined {
  const sizes = new Map<string, Dim>(given);
  const dots = pattern.left.some((g) => g.includes('...'));
  let shape = dots ? knownShape(r, x) : shapeOfTensor(r, x);
  if (shape === undefined) {
    if (dots) return undefined;
    const learnt = pattern.left.map((g) =>
      g.reduce<Dim>((all, n) => {
        const size = sizes.get(n) ?? namedDim(r, n);
        sizes.set(n, size);
        return multiplyDims(all, size);
      }, 1),
    );
    learnShape(r, x.id, learnt);
    shape = shapeOfTensor(r, x) ?? learnt;
  }
  const extra = shape.length - pattern.left.length + (dots ? 1 : 0);
  if (extra < 0 || (!dots && extra !== 0)) return undefined;
  const names = Array.from({ length: dots ? extra : 0 }, (_, i) => `…${i}`);
  const left = spell(pattern.left, names);
  const right = spell(pattern.right, names);
  for (const [i, group] of left.entries()) {
    const total = shape[i] ?? 1;
    const unknown = group.filter((n) => !sizes.has(n));
    if (unknown.length > 1) return undefined;
    const rest = group.reduce<Dim>((all, n) => multiplyDims(all, sizes.get(n) ?? 1), 1);
    const [only] = unknown;
    if (only === undefined) r.builder.context.unify(total, rest);
    else sizes.set(only, rest === 1 ? total : { operator: '//', left: total, right: rest });
  }
  return { sizes, left, right };
}

const sizesOf = (r: Reader, call: Call): ReadonlyMap<string, Dim> =>
  new Map(
    [...call.keywords].flatMap(([name, g]) => {
      const dim = name === 'reduction' ? undefined : asDim(r, g.value);
      return dim === undefined ? [] : [[name, dim] as const];
    }),
  );

const product = (m: Matched, group: readonly string[]): Dim =>
  group.reduce<Dim>((all, n) => multiplyDims(all, m.sizes.get(n) ?? 1), 1);

type Maker = (r: Reader, x: TensorObject, pattern: string, call: Call) => TensorObject | undefined;

/** One operation where all sizes are numbers; else a reshape, a permutation and a reshape. */
const rearrange: Maker = (r, x, text, call) => {
  const pattern = parsePattern(text);
  const given = sizesOf(r, call);
  const m = pattern === undefined ? undefined : match(r, x, pattern, given);
  if (m === undefined) return undefined;
  const numbers = [...given].flatMap(([n, d]) => (typeof d === 'number' ? [[n, d] as const] : []));
  if (numbers.length === given.size) {
    const operation = {
      kind: 'rearrange',
      pattern: text,
      sizes: Object.fromEntries(numbers),
    } as const;
    return operate(r, operation, [x], call);
  }
  const flatLeft = m.left.flat();
  const flatRight = m.right.flat();
  if (flatLeft.length !== flatRight.length) return undefined;
  return reorder(
    r,
    x,
    m,
    flatLeft,
    flatRight,
    m.right.map((g) => product(m, g)),
    call,
  );
};

function reorder(
  r: Reader,
  x: TensorObject,
  m: Matched,
  from: readonly string[],
  to: readonly string[],
  last: readonly Dim[],
  call: Call,
): TensorObject | undefined {
  const step = { span: call.span };
  let at = x;
  const order = to.map((n) => from.indexOf(n));
  if (order.includes(-1)) return undefined;
  const moved = order.some((a, i) => a !== i);
  const grouped = last.length !== to.length;
  if (m.left.some((g) => g.length !== 1)) {
    const shape = from.map((n) => m.sizes.get(n) ?? 1);
    at = operate(r, { kind: 'reshape', shape }, [at], moved || grouped ? step : call);
  }
  if (moved) at = operate(r, { kind: 'permute', axes: order }, [at], grouped ? step : call);
  return grouped ? operate(r, { kind: 'reshape', shape: last }, [at], call) : at;
}

const reduce: Maker = (r, x, text, call) => {
  const pattern = parsePattern(text);
  const kind = arg(call, 2, 'reduction');
  const m = pattern === undefined ? undefined : match(r, x, pattern, sizesOf(r, call));
  if (m === undefined || kind?.type !== 'string') return undefined;
  if (!/^(?:mean|sum|max|min)$/.test(kind.value)) return undefined;
  const from = m.left.flat();
  const kept = new Set(m.right.flat());
  const step = { span: call.span };
  const shape = from.map((n) => m.sizes.get(n) ?? 1);
  const spread = m.left.some((g) => g.length !== 1)
    ? operate(r, { kind: 'reshape', shape }, [x], step)
    : x;
  const axes = from.flatMap((n, i) => (kept.has(n) ? [] : [i]));
  const operation = { kind: kind.value as 'mean' | 'sum' | 'max' | 'min', axes };
  const rest = from.filter((n) => kept.has(n));
  const to = m.right.flat();
  const last = m.right.map((g) => product(m, g));
  const simple = rest.every((n, i) => n === to[i]) && last.length === to.length;
  const reduced = operate(r, operation, [spread], simple ? call : step);
  if (simple) return reduced;
  return reorder(r, reduced, { ...m, left: rest.map((n) => [n]) }, rest, to, last, call);
};

/** New names on the right are new axes that hold copies. */
const repeat: Maker = (r, x, text, call) => {
  const pattern = parsePattern(text);
  const m = pattern === undefined ? undefined : match(r, x, pattern, sizesOf(r, call));
  if (m === undefined) return undefined;
  const from = m.left.flat();
  const to = m.right.flat();
  const step = { span: call.span };
  const kept = to.filter((n) => from.includes(n));
  const sizes = kept.map((n) => m.sizes.get(n) ?? 1);
  const ordered = reorder(r, x, m, from, kept, sizes, { ...call, tex: undefined });
  if (ordered === undefined) return undefined;
  const narrow = to.map((n) => (from.includes(n) ? (m.sizes.get(n) ?? 1) : 1));
  const wide = to.map((n) => m.sizes.get(n) ?? 1);
  const apart = operate(r, { kind: 'reshape', shape: narrow }, [ordered], step);
  const copied = operate(r, { kind: 'expand', shape: wide }, [apart], step);
  return operate(r, { kind: 'reshape', shape: m.right.map((g) => product(m, g)) }, [copied], call);
};

const withPattern =
  (make: Maker): LibraryFunction =>
  (r, call) => {
    const pattern = arg(call, 1, 'pattern');
    if (pattern?.type !== 'string') return undefined;
    const first = given(call, 0, 'tensor');
    const x =
      first !== undefined && isSequence(first.value)
        ? stacked(r, first.value.items, call)
        : tensorArg(r, call, 0, 'tensor');
    return x === undefined ? undefined : make(r, x, pattern.value, call);
  };

function stacked(r: Reader, items: readonly PyObject[], call: Call): TensorObject | undefined {
  const tensors = items.map((i) => asTensor(r, i, { span: call.span }));
  if (!tensors.every((t): t is TensorObject => t !== undefined) || tensors.length === 0)
    return undefined;
  return operate(r, { kind: 'stack', axis: 0 }, tensors, { span: call.span });
}

/** einops.einsum(a, b, 'b i d, b j d -> b i j'): words become letters. */
const einsum: LibraryFunction = (r, call) => {
  const pattern = call.args[call.args.length - 1]?.value;
  if (pattern?.type !== 'string') return undefined;
  const letters = new Map<string, string>();
  const equation = pattern.value.replace(/[\p{L}_][\p{L}\p{N}_]*/gu, (name) => {
    const letter =
      letters.get(name) ?? String.fromCharCode((letters.size < 26 ? 97 : 39) + letters.size);
    letters.set(name, letter);
    return letter;
  });
  const tensors = call.args.slice(0, -1).map((a) => asTensor(r, a.value, a));
  if (letters.size > 52 || !tensors.every((t): t is TensorObject => t !== undefined))
    return undefined;
  return operate(r, { kind: 'einsum', equation: equation.replace(/\s+/g, '') }, tensors, call);
};

export const einopsFunctions: Table = {
  rearrange: withPattern(rearrange),
  reduce: withPattern(reduce),
  repeat: withPattern(repeat),
  einsum,
};

/** `Rearrange('b n (h d) -> b h n d', h=8)` as a layer. */
const asLayer =
  (name: string, make: LibraryFunction): LibraryFunction =>
  (_r, call) => ({
    type: 'layer',
    name,
    attributes: new Map(),
    call: (reader, use) => {
      const x = use.args[0];
      return x === undefined
        ? undefined
        : make(reader, { ...use, args: [x, ...call.args], keywords: call.keywords });
    },
  });

export const einopsLayers: Table = {
  Rearrange: asLayer('Rearrange', withPattern(rearrange)),
  Reduce: asLayer('Reduce', withPattern(reduce)),
};
