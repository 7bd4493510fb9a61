import { knownNumbers } from '../knownNumbers.js';
import { operate, shapeOfTensor } from '../reader.js';
import { dimArg, tensorArg, type LibraryFunction } from './arguments.js';

/** One-hot rows: each index compared with 0, 1, …, classes − 1. */
export const oneHot: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'tensor', 'input');
  const asked = dimArg(r, call, 1, 'num_classes') ?? -1;
  if (x === undefined) return undefined;
  // Where no number is given there are as many as the indices need.
  const known = asked === -1 ? knownNumbers(r, x.id)?.data : undefined;
  const classes = asked !== -1 ? asked : known && 1 + Math.max(...known);
  if (classes === undefined) return undefined;
  if (shapeOfTensor(r, x) === undefined) return undefined;
  const step = { span: call.span };
  const range = operate(r, { kind: 'arange', start: 0, stop: classes, step: 1 }, [], step, {
    dtype: 'int64',
  });
  const column = operate(
    r,
    { kind: 'index', items: [{ kind: 'ellipsis' }, { kind: 'newAxis' }] },
    [x],
    step,
  );
  const equal = operate(r, { kind: 'compare', relation: 'eq' }, [column, range], step);
  return operate(r, { kind: 'cast', dtype: 'int64' }, [equal], call);
};
