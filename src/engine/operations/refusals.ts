import type { DType } from '../../program/operation.js';
import { badValue } from '../errors.js';
import type { Computed, SharedKernel } from './kernel.js';

/** Arithmetic that neither PyTorch nor NumPy has for booleans alone. */
export const notOfBooleans =
  <O>(what: string, kernel: SharedKernel<O>): SharedKernel<O> =>
  (operation, inputs, context) =>
    context.dtype === 'bool'
      ? badValue('booleans', `booleans can’t be ${what}.`)
      : kernel(operation, inputs, context);

const notFloats = (dtype: DType): Computed =>
  badValue('floats', `it takes floating-point numbers, not ${dtype}.`, { dtype });

const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

/** What PyTorch has for floating-point numbers alone, since its result would be cut to integers. */
export const ofFloatsAlone =
  <O>(kernel: SharedKernel<O>): SharedKernel<O> =>
  (operation, inputs, context) =>
    isFloat(context.dtype) ? kernel(operation, inputs, context) : notFloats(context.dtype);

/** Activations, which PyTorch does not have for integers, though their results are no integers. */
export const ofFloatInputs =
  <O>(kernel: SharedKernel<O>): SharedKernel<O> =>
  (operation, inputs, context) => {
    const other = inputs.find((x) => !isFloat(x.dtype));
    return other === undefined ? kernel(operation, inputs, context) : notFloats(other.dtype);
  };
