import { isSequence, type PyObject, type TensorObject } from './objects.js';
import type { Reader } from './reader.js';

/** A named part of a module. */
type Named<T> = readonly [name: string, item: T];

/** Most parts of a module that are gone through. */
const maxParts = 2_000;

/** Parameters and modules inside an object, in the order in which they were set. */
export function partsOf(
  r: Reader,
  module: PyObject,
): { parameters: Named<TensorObject>[]; modules: Named<PyObject>[]; children: Named<PyObject>[] } {
  const parameters: Named<TensorObject>[] = [];
  const modules: Named<PyObject>[] = [];
  const children: Named<PyObject>[] = [];
  const seen = new Set<object>();
  const held = (o: PyObject): readonly Named<PyObject>[] => {
    if (o.type === 'layer' || o.type === 'instance')
      return [...o.attributes].filter(([k]) => k !== ' layer');
    if (isSequence(o)) return o.items.map((item, i) => [String(i), item] as const);
    return o.type === 'dict' ? [...o.entries].map(([k, v]) => [String(k), v] as const) : [];
  };
  const visit = (o: PyObject, name: string, depth: number): void => {
    if (depth > 12 || seen.size > maxParts || seen.has(o)) return;
    seen.add(o);
    if (o.type === 'layer' || o.type === 'instance') modules.push([name, o]);
    const inner: Named<PyObject>[] = [];
    const prefix = name === '' ? '' : `${name}.`;
    for (const [key, item] of held(o)) {
      if (item.type === 'tensor') {
        if (!r.parameters.has(item.storage) || seen.has(item.storage)) continue;
        seen.add(item.storage);
        parameters.push([prefix + key, item]);
      } else if (
        item.type === 'layer' ||
        item.type === 'instance' ||
        item.type === 'list' ||
        item.type === 'dict'
      ) {
        inner.push([prefix + key, item]);
      }
    }
    if (depth === 0) children.push(...inner);
    for (const [key, item] of inner) visit(item, key, depth + 1);
  };
  visit(module, '', 0);
  return { parameters, modules, children };
}
