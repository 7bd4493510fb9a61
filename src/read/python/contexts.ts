import type { Span } from '../../program/span.js';
import { callDunder } from './dunder.js';
import { none, type PyObject } from './objects.js';
import { cutGradients, keepApart } from './gradients.js';
import type { Reader } from './reader.js';

/** From here to the call of what it returns, what is computed has no gradient; `off` false has it again. */
export function withoutGradient(r: Reader, span: Span, off = true): () => void {
  const { frame } = r;
  const before = frame.noGradient;
  const from = r.builder.size;
  frame.noGradient = off;
  keepApart(r, off ? from : undefined);
  return () => {
    if (frame.noGradient === true) cutGradients(r, from, span);
    if (before === undefined) delete frame.noGradient;
    else frame.noGradient = before;
  };
}

/** What `with value` gives to its name, and what ends it. */
export function enterContext(
  r: Reader,
  value: PyObject,
  text: string,
  span: Span,
): { readonly value: PyObject; readonly leave: () => void } {
  if (/(?:^|\.)(?:no_grad|inference_mode|enable_grad|set_grad_enabled)\b/.test(text))
    return { value, leave: withoutGradient(r, span, !/enable_grad/.test(text)) };
  if (value.type !== 'instance') return { value, leave: () => undefined };
  const entered = callDunder(r, value, '__enter__', [], { span });
  return {
    value: entered ?? value,
    leave: () => void callDunder(r, value, '__exit__', [none, none, none], { span }),
  };
}
