import { asTensor } from './convert.js';
import type { PyObject } from './objects.js';
import type { Reader } from './reader.js';
import { looksLikeSize } from './unknown.js';

/** An undecided operation that leaves a function is one on tensors, unless all of it reads as sizes. */
export function settle(r: Reader, value: PyObject): PyObject {
  if (value.type !== 'unknown') return value;
  if (value.tensor !== undefined) return value.tensor;
  const { deferred } = value;
  if (deferred === undefined) return value;
  if (looksLikeSize(deferred.left) && looksLikeSize(deferred.right)) return value;
  return asTensor(r, value, { span: value.span }) ?? value;
}
