import { equalDims } from '../../program/dims.js';
import { isSequence, type PyObject } from './objects.js';
import { emitValue, newTensor, shapeOfTensor, type Place, type Reader } from './reader.js';
import { unknown } from './unknown.js';

/**
 * What a name stands for after a branch that may or may not have run: itself where both agree, a
 * tensor of the common shape and unknown numbers where the shapes agree, else something unknown.
 */
export function joinObjects(r: Reader, a: PyObject, b: PyObject, place: Place): PyObject {
  if (a === b) return a;
  if (a.type === 'tensor' && b.type === 'tensor') {
    if (a.id === b.id) return a;
    const [x, y] = [shapeOfTensor(r, a), shapeOfTensor(r, b)];
    const same =
      x !== undefined &&
      y !== undefined &&
      x.length === y.length &&
      x.every((d, i) => equalDims(d, y[i] ?? 0));
    if (!same) return { ...unknown(r, 'if', 'unread', place.span), wasTensor: true };
    const id = emitValue(r, { kind: 'call', callee: 'if' }, [a.id, b.id], place, {
      shape: x,
      dtype: r.builder.value(a.id).dtype,
    });
    return newTensor(id, a.library);
  }
  if (plainEqual(a, b)) return a;
  if (isSequence(a) && isSequence(b) && a.type === b.type && a.items.length === b.items.length) {
    const items = a.items.map((x, i) => joinObjects(r, x, b.items[i] ?? x, place));
    return { type: a.type, items };
  }
  return undecided(r, place);
}

const undecided = (r: Reader, place: Place): PyObject => unknown(r, 'if', 'unread', place.span);

function plainEqual(a: PyObject, b: PyObject): boolean {
  if (a.type !== b.type) return false;
  switch (a.type) {
    case 'number':
      return b.type === 'number' && Object.is(a.value, b.value) && a.float === b.float;
    case 'string':
    case 'bool':
      return (b.type === 'string' || b.type === 'bool') && a.value === b.value;
    case 'none':
    case 'ellipsis':
      return true;
    case 'library':
      return b.type === 'library' && a.path === b.path;
    case 'dim':
      return b.type === 'dim' && equalDims(a.dim, b.dim);
    default:
      return false;
  }
}
