import type { Expr } from './ast.js';
import { codeText } from './codeText.js';
import type { FunctionObject, PyObject } from './objects.js';
import type { Reader } from './reader.js';

/** Decorators that are not functions of the text: they register, compile, cache or describe. */
const known = /^(?:property|staticmethod|classmethod|torch|jax|nn|functools|tf|numba|typing|abc)\b/;

/**
 * What stands under a function's name after its decorators: functions of the text are called with
 * it, others are looked through.
 */
export function decorated(r: Reader, made: FunctionObject, decorators: readonly Expr[]): PyObject {
  let result: PyObject = made;
  for (const decorator of [...decorators].reverse()) {
    if (known.test(codeText(decorator))) continue;
    const wrapper = r.evaluate(r, decorator);
    if (wrapper.type !== 'function' && wrapper.type !== 'bound' && wrapper.type !== 'instance')
      continue;
    const { span } = decorator;
    const next = r.callObject(r, wrapper, {
      callee: codeText(decorator),
      args: [{ value: result, span, tex: undefined }],
      keywords: new Map(),
      span,
      tex: undefined,
      partial: false,
    });
    if (next.type === 'function' || next.type === 'instance' || next.type === 'bound')
      result = next;
  }
  return result;
}
