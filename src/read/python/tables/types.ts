import { classAttribute } from '../attributes.js';
import { bool, isSequence, library, type ClassObject, type PyObject } from '../objects.js';
import { dtypeOfTensor, type Reader } from '../reader.js';
import { arg, type LibraryFunction } from './arguments.js';

/** Types of the language and the libraries, by the kinds of object that are of them. */
const kinds: Readonly<Record<string, readonly PyObject['type'][]>> = {
  str: ['string'],
  list: ['list'],
  tuple: ['tuple'],
  dict: ['dict'],
  OrderedDict: ['dict'],
  Mapping: ['dict'],
  set: ['set'],
  bool: ['bool'],
  Sequence: ['list', 'tuple', 'string'],
  Iterable: ['list', 'tuple', 'string', 'set', 'dict', 'tensor'],
  Callable: ['function', 'bound', 'class', 'layer', 'library'],
  Module: ['layer', 'instance'],
};

const lastOf = (path: string): string => path.split('.').pop() ?? '';

const derives = (cls: ClassObject, from: PyObject, depth = 0): boolean | undefined => {
  if (cls === from) return true;
  if (depth > 16) return undefined;
  const each = cls.bases.map((base) =>
    base.type === 'class'
      ? derives(base, from, depth + 1)
      : base.type === 'library'
        ? from.type === 'library' &&
          (base.path === from.path ||
            (lastOf(from.path) === 'Module' && base.path.startsWith('torch.nn')))
        : base.type === 'unknown'
          ? undefined
          : false,
  );
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
};

/** Whether an object is of a type; undefined where that is not known. */
export function isOfType(r: Reader, object: PyObject, type: PyObject): boolean | undefined {
  if (isSequence(type)) {
    const each = type.items.map((t) => isOfType(r, object, t));
    return each.includes(true) ? true : each.includes(undefined) ? undefined : false;
  }
  if (type.type === 'class') {
    if (object.type === 'instance') return derives(object.class, type);
    return object.type === 'unknown' || object.type === 'tuple' ? undefined : false;
  }
  if (type.type !== 'library') return undefined;
  const name = lastOf(type.path);
  if (object.type === 'unknown') {
    return name === 'Tensor' && object.source === 'argument' ? true : undefined;
  }
  if (object.type === 'instance') {
    const found = derives(object.class, type);
    return found ?? (name === 'object' ? true : undefined);
  }
  if (name === 'object') return true;
  if (object.type === 'layer') {
    return name === 'Module' || object.name === name || (name === 'Module' ? undefined : false);
  }
  if (name === 'ModuleList' || name === 'ParameterList') return object.type === 'list';
  if (object.type === 'tensor') {
    const numpy = object.library === 'numpy';
    if (name === 'Tensor') return object.library === 'torch';
    if (name === 'ndarray') return numpy;
    if (name === 'Parameter') return r.parameters.has(object.storage) ? true : undefined;
    if (object.library === 'python') {
      const dtype = dtypeOfTensor(r, object);
      if (name === 'float') return dtype === 'float64' || dtype === 'float32';
      if (name === 'int') return dtype === 'int64';
      return undefined;
    }
    return Object.hasOwn(kinds, name) || name === 'int' || name === 'float' ? false : undefined;
  }
  if (name === 'int') return object.type === 'bool' || object.type === 'dim' || isWhole(object);
  if (name === 'float') return (object.type === 'number' || object.type === 'dim') && object.float;
  if (/^(?:Number|Real)$/.test(name)) return object.type === 'number' || object.type === 'dim';
  const types = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (types !== undefined) return types.includes(object.type);
  return /^(?:Tensor|ndarray|Parameter|generic|NoneType)$/.test(name)
    ? name === 'NoneType' && object.type === 'none'
    : undefined;
}

const isWhole = (o: PyObject): boolean => o.type === 'number' && !o.float;

export const isInstance: LibraryFunction = (r, call) => {
  const [object, type] = [arg(call, 0), arg(call, 1)];
  if (object === undefined || type === undefined) return undefined;
  const holds = isOfType(r, object, type);
  return holds === undefined ? undefined : bool(holds);
};

/** `type(x)`: its class, or the library's type. */
export const typeOf: LibraryFunction = (_r, call) => {
  const object = arg(call, 0);
  switch (object?.type) {
    case 'instance':
      return object.class;
    case 'layer':
      return library(`torch.nn.${object.name}`);
    case 'tensor':
      return object.library === 'python'
        ? undefined
        : library(object.library === 'numpy' ? 'numpy.ndarray' : 'torch.Tensor');
    case 'number':
      return library(object.float ? 'builtins.float' : 'builtins.int');
    case 'string':
      return library('builtins.str');
    case 'bool':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'set':
      return library(`builtins.${object.type}`);
    default:
      return undefined;
  }
};

export const isCallable: LibraryFunction = (_r, call) => {
  const object = arg(call, 0);
  switch (object?.type) {
    case 'function':
    case 'bound':
    case 'class':
    case 'layer':
      return bool(true);
    case 'instance':
      return bool(
        classAttribute(object.class, '__call__') !== undefined ||
          classAttribute(object.class, 'forward') !== undefined,
      );
    case undefined:
    case 'unknown':
    case 'library':
      return undefined;
    default:
      return bool(false);
  }
};
