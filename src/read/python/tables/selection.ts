import { asNumber } from '../convert.js';
import { learnMask } from '../learn.js';
import type { Call, TensorObject } from '../objects.js';
import { operate, shapeOfTensor, type Reader } from '../reader.js';
import { places } from './picking.js';
import { arg, intArg, tensorArg, type LibraryFunction, type Table } from './arguments.js';

/** `where(condition, a, b)`; with the condition alone it gives places, which are not read. */
const where: LibraryFunction = (r, call) => {
  const condition = tensorArg(r, call, 0, 'condition');
  if (condition !== undefined && call.args.length === 1 && call.keywords.size === 0)
    return places(r, condition, call);
  const a = tensorArg(r, call, 1, 'input', 'x');
  const b = tensorArg(r, call, 2, 'other', 'y');
  if (condition === undefined || a === undefined || b === undefined) return undefined;
  // Of two plain floats PyTorch makes its default type.
  const plain = [a, b].every((t) => r.builder.value(t.id).weak === true);
  const float = [a, b].some((t) => r.builder.value(t.id).dtype === 'float64');
  const own = plain && float && condition.library === 'torch';
  return operate(r, { kind: 'where' }, [condition, a, b], call, own ? { dtype: 'float32' } : {});
};

export function maskedFill(
  r: Reader,
  x: TensorObject,
  mask: TensorObject,
  value: number,
  call: Call,
): TensorObject {
  const shape = shapeOfTensor(r, x);
  learnMask(r, mask.id, shape);
  const unknownMask = shapeOfTensor(r, mask) === undefined && shape !== undefined;
  return operate(r, { kind: 'maskedFill', value }, [x, mask], call, unknownMask ? { shape } : {});
}

const fill: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const mask = tensorArg(r, call, 1, 'mask');
  const filler = arg(call, 2, 'value');
  const value = asNumber(r, filler);
  if (x === undefined || mask === undefined) return undefined;
  if (value !== undefined) return maskedFill(r, x, mask, value, call);
  const tensor = tensorArg(r, call, 2, 'value');
  return tensor === undefined ? undefined : operate(r, { kind: 'where' }, [mask, tensor, x], call);
};

const gather: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const axis = intArg(r, call, 1, 'dim');
  const index = tensorArg(r, call, 2, 'index');
  return x === undefined || axis === undefined || index === undefined
    ? undefined
    : operate(r, { kind: 'gather', axis }, [x, index], call);
};

const select: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const axis = intArg(r, call, 1, 'dim');
  const index = tensorArg(r, call, 2, 'index');
  if (x === undefined || axis === undefined || index === undefined || axis < 0) return undefined;
  const before = Array.from({ length: axis }, () => ({ kind: 'slice' }) as const);
  return operate(
    r,
    { kind: 'index', items: [...before, { kind: 'tensor', input: 1 }] },
    [x, index],
    call,
  );
};

/** Functions that pick elements; also methods of tensors. */
export const selection: Table = {
  where,
  masked_fill: fill,
  gather,
  index_select: select,
};
