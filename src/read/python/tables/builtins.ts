import { asDim, asInt, asNumber, asTensor, truth } from '../convert.js';
import { binary } from '../operators.js';
import { itemsOf } from '../iterate.js';
import { dimOfTensor } from '../learn.js';
import {
  bool,
  float,
  int,
  countOf,
  isSequence,
  list,
  manyOf,
  none,
  size,
  str,
  tuple,
  type Call,
  type PyObject,
  type SequenceObject,
} from '../objects.js';
import { operate, type Reader } from '../reader.js';
import { arg, given, type LibraryFunction, type Table } from './arguments.js';
import { cast } from './methods.js';

const ignore: LibraryFunction = () => none;

const items = (r: Reader, call: Call, position: number): PyObject[] | undefined => {
  const found = given(call, position);
  return found === undefined ? undefined : itemsOf(r, found.value, found);
};

const length: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  if (x === undefined) return undefined;
  if (isSequence(x)) return x.count === undefined ? int(x.items.length) : size(x.count);
  if (x.type === 'dict') return int(x.entries.size);
  if (x.type === 'string') return int([...x.value].length);
  if (x.type === 'tensor') {
    const dim = dimOfTensor(r, x, 0);
    return dim === undefined ? undefined : size(dim);
  }
  if (x.type === 'unknown' && x.tensor !== undefined) {
    const dim = dimOfTensor(r, x.tensor, 0);
    return dim === undefined ? undefined : size(dim);
  }
  return undefined;
};

/** Longest `range` that is spelt out. */
const maxRange = 100_000;

const range: LibraryFunction = (r, call) => {
  const [only] = call.args;
  const named =
    call.args.length === 1 && only !== undefined && r.frame.symbolic
      ? asDim(r, only.value)
      : undefined;
  // Of passes whose number is a name the first stands for all.
  if (named !== undefined && (typeof named !== 'number' || only?.value.type === 'unknown'))
    return manyOf(int(0), named);
  // A number of passes that is only a name is not spelt out by its default.
  const numbers = call.args.map((a) =>
    a.value.type === 'unknown' ? undefined : asInt(r, a.value),
  );
  if (!numbers.every((n): n is number => n !== undefined)) return undefined;
  const [a = 0, b, step = 1] = numbers;
  const [start, stop] = b === undefined ? [0, a] : [a, b];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
  if (count > maxRange) return undefined;
  return list(Array.from({ length: count }, (_, i) => int(start + i * step)));
};

/** A list that stands for as many as the first argument that does. */
function like(call: Call, items: readonly PyObject[]): PyObject {
  const count = call.args.map((a) => countOf(a.value)).find((c) => c !== undefined);
  return count === undefined ? list(items) : { type: 'list', items: [...items], count };
}

const enumerate: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  const start = asInt(r, arg(call, 1, 'start')) ?? 0;
  return found === undefined
    ? undefined
    : like(
        call,
        found.map((x, i) => tuple([int(start + i), x])),
      );
};

const zip: LibraryFunction = (r, call) => {
  const lists = call.args.map((_, i) => items(r, call, i));
  const known = lists.filter((l): l is PyObject[] => l !== undefined);
  if (known.length !== lists.length || known.length === 0) return undefined;
  const count = Math.min(...known.map((l) => l.length));
  return like(
    call,
    Array.from({ length: count }, (_, i) => tuple(known.map((l) => l[i] ?? none))),
  );
};

const map: LibraryFunction = (r, call) => {
  const [f] = call.args;
  const lists = call.args.slice(1).map((_, i) => items(r, call, i + 1));
  const known = lists.filter((l): l is PyObject[] => l !== undefined);
  if (f === undefined || known.length !== lists.length || known.length === 0) return undefined;
  const count = Math.min(...known.map((l) => l.length));
  const at = { span: call.span, tex: undefined };
  return like(
    call,
    Array.from({ length: count }, (_, i) =>
      r.callObject(r, f.value, {
        ...call,
        tex: undefined,
        args: known.map((l) => ({ value: l[i] ?? none, ...at })),
        keywords: new Map(),
      }),
    ),
  );
};

