import type { Span } from '../../program/span.js';
import { callDunder } from './dunder.js';
import { none, type PyObject } from './objects.js';
import { switchGradients } from './gradients.js';
import type { Reader } from './reader.js';

/** What `with value` gives to its name, and what ends it. */
export function enterContext(
  r: Reader,
  value: PyObject,
  text: string,
  span: Span,
): { readonly value: PyObject; readonly leave: () => void } {
  if (/(?:^|\.)(?:no_grad|inference_mode|enable_grad|set_grad_enabled)\b/.test(text))
    return {
      value,
      leave: switchGradients(r, /enable_grad|set_grad_enabled\(True\)/.test(text), span),
    };
  if (value.type !== 'instance') return { value, leave: () => undefined };
  const entered = callDunder(r, value, '__enter__', [], { span });
  return {
    value: entered ?? value,
    leave: () => void callDunder(r, value, '__exit__', [none, none, none], { span }),
  };
}
