import { asDim, asInt, asNumber, asTensor, truth } from '../convert.js';
import { formatted, reprOf, textOfObject } from '../formatting.js';
import { bool, float, int, size, str } from '../objects.js';
import { arg, given, type LibraryFunction, type Table } from './arguments.js';
import { cast } from './methods.js';

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
  // Of a tensor of one element only computing tells; the answer stays a tensor.
  if (holds === undefined && x?.type === 'tensor') {
    return { ...cast(r, x, 'bool', call), library: 'python' };
  }
  return holds === undefined ? undefined : bool(holds);
};

const toString: LibraryFunction = (r, call) => {
  const x = arg(call, 0);
  if (x === undefined) return str('');
  const number = x.type === 'dim' ? asInt(r, x) : undefined;
  const text = number === undefined ? textOfObject(x) : String(number);
  return text === undefined ? undefined : str(text);
};

const code: LibraryFunction = (_r, call) => {
  const x = arg(call, 0);
  return x?.type === 'string' && [...x.value].length === 1
    ? int(x.value.codePointAt(0) ?? 0)
    : undefined;
};

const character: LibraryFunction = (r, call) => {
  const x = asInt(r, arg(call, 0));
  return x === undefined || x < 0 || x > 0x10ffff ? undefined : str(String.fromCodePoint(x));
};

const inBase =
  (base: number, prefix: string): LibraryFunction =>
  (r, call) => {
    const x = asInt(r, arg(call, 0));
    return x === undefined
      ? undefined
      : str((x < 0 ? '-' : '') + prefix + Math.abs(x).toString(base));
  };

const formatOne: LibraryFunction = (_r, call) => {
  const [x, spec] = [arg(call, 0), arg(call, 1)];
  if (x === undefined || (spec !== undefined && spec.type !== 'string')) return undefined;
  const text = formatted(x, spec?.value ?? '');
  return text === undefined ? undefined : str(text);
};

const representation: LibraryFunction = (_r, call) => {
  const x = arg(call, 0);
  const text = x === undefined ? undefined : reprOf(x);
  return text === undefined ? undefined : str(text);
};

const round: LibraryFunction = (r, call) => {
  const x = asNumber(r, arg(call, 0));
  const digits = asInt(r, arg(call, 1)) ?? 0;
  if (x === undefined) return undefined;
  const value = Number(x.toFixed(Math.max(0, Math.min(20, digits))));
  return arg(call, 1) === undefined ? int(value) : float(value);
};

/** Types of the language called as functions, and what turns numbers into texts and back. */
export const conversions: Table = {
  float: toFloat,
  int: toInt,
  bool: toBool,
  str: toString,
  repr: representation,
  round,
  ord: code,
  chr: character,
  hex: inBase(16, '0x'),
  bin: inBase(2, '0b'),
  oct: inBase(8, '0o'),
  format: formatOne,
};
