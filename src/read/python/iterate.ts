import { asTensor } from './convert.js';
import { inSetOrder, keysOf } from './keys.js';
import { callDunder } from './dunder.js';
import { int, isSequence, none, str, type PyObject } from './objects.js';
import { operateView, shapeOfTensor, type Place, type Reader } from './reader.js';

/** Most rows that going through a tensor spells out. */
const maxRows = 64;

/** What going through an object gives, one after the other; undefined where that is not known. */
export function itemsOf(r: Reader, o: PyObject, place: Place): PyObject[] | undefined {
  if (isSequence(o)) return o.type === 'set' ? inSetOrder(o) : o.items;
  switch (o.type) {
    case 'string':
      return [...o.value].map(str);
    case 'dict':
      return keysOf(o);
    case 'tensor': {
      const tensor = asTensor(r, o, place);
      const count = tensor === undefined ? undefined : shapeOfTensor(r, tensor)?.[0];
      if (tensor === undefined || typeof count !== 'number' || count > maxRows) return undefined;
      return Array.from({ length: count }, (_, index) =>
        operateView(r, { kind: 'index', items: [{ kind: 'at', index }] }, tensor, {
          span: place.span,
        }),
      );
    }
    case 'instance':
      return itemsOfInstance(r, o, place);
    case 'class':
      return o.members === undefined ? undefined : [...o.members];
    case 'layer':
      return o.name === 'Sequential'
        ? [...o.attributes].flatMap(([key, item]) => (key === 'training' ? [] : [item]))
        : undefined;
    default:
      return undefined;
  }
}

/** What `__iter__` gives, or `__getitem__` for each place below `__len__`. */
function itemsOfInstance(
  r: Reader,
  o: Extract<PyObject, { type: 'instance' }>,
  place: Place,
): PyObject[] | undefined {
  const iterator = callDunder(r, o, '__iter__', [], place);
  if (iterator !== undefined) return iterator === o ? undefined : itemsOf(r, iterator, place);
  const length = callDunder(r, o, '__len__', [], place);
  if (length?.type !== 'number' || length.value > maxRows) return undefined;
  return Array.from(
    { length: length.value },
    (_, i) => callDunder(r, o, '__getitem__', [int(i)], place) ?? none,
  );
}
