import { asTensor } from './convert.js';
import { int, isSequence, str, type PyObject } from './objects.js';
import { operateView, shapeOfTensor, type Place, type Reader } from './reader.js';

/** Most rows that going through a tensor spells out. */
const maxRows = 64;

/** What going through an object gives, one after the other; undefined where that is not known. */
export function itemsOf(r: Reader, o: PyObject, place: Place): PyObject[] | undefined {
  if (isSequence(o)) return o.items;
  switch (o.type) {
    case 'string':
      return [...o.value].map(str);
    case 'dict':
      return [...o.entries.keys()].map((k) => (typeof k === 'string' ? str(k) : int(k)));
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
    case 'layer':
      return o.name === 'Sequential' ? [...o.attributes.values()] : undefined;
    default:
      return undefined;
  }
}
