import { classAttribute } from './attributes.js';
import type { PyObject } from './objects.js';
import type { Place, Reader } from './reader.js';

type Instance = Extract<PyObject, { type: 'instance' }>;

/** Calls a method that the language itself calls (`__len__`); undefined where the class has none. */
export function callDunder(
  r: Reader,
  self: Instance,
  name: string,
  args: readonly PyObject[],
  place: Place,
): PyObject | undefined {
  const method = classAttribute(self.class, name);
  if (method?.type !== 'function') return undefined;
  const { span, tex } = place;
  return r.callObject(
    r,
    { type: 'bound', name, self: self.real ?? self, function: method },
    {
      callee: name,
      args: args.map((value) => ({ value, span, tex: undefined })),
      keywords: new Map(),
      span,
      tex,
      partial: false,
    },
  );
}

const binaryNames: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '@': 'matmul',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
};

/** `a + b` where a class says what that is. */
export function binaryDunder(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
  place: Place,
): PyObject | undefined {
  const name = binaryNames[operator];
  if (name === undefined) return undefined;
  const own =
    left.type === 'instance' ? callDunder(r, left, `__${name}__`, [right], place) : undefined;
  if (own !== undefined) return own;
  return right.type === 'instance'
    ? callDunder(r, right, `__r${name}__`, [left], place)
    : undefined;
}

const comparisons: Readonly<Record<string, string>> = {
  '==': '__eq__',
  '!=': '__ne__',
  '<': '__lt__',
  '<=': '__le__',
  '>': '__gt__',
  '>=': '__ge__',
};

/** `a < b` where a class says what that is. */
export function compareDunder(
  r: Reader,
  operator: string,
  left: PyObject,
  right: PyObject,
  place: Place,
): PyObject | undefined {
  if ((operator === 'in' || operator === 'not in') && right.type === 'instance') {
    const found = callDunder(r, right, '__contains__', [left], place);
    return found?.type === 'bool' && operator === 'not in'
      ? { type: 'bool', value: !found.value }
      : found;
  }
  const name = comparisons[operator];
  return name === undefined || left.type !== 'instance'
    ? undefined
    : callDunder(r, left, name, [right], place);
}
