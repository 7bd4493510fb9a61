import type { Dim, Shape } from '../../program/dim.js';
import { addDims, divideDims, multiplyDims, subtractDims } from '../../program/dims.js';
import type { Span } from '../../program/span.js';
import type { ValueId } from '../../program/value.js';
import { asDim, asTensor } from './convert.js';
import type { PyObject, TensorObject, UnknownObject } from './objects.js';
import { elementwise } from './arithmetic.js';
import { emitValue, newTensor, type Place, type Reader } from './reader.js';

/** Something nothing is known about. `text` is what the code calls it. */
export function unknown(
  r: Reader,
  text: string,
  source: UnknownObject['source'],
  span: Span,
  more: {
    fallback?: PyObject;
    inputs?: readonly ValueId[];
    of?: string;
    deferred?: UnknownObject['deferred'];
  } = {},
): UnknownObject {
  return {
    type: 'unknown',
    text: text.replace(/\s+/g, ' ').slice(0, 120),
    source,
    span,
    attributes: new Map(),
    statement: r.frame.statement,
    scope: r.frame.scope,
    ...(more.fallback === undefined ? {} : { fallback: more.fallback }),
    ...(more.inputs === undefined ? {} : { inputs: more.inputs }),
    ...(more.of === undefined ? {} : { of: more.of }),
    ...(more.deferred === undefined ? {} : { deferred: more.deferred }),
  };
}

const sizeNames =
  /^(?:hs|nh|bs|[nd]_\w+|num\w*|len_\w*|.*(?:dim|dims|size|sz|len|length|width|heads?|model|embd|embed|hidden|layers?|channels?|features?|units|depth|block|vocab|count|max|steps|classes|batch|seq|_k|_v|_q|_ff))$/;
const scalarNames =
  /(?:^|_)(?:temp|temperature|scale|scaling|scale_factor|tau|eps|epsilon|factor|alpha|lr|rate|p|prob|dropout|softcap|momentum|weight_decay|sqrt_?\w*)$/;

/** Whether a name reads as a size: `num_heads`, or of a constant `NUM_HEADS`. */
export const isSizeName = (name: string): boolean =>
  name.length > 1 &&
  sizeNames.test(/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*$/.test(name) ? name.toLowerCase() : name);

/** Names that only a size has. */
const isSizeSetting = (name: string): boolean =>
  /^(?:[nd]_\w+|num_\w+|\w*(?:dim|size))$/.test(name);

/** The last name of `self.config.n_embd`: what a size is called in a shape. */
const shortName = (text: string): string => /([\p{L}_][\p{L}\p{N}_]*)\W*$/u.exec(text)?.[1] ?? '';

/** The size that an unknown is, now that it is used as one. */
export function dimOfUnknown(r: Reader, o: UnknownObject): Dim | undefined {
  if (o.dim !== undefined) {
    if (typeof o.dim === 'string') r.dimNames.add(o.dim);
    return r.builder.context.resolve(o.dim);
  }
  if (o.tensor !== undefined) return undefined;
  if (o.deferred !== undefined) {
    const dim = deferredDim(r, o.deferred);
    if (dim !== undefined) o.dim = dim;
    return dim;
  }
  const name = shortName(o.text);
  // Settings of one name are one size; the name is taken from here on.
  o.dim = o.source === 'unread' || name === '' ? r.builder.context.fresh() : name;
  if (typeof o.dim === 'string') r.dimNames.add(o.dim);
  return o.dim;
}

function deferredDim(
  r: Reader,
  { operator, left, right }: NonNullable<UnknownObject['deferred']>,
): Dim | undefined {
  const a = asDim(r, left);
  const b = asDim(r, right);
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case '+':
      return addDims(a, b);
    case '-':
      return subtractDims(a, b);
    case '*':
      return multiplyDims(a, b);
    case '/':
    case '//':
      return divideDims(a, b);
    default:
      return undefined;
  }
}

