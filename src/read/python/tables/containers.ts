import { asInt } from '../convert.js';
import {
  isSequence,
  list,
  none,
  str,
  tuple,
  type DictObject,
  type PyObject,
  type SequenceObject,
  type StringObject,
} from '../objects.js';
import { change, type Reader } from '../reader.js';
import { arg, type LibraryFunction, type Table } from './arguments.js';

const sequence = (call: Parameters<LibraryFunction>[1]): SequenceObject | undefined => {
  const first = arg(call, 0);
  return first !== undefined && isSequence(first) ? first : undefined;
};

function setItems(r: Reader, target: SequenceObject, items: PyObject[]): PyObject {
  const before = target.items;
  change(
    r,
    target,
    () => (target.items = before),
    () => (target.items = items),
  );
  return none;
}

/** Methods of lists, tuples and sets; the receiver is the first argument. */
export const listMethods: Table = {
  append: (r, call) => {
    const self = sequence(call);
    const item = arg(call, 1);
    if (self === undefined || item === undefined) return undefined;
    const { repeat } = r.frame;
    if (repeat !== undefined && self.items.length === 0) self.count = repeat;
    return setItems(r, self, [...self.items, item]);
  },
  add: (r, call) => listMethods.append?.(r, call),
  extend: (r, call) => {
    const self = sequence(call);
    const more = arg(call, 1);
    return self && more && isSequence(more)
      ? setItems(r, self, [...self.items, ...more.items])
      : undefined;
  },
  insert: (r, call) => {
    const self = sequence(call);
    const at = asInt(r, arg(call, 1));
    const item = arg(call, 2);
    if (self === undefined || at === undefined || item === undefined) return undefined;
    const items = [...self.items];
    items.splice(at, 0, item);
    return setItems(r, self, items);
  },
  pop: (r, call) => {
    const self = sequence(call);
    const at = arg(call, 1) === undefined ? -1 : asInt(r, arg(call, 1));
    if (self === undefined || at === undefined) return undefined;
    const item = self.items.at(at);
    const place = at < 0 ? at + self.items.length : at;
    setItems(
      r,
      self,
      self.items.filter((_, i) => i !== place),
    );
    return item;
  },
  reverse: (r, call) => {
    const self = sequence(call);
    return self === undefined ? undefined : setItems(r, self, [...self.items].reverse());
  },
  copy: (_r, call) => {
    const self = sequence(call);
    return self === undefined ? undefined : { type: self.type, items: [...self.items] };
  },
  index: (_r, call) => {
    const self = sequence(call);
    const wanted = arg(call, 1);
    const at = self?.items.findIndex(
      (i) =>
        (i.type === 'string' || i.type === 'number') &&
        (wanted?.type === 'string' || wanted?.type === 'number') &&
        i.value === wanted.value,
    );
    return at === undefined || at < 0 ? undefined : { type: 'number', value: at, float: false };
  },
};

const dict = (call: Parameters<LibraryFunction>[1]): DictObject | undefined => {
  const first = arg(call, 0);
  return first?.type === 'dict' ? first : undefined;
};

const keyObject = (key: string | number): PyObject =>
  typeof key === 'string'
    ? str(key)
    : { type: 'number', value: key, float: !Number.isInteger(key) };

export const dictMethods: Table = {
  keys: (_r, call) => {
    const self = dict(call);
    return self === undefined ? undefined : list([...self.entries.keys()].map(keyObject));
  },
  values: (_r, call) => {
    const self = dict(call);
    return self === undefined ? undefined : list([...self.entries.values()]);
  },
  items: (_r, call) => {
    const self = dict(call);
    return self === undefined
      ? undefined
      : list([...self.entries].map(([k, v]) => tuple([keyObject(k), v])));
  },
  get: (_r, call) => {
    const self = dict(call);
    const key = arg(call, 1);
    if (self === undefined || (key?.type !== 'string' && key?.type !== 'number')) return undefined;
    return self.entries.get(key.value) ?? arg(call, 2) ?? none;
  },
  copy: (_r, call) => {
    const self = dict(call);
    return self === undefined ? undefined : { type: 'dict', entries: new Map(self.entries) };
  },
};

const text = (call: Parameters<LibraryFunction>[1]): StringObject | undefined => {
  const first = arg(call, 0);
  return first?.type === 'string' ? first : undefined;
};

const map =
  (f: (s: string) => string): LibraryFunction =>
  (_r, call) => {
    const self = text(call);
    return self === undefined ? undefined : str(f(self.value));
  };

export const stringMethods: Table = {
  split: (_r, call) => {
    const self = text(call);
    const by = arg(call, 1, 'sep');
    if (self === undefined) return undefined;
    if (by === undefined || by.type === 'none') {
      return list(
        self.value
          .split(/\s+/)
          .filter((s) => s !== '')
          .map(str),
      );
    }
    return by.type === 'string' && by.value !== ''
      ? list(self.value.split(by.value).map(str))
      : undefined;
  },
  join: (_r, call) => {
    const self = text(call);
    const items = arg(call, 1);
    if (self === undefined || items === undefined || !isSequence(items)) return undefined;
    const parts = items.items.map((i) => (i.type === 'string' ? i.value : undefined));
    return parts.every((p): p is string => p !== undefined)
      ? str(parts.join(self.value))
      : undefined;
  },
  lower: map((s) => s.toLowerCase()),
  upper: map((s) => s.toUpperCase()),
  strip: map((s) => s.trim()),
  lstrip: map((s) => s.trimStart()),
  rstrip: map((s) => s.trimEnd()),
  replace: (_r, call) => {
    const self = text(call);
    const [from, to] = [arg(call, 1), arg(call, 2)];
    return self && from?.type === 'string' && to?.type === 'string'
      ? str(self.value.replaceAll(from.value, to.value))
      : undefined;
  },
  startswith: (_r, call) => {
    const self = text(call);
    const head = arg(call, 1);
    return self && head?.type === 'string'
      ? { type: 'bool', value: self.value.startsWith(head.value) }
      : undefined;
  },
  endswith: (_r, call) => {
    const self = text(call);
    const tail = arg(call, 1);
    return self && tail?.type === 'string'
      ? { type: 'bool', value: self.value.endsWith(tail.value) }
      : undefined;
  },
};
