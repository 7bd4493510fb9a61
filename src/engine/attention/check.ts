import { badValue, mismatch } from '../errors.js';
import { shapeText, sizeOf } from '../tensor.js';
import type { EvaluationError } from '../trace.js';
import type { AttentionInputs, AttentionTensor } from './types.js';

type Failure = { readonly ok: false; readonly error: EvaluationError };

/** What messages call the inputs. */
const operands = {
  q: 'query',
  k: 'key',
  v: 'value',
  mask: 'mask',
  pastKey: 'past key',
  pastValue: 'past value',
} as const;

type Operand = keyof typeof operands;

/** `query [2, 3, 4]`. */
export const named = (operand: Operand, { shape }: AttentionTensor): string =>
  `${operands[operand]} ${shapeText(shape)}`;

/** `query [2, 3, 4], key [2, 5, 4] and value [2, 5, 4]`, of tensors that were checked. */
export const namedAll = ({ q, k, v }: AttentionInputs): string =>
  `${named('q', q)}, ${named('k', k)} and ${named('v', v)}`;

/** Sizes that do not go together: the message is a sentence about `attention`. */
export const misfit = (reason: string, message: string, inputs: AttentionInputs): Failure =>
  mismatch(reason, `attention: ${message}`, {
    shape0: shapeText(inputs.q.shape),
    shape1: shapeText(inputs.k.shape),
    shape2: shapeText(inputs.v.shape),
  });

/** Something that is not what its type says. */
export const wrong = (operand: string, message: string): Failure =>
  badValue('operand', `attention: ${message}`, { operand });

/** A value of any kind, in a few words. */
export function shown(x: unknown): string {
  if (typeof x === 'number' || typeof x === 'boolean' || x === undefined || x === null)
    return String(x);
  if (Array.isArray(x)) {
    const more = x.length > 8 ? ', …' : '';
    return `[${x.slice(0, 8).map((e) => (Array.isArray(e) ? '[…]' : shown(e))).join(', ')}${more}]`; // prettier-ignore
  }
  return `a ${typeof x}`;
}

const isSize = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 0;

/** The name of a typed array's kind; unlike `instanceof`, which is faster, it holds across realms. */
const kindOf = (data: unknown): string =>
  data instanceof Float32Array ? 'Float32Array' : Object.prototype.toString.call(data).slice(8, -1);

/** Says what is wrong with a tensor by itself; undefined where nothing is. */
export function tensorProblem(operand: Operand, given: unknown): Failure | undefined {
  const name = operands[operand];
  if (typeof given !== 'object' || given === null) {
    return wrong(name, `${name} must be a tensor { shape, dtype, data }, not ${shown(given)}.`);
  }
  const { shape, dtype, data } = given as { shape: unknown; dtype: unknown; data: unknown };
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    return wrong(name, `the shape of ${name} must be whole sizes, not ${shown(shape)}.`);
  }
  const maskLike = operand === 'mask' && dtype === 'bool';
  if (dtype !== 'float32' && !maskLike) {
    const kinds = operand === 'mask' ? 'bool or float32' : 'float32';
    const type = typeof dtype === 'string' ? dtype.slice(0, 20) : shown(dtype);
    return wrong(name, `${name} ${shapeText(shape)} must be ${kinds}, not ${type}.`);
  }
  const kind = kindOf(data);
  const wanted = maskLike ? 'Uint8Array' : 'Float32Array';
  if (kind !== wanted) {
    return wrong(name, `the data of ${name} ${shapeText(shape)} must be a ${wanted}, not ${kind}.`);
  }
  const { length } = data as Float32Array;
  const size = sizeOf(shape as number[]);
  if (length === size) return undefined;
  return mismatch(
    'data',
    `attention: ${name} ${shapeText(shape)} needs ${size} elements, its data has ${length}.`,
    { operand: name, shape0: shapeText(shape), size0: size, size1: length },
  );
}
