import type { LibraryName, Settings } from '../../../program/libraryOperation.js';
import type { DType, IndexItem, Operation } from '../../../program/operation.js';
import type { Call, TensorObject } from '../objects.js';
import { dtypeOfTensor, operate, type Place, type Reader } from '../reader.js';

/** Operations of one call, which stand at its place; the last one has its TeX. */
export interface Steps {
  readonly op: (operation: Operation, ...inputs: TensorObject[]) => TensorObject;
  readonly last: (operation: Operation, ...inputs: TensorObject[]) => TensorObject;
  /** A function of the library by name. */
  readonly library: (name: LibraryName, settings: Settings, ...x: TensorObject[]) => TensorObject;
  /** A plain number. */
  readonly number: (value: number, float?: boolean) => TensorObject;
  /** Numbers along one axis. */
  readonly row: (data: readonly number[], dtype?: DType) => TensorObject;
  /** The tensor in another type. */
  readonly cast: (x: TensorObject, dtype: DType) => TensorObject;
  readonly boolean: (x: TensorObject) => TensorObject;
}

export function compose(r: Reader, call: Call): Steps {
  const step: Place = { span: call.span };
  const op: Steps['op'] = (operation, ...inputs) => operate(r, operation, inputs, step);
  const number: Steps['number'] = (value, float = !Number.isInteger(value)) =>
    operate(r, { kind: 'tensor', shape: [], data: [value] }, [], step, {
      dtype: float ? 'float64' : 'int64',
      weak: true,
    });
  return {
    op,
    last: (operation, ...inputs) => operate(r, operation, inputs, call),
    library: (name, settings, ...inputs) =>
      operate(r, { kind: 'library', name, settings }, inputs, call),
    number,
    row: (data, dtype = 'int64') =>
      operate(r, { kind: 'tensor', shape: [data.length], data }, [], step, { dtype }),
    cast: (x, dtype) =>
      dtypeOfTensor(r, x) === dtype ? x : operate(r, { kind: 'cast', dtype }, [x], step),
    boolean: (x) =>
      dtypeOfTensor(r, x) === 'bool' ? x : op({ kind: 'compare', relation: 'ne' }, x, number(0)),
  };
}

export const whole: IndexItem = { kind: 'slice' };

/** Subscripts that act on one axis and leave those before it as they are. */
export const onAxis = (axis: number, item: IndexItem, rank: number): IndexItem[] => {
  const at = axis < 0 ? axis + rank : axis;
  return [...Array.from({ length: at }, () => whole), item];
};