const copyAs =
  (type: SequenceObject['type']): LibraryFunction =>
  (r, call) => {
    if (call.args.length === 0) return { type, items: [] };
    const found = items(r, call, 0);
    const count = call.args[0] === undefined ? undefined : countOf(call.args[0].value);
    return found === undefined ? undefined : { type, items: [...found], count };
  };

const toFloat: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  if (x === undefined) return float(0);
  if (x.type === 'string') {
    const word = x.value.trim().toLowerCase().replace('_', '');
    const special: Readonly<Record<string, number>> = {
      inf: Infinity,
      '+inf': Infinity,
      infinity: Infinity,
      '-inf': -Infinity,
      '-infinity': -Infinity,
      nan: Number.NaN,
    };
    const value = special[word] ?? Number(word);
    return word !== '' && (word === 'nan' || !Number.isNaN(value)) ? float(value) : undefined;
  }
  const known = x.type === 'unknown' ? undefined : asNumber(r, x);
  if (known !== undefined) return float(known);
  if (x.type === 'dim') return { ...x, float: true };
  const found = given(call, 0);
  const tensor = found === undefined ? undefined : asTensor(r, x, found);
  return tensor === undefined ? undefined : { ...tensor, library: 'python' };
};

const toInt: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  if (x === undefined) return int(0);
  if (x.type === 'string') {
    const value = Number(x.value);
    return Number.isInteger(value) ? int(value) : undefined;
  }
  const known = x.type === 'unknown' ? undefined : asNumber(r, x);
  if (known !== undefined) return Number.isFinite(known) ? int(Math.trunc(known)) : undefined;
  if (x.type === 'dim') return { ...x, float: false };
  if (x.type === 'unknown' && x.tensor === undefined) {
    const dim = asDim(r, x);
    return dim === undefined ? undefined : size(dim);
  }
  return x.type === 'tensor' ? cast(r, x, 'int64', call) : undefined;
};

const toBool: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  const holds = x === undefined ? false : truth(r, x);
  return holds === undefined ? undefined : bool(holds);
};

const toString: LibraryFunction = (_r, call) => {
  const x = arg(call, 0);
  if (x?.type === 'string') return x;
  return x?.type === 'number' && !x.float ? str(String(x.value)) : undefined;
};

/** `sum(list)`: added from left to right, starting with 0 as Python does. */
const sum: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  const first = arg(call, 0);
  if (found === undefined || (first !== undefined && countOf(first) !== undefined))
    return undefined;
  const place = { span: call.span };
  let total: PyObject = arg(call, 1, 'start') ?? int(0);
  for (const [i, x] of found.entries()) {
    const start = i === 0 && total.type === 'number' && total.value === 0;
    total = start
      ? x
      : binary(r, '+', total, x, {
          whole: { span: call.span, tex: i === found.length - 1 ? call.tex : undefined },
          left: place,
          right: place,
        });
  }
  return total;
};

const extreme =
  (pick: (a: number, b: number) => number, kind: 'max' | 'min'): LibraryFunction =>
  (r, call) => {
    const list = call.args.length === 1 ? items(r, call, 0) : call.args.map((a) => a.value);
    if (list === undefined || list.length === 0 || call.keywords.size > 0) return undefined;
    const numbers = list.map((x) => (x.type === 'unknown' ? undefined : asNumber(r, x)));
    if (numbers.every((n): n is number => n !== undefined)) {
      const value = numbers.reduce(pick);
      return list[numbers.indexOf(value)];
    }
    const [a, b] = call.args;
    if (a?.value.type === 'tensor' && b !== undefined) {
      const other = asTensor(r, b.value, b);
      return other === undefined ? undefined : operate(r, { kind }, [a.value, other], call);
    }
    return undefined;
  };

const absolute: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  if (x?.type === 'number') return { ...x, value: Math.abs(x.value) };
  return x?.type === 'tensor' ? operate(r, { kind: 'abs' }, [x], call) : undefined;
};

const reversed: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  return found === undefined ? undefined : list([...found].reverse());
};

const sorted: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  if (found === undefined || call.keywords.size > 0) return undefined;
  const keys = found.map((x) => (x.type === 'string' || x.type === 'number' ? x.value : undefined));
  if (!keys.every((k) => typeof k === typeof keys[0]) || keys.includes(undefined)) return undefined;
  return list(
    [...found].sort((a, b) => {
      const [x, y] = [a, b].map((o) => (o.type === 'string' || o.type === 'number' ? o.value : 0));
      return (x ?? 0) < (y ?? 0) ? -1 : (x ?? 0) > (y ?? 0) ? 1 : 0;
    }),
  );
};

