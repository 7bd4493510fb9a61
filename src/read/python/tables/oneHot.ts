import { operate, shapeOfTensor } from '../reader.js';
import { dimArg, tensorArg, type LibraryFunction } from './arguments.js';

/** One-hot rows: each index compared with 0, 1, …, classes − 1. */
export const oneHot: LibraryFunction = (r, call) => {
  const x = tensorArg(r, call, 0, 'tensor', 'input');
  const classes = dimArg(r, call, 1, 'num_classes');
  if (x === undefined || classes === undefined || classes === -1) return undefined;
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
