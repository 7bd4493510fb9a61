import type { Span } from '../../program/span.js';
import type { Expr } from './ast.js';
import { asTensor } from './convert.js';
import { texOnce } from './codeText.js';
import { nameDim } from './dimNames.js';
import type { PyObject, TensorObject } from './objects.js';
import { emitValue, viewTensor, type Reader } from './reader.js';
import { looksLikeSize } from './unknown.js';

/** The value under its new name: named itself where it was just made here, else an identity. */
export function nameValue(
  r: Reader,
  value: PyObject,
  name: string,
  at: Span,
  source: Expr | undefined,
): PyObject {
  switch (value.type) {
    case 'tensor':
      return nameTensor(r, value, name, at, source);
    case 'unknown':
      return nameUnknown(r, value, name, at, source);
    case 'complex':
      nameComplex(r, value, name, at);
      return value;
    case 'dim':
      nameDim(r, value.dim, name);
      return value;
    case 'layer':
      nameParameters(r, value, name, at);
      return value;
    case 'list':
    case 'tuple':
      for (const [i, item] of value.items.entries()) {
        if (item.type === 'layer') nameParameters(r, item, `${name}.${i}`, at);
      }
      return value;
    case 'dict':
      for (const [key, item] of value.entries) {
        if (item.type === 'layer') nameParameters(r, item, `${name}.${key}`, at);
      }
      return value;
    default:
      return value;
  }
}

/**
 * A complex tensor is held as its parts, which are named; under its own name its shape is shown, of
 * numbers that no value holds.
 */
function nameComplex(
  r: Reader,
  { real, imag }: Extract<PyObject, { type: 'complex' }>,
  name: string,
  at: Span,
): void {
  for (const [part, t] of [['real', real] as const, ['imag', imag] as const])
    if (madeHere(r, t)) r.builder.define(t.id, `${name}.${part}`);
  const shape = r.builder.shape(real.id);
  const id = emitValue(
    r,
    { kind: 'call', callee: 'complex' },
    [real.id, imag.id],
    { span: at },
    { name, defined: true, ...(shape === undefined ? {} : { shape }) },
  );
  r.builder.mention(at, id);
}

/** True for a value that the statement being read made and that has no name yet. */
export const madeHere = (r: Reader, t: TensorObject): boolean =>
  r.builder.value(t.id).defined !== true &&
  r.frame.scope.statements.get(t.id) === r.frame.statement;

function nameTensor(
  r: Reader,
  t: TensorObject,
  name: string,
  at: Span,
  source: Expr | undefined,
): TensorObject {
  const value = r.builder.value(t.id);
  const inside =
    source === undefined ||
    (source.span.start <= value.span.start && value.span.end <= source.span.end);
  if (inside && madeHere(r, t) && t.stale === undefined) {
    r.builder.define(t.id, name);
    r.builder.mention(at, t.id);
    return t;
  }
  const tex = source === undefined ? undefined : texOnce(source);
  const ready = asTensor(r, t, { span: source?.span ?? at }) ?? t;
  const id = emitValue(
    r,
    { kind: 'cast', dtype: value.dtype },
    [ready.id],
    { span: source?.span ?? at, ...(tex === undefined ? {} : { tex }) },
    { name, defined: true, ...(value.weak === true ? { weak: true } : {}) },
  );
  r.builder.mention(at, id);
  return viewTensor(ready, id, true);
}

function nameUnknown(
  r: Reader,
  value: Extract<PyObject, { type: 'unknown' }>,
  name: string,
  at: Span,
  source: Expr | undefined,
): PyObject {
  if (value.tensor === undefined && value.deferred !== undefined) {
    const { left, right } = value.deferred;
    const open = r.frame.function?.name === '__init__' || value.source === 'unread';
    if (!open && !(looksLikeSize(left) && looksLikeSize(right))) {
      const tensor = asTensor(r, value, { span: value.span });
      if (tensor !== undefined) return nameTensor(r, tensor, name, at, source);
    }
    value.name ??= name;
    (value.mentions ??= []).push(at);
    return value;
  }
  if (value.tensor !== undefined) {
    if (r.builder.value(value.tensor.id).defined === true) {
      return nameTensor(r, value.tensor, name, at, source);
    }
    r.builder.define(value.tensor.id, name);
    r.builder.mention(at, value.tensor.id);
    value.name ??= name;
    return value;
  }
  if (value.source === 'unread') {
    value.name ??= name;
    value.statement = r.frame.statement;
  }
  (value.mentions ??= []).push(at);
  if (value.dim !== undefined) nameDim(r, value.dim, name);
  return value;
}

/** `self.w_q = nn.Linear(…)`: its weights are `w_q.weight` and `w_q.bias`. */
function nameParameters(
  r: Reader,
  layer: Extract<PyObject, { type: 'layer' }>,
  name: string,
  at: Span,
): void {
  const short = name.replace(/^self\./, '');
  let mentioned = false;
  for (const [key, value] of layer.attributes) {
    if (value.type === 'tensor' && r.builder.value(value.id).defined !== true) {
      r.builder.define(value.id, `${short}.${key}`);
      if (!mentioned) r.builder.mention(at, value.id);
      mentioned = true;
    } else if (value.type === 'layer') nameParameters(r, value, `${short}.${key}`, at);
  }
}
