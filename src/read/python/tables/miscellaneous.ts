import { none, type PyObject } from '../objects.js';
import { deepCopy, shallowCopy } from './copies.js';
import { reduce } from './collections.js';
import { arg, type LibraryFunction, type Table } from './arguments.js';

/** Gives back what it is given: progress bars, copies, compilers. */
const first: LibraryFunction = (_r, call) => arg(call, 0);
const nothing: LibraryFunction = () => none;

const partial: LibraryFunction = (_r, call) => {
  const f = call.args[0];
  if (f === undefined) return undefined;
  return {
    type: 'layer',
    name: 'partial',
    attributes: new Map<string, PyObject>(),
    call: (reader, use) =>
      reader.callObject(reader, f.value, {
        ...use,
        args: [...call.args.slice(1), ...use.args],
        keywords: new Map([...call.keywords, ...use.keywords]),
      }),
  };
};

/** Small functions of other modules that pass values through or do nothing here. */
export const miscellaneous: Readonly<Record<string, Table>> = {
  copy: { deepcopy: deepCopy, copy: shallowCopy },
  functools: { partial, reduce },
  tqdm: {
    tqdm: first,
    trange: (r, call) => r.callObject(r, { type: 'library', path: 'builtins.range' }, call),
  },
  'tqdm.auto': { tqdm: first },
  'tqdm.notebook': { tqdm: first },
  typing: { cast: (_r, call) => arg(call, 1) },
  jax: { jit: first, vmap: () => undefined },
  'torch.jit': { script: first },
  'IPython.display': { display: nothing },
  pprint: { pprint: nothing },
};
