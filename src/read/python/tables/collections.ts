import { asInt } from '../convert.js';
import { itemsOf } from '../iterate.js';
import { dictOf, keyOf, uniqueItems } from '../keys.js';
import { binary } from '../operators.js';
import {
  int,
  isSequence,
  list,
  none,
  tuple,
  type Call,
  type PyObject,
  type SequenceObject,
} from '../objects.js';
import { exhausted, type Reader } from '../reader.js';
import { arg, given, keyword, type LibraryFunction, type Table } from './arguments.js';
import { pairsOf } from './containers.js';

/** Most items that a function of these modules spells out. */
const maxItems = 4_096;

const items = (r: Reader, call: Call, position: number): PyObject[] | undefined => {
  const found = given(call, position);
  return found === undefined ? undefined : itemsOf(r, found.value, found);
};

const dictionary: LibraryFunction = (r, call) => {
  const pairs = pairsOf(r, call, 0);
  return pairs === undefined ? undefined : dictOf(pairs);
};

const defaultdict: LibraryFunction = (r, call) => {
  const pairs = pairsOf(r, call, 1);
  return pairs === undefined ? undefined : dictOf(pairs, arg(call, 0));
};

const counter: LibraryFunction = (r, call) => {
  const found = call.args.length === 0 ? [] : items(r, call, 0);
  if (found === undefined) return undefined;
  const unique = uniqueItems(found);
  const keys = found.map((i) => keyOf(i));
  if (keys.includes(undefined)) return undefined;
  const count = (o: PyObject): PyObject => int(keys.filter((k) => k === keyOf(o)).length);
  return dictOf(
    unique.map((o) => [o, count(o)] as const),
    { type: 'library', path: 'builtins.int' },
  );
};

const deque: LibraryFunction = (r, call) => {
  const found = call.args.length === 0 ? [] : items(r, call, 0);
  const most = asInt(r, arg(call, 1, 'maxlen'));
  if (found === undefined) return undefined;
  const kept = most === undefined ? found : found.slice(Math.max(0, found.length - most));
  return { type: 'list', items: [...kept], ...(most === undefined ? {} : { most }) };
};

/** `namedtuple('Name', 'a b')` or with a list of names. */
const namedTuple: LibraryFunction = (r, call) => {
  const second = given(call, 1, 'field_names');
  const texts =
    second?.value.type === 'string'
      ? second.value.value.split(/[\s,]+/).filter((s) => s !== '')
      : second === undefined
        ? undefined
        : itemsOf(r, second.value, second)?.map((i) => (i.type === 'string' ? i.value : ''));
  const defaults = keyword(call, 'defaults');
  const last = defaults !== undefined && isSequence(defaults) ? defaults.items : [];
  if (texts === undefined) return undefined;
  return {
    type: 'layer',
    name: 'namedtuple',
    attributes: new Map<string, PyObject>(),
    call: (_reader, use) => {
      const values = texts.map(
        (n, i) =>
          use.keywords.get(n)?.value ?? use.args[i]?.value ?? last[i - texts.length + last.length],
      );
      return values.every((v): v is PyObject => v !== undefined)
        ? { type: 'tuple', items: values, names: texts }
        : undefined;
    },
  };
};

export const collections: Table = {
  OrderedDict: dictionary,
  defaultdict,
  Counter: counter,
  deque,
  namedtuple: namedTuple,
};

const once = (found: readonly PyObject[] | undefined): SequenceObject | undefined =>
  found === undefined || found.length > maxItems ? undefined : { ...list(found), once: true };

const lists = (r: Reader, call: Call): PyObject[][] | undefined => {
  const all = call.args.map((_, i) => items(r, call, i));
  return all.every((l): l is PyObject[] => l !== undefined) ? all : undefined;
};

function crossed(all: readonly (readonly PyObject[])[]): PyObject[] | undefined {
  if (all.reduce((n, l) => n * l.length, 1) > maxItems) return undefined;
  return all
    .reduce<PyObject[][]>((rows, l) => rows.flatMap((row) => l.map((x) => [...row, x])), [[]])
    .map((row) => tuple(row));
}

const product: LibraryFunction = (r, call) => {
  const all = lists(r, call);
  const times = keyword(call, 'repeat') === undefined ? 1 : asInt(r, keyword(call, 'repeat'));
  if (all === undefined || times === undefined || times > 16 || times < 0) return undefined;
  return once(crossed(Array.from({ length: times }, () => all).flat()));
};

