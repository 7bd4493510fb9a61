import { asDim, asInt, asNumber, asTensor, truth } from '../convert.js';
import { classAttribute } from '../attributes.js';
import { callDunder } from '../dunder.js';
import { dictOf, sortItems, uniqueItems } from '../keys.js';
import { binary } from '../operators.js';
import { itemsOf } from '../iterate.js';
import { dimOfTensor } from '../learn.js';
import {
  bool,
  int,
  countOf,
  isSequence,
  list,
  manyOf,
  none,
  size,
  tuple,
  type Call,
  type PyObject,
  type SequenceObject,
} from '../objects.js';
import { change, operate, type Reader } from '../reader.js';
import { slice } from '../subscript.js';
import { arg, given, keyword, type LibraryFunction, type Table } from './arguments.js';
import { conversions } from './conversions.js';
import { pairsOf, setItems, sorted, sortKeys } from './containers.js';
import { libraryFunction } from './library.js';
import { isCallable, isInstance, typeOf } from './types.js';

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
  if (x.type === 'instance') return callDunder(r, x, '__len__', [], call);
  if (x.type === 'layer' && x.name === 'Sequential') {
    return int([...x.attributes.keys()].filter((k) => k !== 'training').length);
  }
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
  r.steps += Math.floor(count / 64);
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
    if (found === undefined) return undefined;
    return { type, items: type === 'set' ? uniqueItems(found) : [...found], count };
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
    if (list === undefined) return undefined;
    if (list.length === 0) return keyword(call, 'default');
    if (call.keywords.size > 0 || list.some((x) => x.type === 'string' || isSequence(x))) {
      const keys = sortKeys(r, list, call);
      const order = keys === undefined ? undefined : sortItems(list, keys, kind === 'max');
      return order?.[0];
    }
    const numbers = list.map((x) => (x.type === 'unknown' ? undefined : asNumber(r, x)));
    if (numbers.every((n): n is number => n !== undefined)) {
      const value = numbers.reduce((a, b) => pick(a, b));
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

const sort: LibraryFunction = (r, call) => {
  const found = items(r, call, 0);
  const result = found === undefined ? undefined : sorted(r, found, call);
  return result === undefined ? undefined : list(result);
};

/** `next(iterator, default)`: what comes next is taken out. */
const next: LibraryFunction = (r, call) => {
  const self = arg(call, 0);
  const found = items(r, call, 0);
  if (self === undefined || found === undefined) return undefined;
  const [first, ...rest] = found;
  if (first === undefined) return arg(call, 1);
  if (isSequence(self) && self.once === true) setItems(r, self, rest);
  return first;
};

const filter: LibraryFunction = (r, call) => {
  const test = arg(call, 0);
  const found = items(r, call, 1);
  if (test === undefined || found === undefined) return undefined;
  const kept: PyObject[] = [];
  for (const item of found) {
    const result =
      test.type === 'none'
        ? item
        : r.callObject(r, test, {
            ...call,
            tex: undefined,
            args: [{ value: item, span: call.span, tex: undefined }],
            keywords: new Map(),
          });
    const holds = truth(r, result);
    if (holds === undefined) return undefined;
    if (holds) kept.push(item);
  }
  return { ...list(kept), once: true };
};

/** `divmod(a, b)` and `pow(a, b)` of plain numbers and tensors. */
const operation =
  (operator: string): LibraryFunction =>
  (r, call) => {
    const [a, b] = [arg(call, 0), arg(call, 1)];
    const at = { span: call.span };
    if (a === undefined || b === undefined || call.args.length > 2) return undefined;
    const result = binary(r, operator, a, b, { whole: at, left: at, right: at });
    return result.type === 'unknown' ? undefined : result;
  };

const divmod: LibraryFunction = (r, call) => {
  const [whole, rest] = [operation('//')(r, call), operation('%')(r, call)];
  return whole === undefined || rest === undefined ? undefined : tuple([whole, rest]);
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
  const pairs = pairsOf(r, call, 0);
  return pairs === undefined ? undefined : dictOf(pairs);
};

/** Whether something has an attribute depends on versions of libraries; of what is read it is known. */
const hasAttribute: LibraryFunction = (r, call) => {
  const [object, name] = [arg(call, 0), arg(call, 1)];
  if (name?.type !== 'string') return undefined;
  if (object?.type === 'library') {
    // A function that is read is one that recent versions have.
    return libraryFunction(`${object.path}.${name.value}`) === undefined ? undefined : bool(true);
  }
  if (object?.type !== 'instance') return undefined;
  const own =
    object.attributes.has(name.value) || classAttribute(object.class, name.value) !== undefined;
  // Of an object that was made here, all attributes are known, unless a library's class adds some.
  const plain = !r.frame.symbolic && object.class.bases.length === 0;
  return own ? bool(true) : plain ? bool(false) : undefined;
};

/** `setattr(object, 'name', value)`. */
const setAttribute: LibraryFunction = (r, call) => {
  const [object, name, value] = [arg(call, 0), arg(call, 1), arg(call, 2)];
  if (name?.type !== 'string' || value === undefined) return undefined;
  if (object?.type !== 'instance' && object?.type !== 'layer') return undefined;
  const { attributes } = object;
  const before = attributes.get(name.value);
  change(
    r,
    attributes,
    () =>
      before === undefined ? attributes.delete(name.value) : attributes.set(name.value, before),
    () => attributes.set(name.value, value),
  );
  return none;
};

const makeSlice: LibraryFunction = (_r, call) => {
  const [a, b, c] = [arg(call, 0), arg(call, 1), arg(call, 2)];
  return b === undefined ? slice(none, a) : slice(a, b, c);
};

const getAttribute: LibraryFunction = (r, call) => {
  const [object, name] = [arg(call, 0), arg(call, 1)];
  if (object === undefined || name?.type !== 'string') return undefined;
  const fallback = arg(call, 2);
  if (fallback !== undefined && object.type === 'instance') {
    const known =
      object.attributes.has(name.value) || classAttribute(object.class, name.value) !== undefined;
    if (!known) return fallback;
  }
  return r.getAttribute(r, object, name.value, call);
};

/** Functions and types of the language itself. */
export const builtins: Table = {
  print: ignore,
  display: ignore,
  ...conversions,
  input: () => undefined,
  len: length,
  range,
  enumerate,
  zip,
  map,
  list: copyAs('list'),
  tuple: copyAs('tuple'),
  set: copyAs('set'),
  iter: (r, call) => {
    const made = copyAs('list')(r, call);
    return made !== undefined && isSequence(made) ? { ...made, once: true } : undefined;
  },
  dict: makeDict,
  sum,
  max: extreme(Math.max, 'max'),
  min: extreme(Math.min, 'min'),
  abs: absolute,
  reversed,
  sorted: sort,
  any: every(true),
  all: every(false),
  hasattr: hasAttribute,
  getattr: getAttribute,
  isinstance: isInstance,
  type: typeOf,
  id: () => undefined,
  exit: ignore,
  next,
  divmod,
  pow: operation('**'),
  super: () => undefined,
  object: () => undefined,
  property: () => undefined,
  staticmethod: (_r, call) => arg(call, 0),
  classmethod: () => undefined,
  open: () => undefined,
  setattr: setAttribute,
  callable: isCallable,
  issubclass: () => undefined,
  filter,
  slice: makeSlice,
  frozenset: copyAs('set'),
};
