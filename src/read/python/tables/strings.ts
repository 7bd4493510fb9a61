import { asInt } from '../convert.js';
import { braceFormatted } from '../formatting.js';
import { itemsOf } from '../iterate.js';
import { bool, int, isSequence, list, str, tuple, type Call, type PyObject } from '../objects.js';
import { arg, given, type LibraryFunction, type Table } from './arguments.js';

const text = (call: Call): string | undefined => {
  const first = arg(call, 0);
  return first?.type === 'string' ? first.value : undefined;
};

/** A method of the text alone. */
const map =
  (f: (s: string) => PyObject): LibraryFunction =>
  (_r, call) => {
    const self = text(call);
    return self === undefined ? undefined : f(self);
  };

const toText = (f: (s: string) => string): LibraryFunction => map((s) => str(f(s)));
const test = (pattern: RegExp): LibraryFunction => map((s) => bool(pattern.test(s)));

/** A method with one more text. */
const withText =
  (f: (s: string, other: string) => PyObject | undefined): LibraryFunction =>
  (_r, call) => {
    const self = text(call);
    const other = arg(call, 1);
    return self === undefined || other?.type !== 'string' ? undefined : f(self, other.value);
  };

/** Whether it begins or ends with a text or one of several. */
const edge =
  (f: (s: string, part: string) => boolean): LibraryFunction =>
  (_r, call) => {
    const self = text(call);
    const other = arg(call, 1);
    const parts = other !== undefined && isSequence(other) ? other.items : [other];
    if (self === undefined || parts.some((p) => p?.type !== 'string')) return undefined;
    return bool(parts.some((p) => p?.type === 'string' && f(self, p.value)));
  };

const stripped =
  (start: boolean, end: boolean): LibraryFunction =>
  (_r, call) => {
    const self = text(call);
    const chars = arg(call, 1);
    if (self === undefined) return undefined;
    const drop = chars?.type === 'string' ? new Set(chars.value) : undefined;
    const gone = (c: string): boolean => (drop === undefined ? /\s/.test(c) : drop.has(c));
    const all = [...self];
    let [from, to] = [0, all.length];
    while (start && from < to && gone(all[from] ?? '')) from++;
    while (end && to > from && gone(all[to - 1] ?? '')) to--;
    return str(all.slice(from, to).join(''));
  };

const split: LibraryFunction = (r, call) => {
  const self = text(call);
  const by = arg(call, 1, 'sep');
  const most = arg(call, 2, 'maxsplit') === undefined ? -1 : asInt(r, arg(call, 2, 'maxsplit'));
  if (self === undefined || most === undefined) return undefined;
  const plain = by === undefined || by.type === 'none';
  if (!plain && (by.type !== 'string' || by.value === '')) return undefined;
  const parts = plain
    ? self.split(/\s+/).filter((s) => s !== '')
    : self.split((by as { value: string }).value);
  if (most < 0 || parts.length <= most + 1) return list(parts.map(str));
  if (plain) return undefined;
  const separator = (by as { value: string }).value;
  return list([...parts.slice(0, most), parts.slice(most).join(separator)].map(str));
};

const join: LibraryFunction = (r, call) => {
  const self = text(call);
  const items = given(call, 1);
  const parts = items === undefined ? undefined : itemsOf(r, items.value, items);
  if (self === undefined || parts === undefined) return undefined;
  const texts = parts.map((i) => (i.type === 'string' ? i.value : undefined));
  return texts.every((p): p is string => p !== undefined) ? str(texts.join(self)) : undefined;
};

const replace: LibraryFunction = (r, call) => {
  const self = text(call);
  const [from, to] = [arg(call, 1), arg(call, 2)];
  if (self === undefined || from?.type !== 'string' || to?.type !== 'string') return undefined;
  const count = arg(call, 3);
  if (count === undefined) return str(self.replaceAll(from.value, () => to.value));
  let left = asInt(r, count);
  if (left === undefined || from.value === '') return undefined;
  return str(
    self.replaceAll(from.value, () => ((left = (left ?? 0) - 1) >= 0 ? to.value : from.value)),
  );
};

/** Longest text that padding makes. */
const maxWidth = 10_000;

const pad =
  (f: (s: string, room: number, fill: string) => string): LibraryFunction =>
  (r, call) => {
    const self = text(call);
    const width = asInt(r, arg(call, 1));
    const fill = arg(call, 2);
    if (self === undefined || width === undefined || width > maxWidth) return undefined;
    return str(
      f(self, Math.max(0, width - self.length), fill?.type === 'string' ? fill.value : ' '),
    );
  };

const words = (s: string): string => s.replace(/[\p{L}]+/gu, capital);
const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase();

const format: LibraryFunction = (_r, call) => {
  const self = text(call);
  const keywords = new Map([...call.keywords].map(([k, g]) => [k, g.value] as const));
  const made =
    self === undefined
      ? undefined
      : braceFormatted(
          self,
          call.args.slice(1).map((a) => a.value),
          keywords,
        );
  return made === undefined ? undefined : str(made);
};

/** Methods of texts; the receiver is the first argument. */
export const stringMethods: Table = {
  split,
  join,
  replace,
  format,
  splitlines: map((s) => list(s.split(/\r\n|\r|\n/).map(str))),
  lower: toText((s) => s.toLowerCase()),
  upper: toText((s) => s.toUpperCase()),
  casefold: toText((s) => s.toLowerCase()),
  title: toText(words),
  capitalize: toText(capital),
  strip: stripped(true, true),
  lstrip: stripped(true, false),
  rstrip: stripped(false, true),
  startswith: edge((s, part) => s.startsWith(part)),
  endswith: edge((s, part) => s.endsWith(part)),
  removeprefix: withText((s, p) => str(s.startsWith(p) ? s.slice(p.length) : s)),
  removesuffix: withText((s, p) => str(p !== '' && s.endsWith(p) ? s.slice(0, -p.length) : s)),
  find: withText((s, p) => int(s.indexOf(p))),
  rfind: withText((s, p) => int(s.lastIndexOf(p))),
  index: withText((s, p) => (s.includes(p) ? int(s.indexOf(p)) : undefined)),
  count: withText((s, p) => (p === '' ? int(s.length + 1) : int(s.split(p).length - 1))),
  partition: withText((s, p) => {
    const at = s.indexOf(p);
    const parts = at < 0 ? [s, '', ''] : [s.slice(0, at), p, s.slice(at + p.length)];
    return tuple(parts.map(str));
  }),
  isdigit: test(/^\d+$/),
  isnumeric: test(/^\p{N}+$/u),
  isalpha: test(/^\p{L}+$/u),
  isalnum: test(/^[\p{L}\p{N}]+$/u),
  isspace: test(/^\s+$/),
  isupper: map((s) => bool(s !== s.toLowerCase() && s === s.toUpperCase())),
  islower: map((s) => bool(s !== s.toUpperCase() && s === s.toLowerCase())),
  isidentifier: test(/^[\p{L}_][\p{L}\p{N}_]*$/u),
  zfill: pad((s, room) =>
    /^[-+]/.test(s) ? s.charAt(0) + '0'.repeat(room) + s.slice(1) : '0'.repeat(room) + s,
  ),
  ljust: pad((s, room, fill) => s + fill.repeat(room)),
  rjust: pad((s, room, fill) => fill.repeat(room) + s),
  center: pad((s, room, fill) => {
    const left = Math.floor(room / 2) + (room % 2 === 1 && (s.length + room) % 2 === 1 ? 1 : 0);
    return fill.repeat(left) + s + fill.repeat(room - left);
  }),
};