/** Choices of `size` places: in order without repeats (combinations) or in any order. */
function choices(n: number, size: number, ordered: boolean): number[][] | undefined {
  let rows: number[][] = [[]];
  for (let i = 0; i < size; i++) {
    rows = rows.flatMap((row) =>
      Array.from({ length: n }, (_, k) => k)
        .filter((k) => (ordered ? !row.includes(k) : k > (row.at(-1) ?? -1)))
        .map((k) => [...row, k]),
    );
    if (rows.length > maxItems) return undefined;
  }
  return rows;
}

const chosen =
  (ordered: boolean): LibraryFunction =>
  (r, call) => {
    const found = items(r, call, 0);
    const size = arg(call, 1, 'r') === undefined ? found?.length : asInt(r, arg(call, 1, 'r'));
    if (found === undefined || size === undefined || size < 0) return undefined;
    const rows = choices(found.length, size, ordered);
    return once(rows?.map((row) => tuple(row.map((k) => found[k] ?? none))));
  };

const applied = (r: Reader, call: Call, f: PyObject, values: readonly PyObject[]): PyObject =>
  r.callObject(r, f, {
    ...call,
    tex: undefined,
    args: values.map((value) => ({ value, span: call.span, tex: undefined })),
    keywords: new Map(),
  });

const added = (r: Reader, call: Call, a: PyObject, b: PyObject): PyObject => {
  const at = { span: call.span };
  return binary(r, '+', a, b, { whole: at, left: at, right: at });
};

const accumulate: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  const f = arg(call, 1, 'func');
  if (found === undefined) return undefined;
  const result: PyObject[] = [];
  for (const item of found) {
    const last = result.at(-1) ?? (result.length === 0 ? keyword(call, 'initial') : undefined);
    result.push(
      last === undefined
        ? item
        : f === undefined || f.type === 'none'
          ? added(r, call, last, item)
          : applied(r, call, f, [last, item]),
    );
    if (exhausted(r)) return undefined;
  }
  return once(result);
};

export const itertools: Table = {
  product,
  combinations: chosen(false),
  permutations: chosen(true),
  chain: (r, call) => once(lists(r, call)?.flat()),
  accumulate,
  repeat: (r, call) => {
    const item = arg(call, 0);
    const times = asInt(r, arg(call, 1, 'times'));
    return item === undefined || times === undefined || times > maxItems
      ? undefined
      : once(Array.from({ length: Math.max(0, times) }, () => item));
  },
  islice: (r, call) => {
    const found = items(r, call, 0);
    const [a, b, step] = [1, 2, 3].map((i) => arg(call, i));
    const number = (o: PyObject | undefined): number | undefined =>
      o === undefined || o.type === 'none' ? undefined : asInt(r, o);
    if (found === undefined || step !== undefined) return undefined;
    return once(
      b === undefined ? found.slice(0, number(a)) : found.slice(number(a) ?? 0, number(b)),
    );
  },
  pairwise: (r, call) => {
    const found = items(r, call, 0);
    return once(found?.slice(1).map((x, i) => tuple([found[i] ?? none, x])));
  },
  starmap: (r, call) => {
    const f = arg(call, 0);
    const found = items(r, call, 1);
    if (f === undefined || found === undefined) return undefined;
    return once(found.map((x) => applied(r, call, f, isSequence(x) ? x.items : [x])));
  },
};

/** functools.reduce(f, items, first). */
export const reduce: LibraryFunction = (r, call) => {
  const f = arg(call, 0);
  const found = items(r, call, 1);
  if (f === undefined || found === undefined) return undefined;
  const all = arg(call, 2) === undefined ? found : [arg(call, 2) ?? none, ...found];
  const [first, ...rest] = all;
  if (first === undefined) return undefined;
  let result = first;
  for (const item of rest) {
    if (exhausted(r)) return undefined;
    result = applied(r, call, f, [result, item]);
  }
  return result;
};

/** itertools.chain.from_iterable(lists). */
export const fromIterable: LibraryFunction = (r, call) => {
  const outer = items(r, call, 0);
  const inner = outer?.map((x) => itemsOf(r, x, { span: call.span }));
  return inner?.every((l): l is PyObject[] => l !== undefined) ? once(inner.flat()) : undefined;
};
