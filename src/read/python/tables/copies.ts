import type {
  Call,
  InstanceObject,
  LayerObject,
  PyObject,
  Storage,
  TensorObject,
} from '../objects.js';
import { isSequence } from '../objects.js';
import { dtypeOfTensor, operate, type Reader } from '../reader.js';
import { arg, type LibraryFunction } from './arguments.js';
import { asWeight } from './parameters.js';

/** Most objects that one deep copy goes through. */
const maxObjects = 4_000;

/** A copy of everything an object holds; what appears twice is copied once. */
function copied(r: Reader, o: PyObject, call: Call, seen: Map<object, PyObject>): PyObject {
  const found = seen.get(o);
  if (found !== undefined) return found;
  if (seen.size > maxObjects) return o;
  const each = (attributes: ReadonlyMap<string, PyObject>, to: Map<string, PyObject>): void => {
    for (const [k, v] of attributes) to.set(k, copied(r, v, call, seen));
  };
  switch (o.type) {
    case 'tensor':
      return copiedTensor(r, o, call, seen);
    case 'layer': {
      const made: LayerObject = { ...o, attributes: new Map() };
      seen.set(o, made);
      each(o.attributes, made.attributes);
      return made;
    }
    case 'instance': {
      const made: InstanceObject = { ...o, attributes: new Map() };
      seen.set(o, made);
      each(o.attributes, made.attributes);
      return made;
    }
    case 'list':
    case 'tuple':
    case 'set': {
      const made = { ...o, items: [] as PyObject[] };
      seen.set(o, made);
      made.items = o.items.map((i) => copied(r, i, call, seen));
      return made;
    }
    case 'dict': {
      const made = { ...o, entries: new Map<string | number, PyObject>() };
      seen.set(o, made);
      for (const [k, v] of o.entries) made.entries.set(k, copied(r, v, call, seen));
      return made;
    }
    default:
      return o;
  }
}

function copiedTensor(
  r: Reader,
  t: TensorObject,
  call: Call,
  seen: Map<object, PyObject>,
): TensorObject {
  if (t.library === 'python') return t;
  const made = operate(r, { kind: 'cast', dtype: dtypeOfTensor(r, t) }, [t], { span: call.span });
  seen.set(t, made);
  const storage: Storage = t.storage;
  return r.parameters.has(storage) ? asWeight(r, made) : made;
}

/** copy.deepcopy(x). Where nobody runs the code, the object stands for its copy. */
export const deepCopy: LibraryFunction = (r, call) => {
  const o = arg(call, 0);
  if (o === undefined || r.frame.symbolic) return o;
  return copied(r, o, call, new Map());
};

/** copy.copy(x): a container of its own with the same things in it. */
export const shallowCopy: LibraryFunction = (r, call) => {
  const o = arg(call, 0);
  if (o === undefined || r.frame.symbolic) return o;
  if (isSequence(o)) return { ...o, items: [...o.items] };
  if (o.type === 'dict') return { ...o, entries: new Map(o.entries), keys: new Map(o.keys) };
  if (o.type === 'instance' || o.type === 'layer')
    return { ...o, attributes: new Map(o.attributes) };
  return o;
};
