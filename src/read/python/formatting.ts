import { keysOf } from './keys.js';
import type { PyObject } from './objects.js';

/** Longest text that formatting makes. */
const maxWidth = 1_000;

/** A float as Python prints it: `1.0`, `1e-05`. */
function floatText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (Object.is(x, -0)) return '-0.0';
  const size = Math.abs(x);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return exponent(x.toExponential());
  const text = String(x);
  return Number.isInteger(x) ? `${text}.0` : text;
}

/** JavaScript's `1e-7` as Python's `1e-07`. */
const exponent = (text: string): string =>
  text.replace(/e([+-])(\d)$/, (_all, sign: string, digit: string) => `e${sign}0${digit}`);

/** `str(o)`; undefined where it is not known. */
export function textOfObject(o: PyObject): string | undefined {
  return o.type === 'string' ? o.value : reprOf(o);
}

/** Most objects that one text spells out: what holds itself, or one thing many times, has no end. */
const maxParts = 10_000;

/** `repr(o)`; undefined where it is not known. */
export function reprOf(o: PyObject, depth = 0, budget = { left: maxParts }): string | undefined {
  if (depth > 8 || budget.left-- <= 0) return undefined;
  const all = (items: readonly PyObject[]): string | undefined => {
    const parts = items.slice(0, 1_000).map((i) => reprOf(i, depth + 1, budget));
    return parts.includes(undefined) ? undefined : parts.join(', ');
  };
  switch (o.type) {
    case 'string':
      return o.value.includes("'") ? `"${o.value}"` : `'${o.value}'`;
    case 'number':
      return o.float ? floatText(o.value) : String(o.value);
    case 'bool':
      return o.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'list': {
      const inner = o.count === undefined ? all(o.items) : undefined;
      return inner === undefined ? undefined : `[${inner}]`;
    }
    case 'tuple': {
      const inner = all(o.items);
      return inner === undefined ? undefined : `(${inner}${o.items.length === 1 ? ',' : ''})`;
    }
    case 'dict': {
      const keys = keysOf(o).map((k) => reprOf(k, depth + 1, budget));
      const values = [...o.entries.values()].map((v) => reprOf(v, depth + 1, budget));
      return keys.includes(undefined) || values.includes(undefined)
        ? undefined
        : `{${keys.map((k, i) => `${String(k)}: ${String(values[i])}`).join(', ')}}`;
    }
    default:
      return undefined;
  }
}

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly comma: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const specPattern = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

function readSpec(text: string): Spec | undefined {
  const m = specPattern.exec(text);
  if (m === null) return undefined;
  const [, fill, align, sign = '-', alternate, zero, width, comma = '', precision, type = ''] = m;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? undefined : '='),
    sign,
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: Math.min(maxWidth, Number(width ?? 0)),
    comma,
    precision: precision === undefined ? undefined : Math.min(50, Number(precision)),
    type,
  };
}

/** `format(o, spec)`; undefined where it is not known. */
export function formatted(o: PyObject, spec: string): string | undefined {
  if (spec === '') return textOfObject(o);
  const s = readSpec(spec);
  if (s === undefined) return undefined;
  if (o.type === 'number' || o.type === 'bool') {
    const value = Number(o.value);
    const body = numberBody(Math.abs(value), o.type === 'number' && o.float, s);
    if (body === undefined) return undefined;
    const sign = value < 0 || Object.is(value, -0) ? '-' : s.sign === '-' ? '' : s.sign;
    return padded(sign, body, s, '>');
  }
  if (o.type !== 'string') return undefined;
  return padded('', s.precision === undefined ? o.value : o.value.slice(0, s.precision), s, '<');
}

