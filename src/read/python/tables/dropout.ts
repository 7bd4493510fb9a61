import type { Call, TensorObject } from '../objects.js';
import { breakStream } from '../random.js';
import { operate, type Reader } from '../reader.js';
import {
  arg,
  flagArg,
  numberArg,
  tensorArg,
  type LibraryFunction,
  type Table,
} from './arguments.js';

/**
 * Dropout. While training it draws from the stream in a way that is not followed; code that
 * nobody calls is read as in evaluation.
 */
export function applyDropout(
  r: Reader,
  x: TensorObject,
  p: number | undefined,
  training: boolean | undefined,
  call: Call,
): TensorObject {
  const draws = !r.frame.symbolic && training !== false && p !== 0;
  if (draws) breakStream(r, 'torch');
  return operate(
    r,
    { kind: 'dropout', p: p ?? 0, training: draws },
    [x],
    call,
    draws ? { origin: 'example' } : {},
  );
}

const dropout: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'input');
  const p = arg(call, 1, 'p') === undefined ? 0.5 : numberArg(r, call, 1, 'p');
  const training = flagArg(r, call, 2, ['training'], true);
  return x === undefined ? undefined : applyDropout(r, x, p, training, call);
};

export const dropouts: Table = { dropout, dropout1d: dropout, dropout2d: dropout };