/** The tensor that an unknown is, now that it is used as one. */
export function tensorOfUnknown(
  r: Reader,
  o: UnknownObject,
  place: Place,
): TensorObject | undefined {
  if (o.tensor !== undefined) return asTensor(r, o.tensor, place);
  if (o.dim !== undefined && o.source !== 'unread') {
    return asTensor(r, { type: 'dim', dim: o.dim, float: false }, place);
  }
  if (o.deferred !== undefined) {
    const { operator, left, right, tex } = o.deferred;
    if (looksLikeSize(left) && looksLikeSize(right)) {
      const dim = dimOfUnknown(r, o);
      if (dim !== undefined)
        return asTensor(r, { type: 'dim', dim, float: operator === '/' }, place);
    }
    const a = asTensor(r, left, { span: left.type === 'unknown' ? left.span : o.span });
    const b = asTensor(r, right, { span: right.type === 'unknown' ? right.span : o.span });
    if (a === undefined || b === undefined) return undefined;
    const result = elementwise(r, operator, a, b, { span: o.span, tex });
    if (result === undefined) return undefined;
    o.tensor = result;
    if (o.name !== undefined) r.builder.define(result.id, o.name);
    for (const mention of o.mentions ?? []) r.builder.mention(mention, result.id);
    return result;
  }
  // `np.sqrt(d_k)` of what a constructor is given.
  if (o.source === 'setting' && o.deferred === undefined && isSizeSetting(shortName(o.text))) {
    const dim = dimOfUnknown(r, o);
    if (dim !== undefined) return asTensor(r, { type: 'dim', dim, float: false }, place);
  }
  const name = o.name ?? o.text;
  // A setting used in arithmetic is a number (a temperature, a scale), not a tensor.
  const scalar = o.source !== 'unread' && scalarNames.test(shortName(o.text));
  const outer = r.frame;
  r.frame = { ...outer, scope: o.scope ?? outer.scope, statement: o.statement ?? outer.statement };
  const number = o.fallback?.type === 'number';
  const id =
    o.source === 'unread'
      ? emitValue(
          r,
          { kind: 'call', callee: o.text, ...(o.of === undefined ? {} : { of: o.of }) },
          o.inputs ?? [],
          { span: o.span },
          { ...named(o), ...keptShape(r, o) },
        )
      : emitValue(
          r,
          { kind: 'input' },
          [],
          { span: o.span },
          {
            name,
            ...(o.source === 'argument' ? { defined: true } : {}),
            ...(scalar || number ? { shape: [], weak: true, dtype: 'float64' } : {}),
          },
        );
  r.frame = outer;
  if (o.source === 'setting' && !scalar && !number) r.settings.add(id);
  for (const mention of o.mentions ?? []) r.builder.mention(mention, id);
  o.tensor = newTensor(id, scalar || number ? 'python' : ownLibrary(r));
  return o.tensor;
}

/** Whose arrays code works on that imports NumPy, or JAX's copy of it, and no other library of tensors. */
function ownLibrary(r: Reader): 'torch' | 'numpy' {
  const paths = [...r.module.variables.values()].map((o) => (o.type === 'library' ? o.path : ''));
  const of = (names: RegExp): boolean => paths.some((path) => names.test(path));
  return of(/^(?:jax\.)?numpy(?:\.|$)/) && !of(/^(?:torch|tensorflow|keras)(?:\.|$)/)
    ? 'numpy'
    : 'torch';
}

/** Functions that go by a name of the field, and keep the shape of what goes in. */
const keeping =
  /(?:softmax|norm(?:ali[sz]ation)?\d*|gelu|relu|silu|swish|dropout)$|(?:^|[._])apply_(?:rotary|rope)(?:_\w+)?$/i;

/** `q, k = apply_rotary_emb(q, k, …)`: both turned, each as it was. */
const turning = /(?:^|[._])apply_(?:rotary|rope)(?:_\w+)?$/i;

/** The shape of one of several results of a call that is not read, where the name of what is called tells it. */
export function resultShape(r: Reader, o: UnknownObject, index: number): Shape | undefined {
  const input = o.inputs?.[index];
  const turned = turning.test(o.text) && index < 2 && input !== undefined;
  const shape = turned ? r.builder.shape(input) : undefined;
  // Angles that stand first have rows and columns only.
  return shape !== undefined && shape.length > 2 ? shape : attentionShape(r, o, index);
}

/** The shape of a result of scaled dot-product attention that is not read: its output, its weights. */
function attentionShape(
  r: Reader,
  { text, of, inputs }: UnknownObject,
  index: number,
): Shape | undefined {
  if (
    ![text, of ?? ''].some((name) => /(?:scaled?_?dot_?product|\bsdpa?)(?:_?att\w*)?$/i.test(name))
  ) {
    return undefined;
  }
  const [query, key, value] = (inputs ?? []).slice(0, 3).map((id) => r.builder.shape(id));
  if (query === undefined || key?.length !== query.length || value?.length !== query.length) {
    return undefined;
  }
  const last = index === 0 ? value.at(-1) : index === 1 ? key.at(-2) : undefined;
  return last === undefined || query.length < 2 ? undefined : [...query.slice(0, -1), last];
}

/** The shape of what a call gives that is not read, where the name of what is called tells it. */
function keptShape(r: Reader, o: UnknownObject): { shape?: Shape } {
  const { text, of, inputs } = o;
  const [input] = inputs ?? [];
  const called = text.replace(/\.(?:forward|call)$/, '');
  const keeps = input !== undefined && [of ?? '', called].some((name) => keeping.test(name));
  const shape = keeps ? r.builder.shape(input) : attentionShape(r, o, 0);
  return shape === undefined ? {} : { shape };
}

const named = (o: UnknownObject): { name: string; defined: true } | Record<string, never> =>
  o.name === undefined ? {} : { name: o.name, defined: true };

/** Whether an undecided operand reads as a size rather than as a tensor. */
export function looksLikeSize(o: PyObject): boolean {
  switch (o.type) {
    case 'number':
      return Number.isInteger(o.value);
    case 'dim':
      return true;
    case 'unknown':
      if (o.tensor !== undefined) return false;
      if (o.dim !== undefined) return true;
      if (o.deferred !== undefined) {
        return looksLikeSize(o.deferred.left) && looksLikeSize(o.deferred.right);
      }
      if (o.fallback?.type === 'number' && !o.fallback.float) return true;
      return o.source === 'setting'
        ? !scalarNames.test(shortName(o.text))
        : isSizeName(shortName(o.text));
    default:
      return false;
  }
}