function numberBody(x: number, float: boolean, s: Spec): string | undefined {
  const grouped = (text: string): string =>
    s.comma === '' ? text : text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, s.comma);
  const digits = s.precision ?? 6;
  switch (s.type) {
    case '':
      if (!float) return grouped(String(x));
      return s.precision === undefined ? grouped(floatText(x)) : general(x, digits);
    case 'd':
    case 'n':
      return float ? undefined : grouped(String(x));
    case 'f':
    case 'F':
      return grouped(x.toFixed(digits));
    case '%':
      return `${(x * 100).toFixed(digits)}%`;
    case 'e':
      return exponent(x.toExponential(digits));
    case 'g':
      return general(x, digits);
    case 'x':
      return float ? undefined : (s.alternate ? '0x' : '') + x.toString(16);
    case 'b':
      return float ? undefined : (s.alternate ? '0b' : '') + x.toString(2);
    case 'o':
      return float ? undefined : (s.alternate ? '0o' : '') + x.toString(8);
    default:
      return undefined;
  }
}

function general(x: number, digits: number): string {
  const precision = Math.max(1, digits);
  const power = x === 0 ? 0 : Math.floor(Math.log10(Number(x.toPrecision(precision))));
  const trim = (text: string): string =>
    text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
  return power < -4 || power >= precision
    ? exponent(trim(x.toExponential(precision - 1)))
    : trim(x.toFixed(Math.max(0, precision - 1 - power)));
}

function padded(sign: string, body: string, s: Spec, natural: string): string {
  const room = s.width - sign.length - [...body].length;
  if (room <= 0) return sign + body;
  const before = Math.floor(room / 2);
  switch (s.align ?? natural) {
    case '<':
      return sign + body + s.fill.repeat(room);
    case '^':
      return s.fill.repeat(before) + sign + body + s.fill.repeat(room - before);
    case '=':
      return sign + s.fill.repeat(room) + body;
    default:
      return s.fill.repeat(room) + sign + body;
  }
}

/** `template % values`; undefined where it is not known. */
export function percentFormatted(template: string, value: PyObject): string | undefined {
  const values = value.type === 'tuple' ? value.items : [value];
  let next = 0;
  let known = true;
  const text = template.replace(
    /%(?:\((\w+)\))?([-+ #0]*)(\d+)?(?:\.(\d+))?([diufFeEgGsrxobc%])/g,
    (_all, key: string | undefined, flags: string, width = '', precision, type: string) => {
      if (type === '%') return '%';
      const item =
        key === undefined
          ? values[next++]
          : value.type === 'dict'
            ? value.entries.get(key)
            : undefined;
      const point = precision === undefined ? '' : `.${String(precision)}`;
      const align = flags.includes('-') ? '<' : '';
      const zero = flags.includes('0') && align === '' ? '0' : '';
      const sign = flags.includes('+') ? '+' : '';
      const whole = /[diu]/.test(type);
      const piece =
        item === undefined
          ? undefined
          : type === 's' || type === 'r'
            ? textOrRepr(item, type)
            : formatted(
                whole && item.type === 'number'
                  ? { type: 'number', value: Math.trunc(item.value), float: false }
                  : item,
                `${align}${sign}${zero}${String(width)}${point}${whole ? 'd' : type}`,
              );
      known &&= piece !== undefined;
      return type === 's' || type === 'r'
        ? (piece ?? '').padStart(align === '' ? Number(width) : 0).padEnd(Number(width))
        : (piece ?? '');
    },
  );
  return known ? text : undefined;
}

const textOrRepr = (o: PyObject, type: string): string | undefined =>
  type === 'r' ? reprOf(o) : textOfObject(o);

/** `template.format(…)` with plain fields: `{}`, `{0}`, `{name}`, `{:>4}`; undefined where not known. */
export function braceFormatted(
  template: string,
  args: readonly PyObject[],
  keywords: ReadonlyMap<string, PyObject>,
): string | undefined {
  let next = 0;
  let known = true;
  const text = template.replace(
    /\{\{|\}\}|\{(\w*)(?:!([rs]))?(?::([^{}]*))?\}/g,
    (all, field: string | undefined, conversion: string | undefined, spec = '') => {
      if (all === '{{' || all === '}}') return all.charAt(0);
      const name = field ?? '';
      const item =
        name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : keywords.get(name);
      const source: PyObject | undefined =
        item !== undefined && conversion === 'r'
          ? { type: 'string', value: reprOf(item) ?? '' }
          : item;
      const piece = source === undefined ? undefined : formatted(source, String(spec));
      known &&= piece !== undefined;
      return piece ?? '';
    },
  );
  return known ? text : undefined;
}