const every =
  (stop: boolean): LibraryFunction =>
  (r, call) => {
    const found = items(r, call, 0)?.map((x) => truth(r, x));
    if (found === undefined) return undefined;
    if (found.includes(stop)) return bool(stop);
    return found.includes(undefined) ? undefined : bool(!stop);
  };

const makeDict: LibraryFunction = (r, call) => {
  const entries = new Map<string | number, PyObject>();
  const first = arg(call, 0);
  if (first?.type === 'dict') for (const [k, v] of first.entries) entries.set(k, v);
  else if (first !== undefined) {
    for (const pair of items(r, call, 0) ?? [none]) {
      const [key, value] = isSequence(pair) ? pair.items : [];
      if ((key?.type !== 'string' && key?.type !== 'number') || value === undefined)
        return undefined;
      entries.set(key.value, value);
    }
  }
  for (const [k, v] of call.keywords) entries.set(k, v.value);
  return { type: 'dict', entries };
};

const round: LibraryFunction = (r, call) => {
  const x = asNumber(r, arg(call, 0));
  const digits = asInt(r, arg(call, 1)) ?? 0;
  if (x === undefined) return undefined;
  const value = Number(x.toFixed(Math.max(0, Math.min(20, digits))));
  return arg(call, 1) === undefined ? int(value) : float(value);
};

/** Whether something has an attribute depends on versions of libraries; of what is read it is known. */
const hasAttribute: LibraryFunction = (_r, call) => {
  const [object, name] = [arg(call, 0), arg(call, 1)];
  if (object?.type === 'instance' && name?.type === 'string' && object.attributes.has(name.value))
    return bool(true);
  return undefined;
};

const getAttribute: LibraryFunction = (r, call) => {
  const [object, name] = [arg(call, 0), arg(call, 1)];
  if (object === undefined || name?.type !== 'string') return undefined;
  return r.getAttribute(r, object, name.value, call);
};

const isInstance: LibraryFunction = (_r, call) => {
  const [object, type] = [arg(call, 0), arg(call, 1)];
  if (type?.type !== 'library') return undefined;
  const name = type.path.split('.').pop() ?? '';
  const names: Readonly<Record<string, readonly string[]>> = {
    int: ['number', 'dim'],
    str: ['string'],
    list: ['list'],
    tuple: ['tuple'],
    dict: ['dict'],
    Tensor: ['tensor'],
  };
  const types = names[name];
  if (object === undefined || types === undefined || object.type === 'unknown') {
    return name === 'Tensor' && object?.type === 'unknown' && object.source === 'argument'
      ? bool(true)
      : undefined;
  }
  if (object.type === 'number' && name === 'int') return bool(!object.float);
  return bool(types.includes(object.type));
};

/** Functions and types of the language itself. */
export const builtins: Table = {
  print: ignore,
  display: ignore,
  input: () => undefined,
  len: length,
  range,
  enumerate,
  zip,
  map,
  list: copyAs('list'),
  tuple: copyAs('tuple'),
  set: copyAs('set'),
  iter: copyAs('list'),
  dict: makeDict,
  float: toFloat,
  int: toInt,
  bool: toBool,
  str: toString,
  sum,
  max: extreme(Math.max, 'max'),
  min: extreme(Math.min, 'min'),
  abs: absolute,
  reversed,
  sorted,
  any: every(true),
  all: every(false),
  round,
  hasattr: hasAttribute,
  getattr: getAttribute,
  isinstance: isInstance,
  type: () => undefined,
  repr: () => undefined,
  id: () => undefined,
  exit: ignore,
  next: (r, call) => items(r, call, 0)?.[0],
  divmod: () => undefined,
  pow: () => undefined,
  super: () => undefined,
  object: () => undefined,
  property: () => undefined,
  open: () => undefined,
  format: () => undefined,
  setattr: () => undefined,
  callable: () => undefined,
  issubclass: () => undefined,
  filter: () => undefined,
  slice: () => undefined,
  frozenset: copyAs('set'),
};
