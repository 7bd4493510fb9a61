import type { Call, Given, PyObject } from '../objects.js';
import type { Reader } from '../reader.js';

/** Calls a function or class of a library by its full path, at the place of another call. */
export function callAt(
  r: Reader,
  path: string,
  call: Call,
  args: readonly PyObject[],
  keywords: Readonly<Record<string, PyObject>> = {},
): PyObject {
  const at = { span: call.span, tex: undefined };
  return r.callObject(
    r,
    { type: 'library', path },
    {
      ...call,
      tex: undefined,
      args: args.map((value) => ({ value, ...at })),
      keywords: new Map(
        Object.entries(keywords).map(([k, value]) => [k, { value, ...at } as Given]),
      ),
      partial: false,
    },
  );
}
