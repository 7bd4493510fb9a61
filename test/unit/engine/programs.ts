import type { Shape } from '../../../src/program/dim.js';
import type { DType, Operation } from '../../../src/program/operation.js';
import type { Program, Value, ValueId } from '../../../src/program/value.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import type { EvaluateOptions, Tensor, Trace, TracedValue } from '../../../src/engine/trace.js';

/** What a test says of a value; the rest is filled in. */
export interface Line {
  readonly operation: Operation;
  readonly inputs?: readonly ValueId[];
  readonly dtype?: DType;
  readonly shape?: Shape;
  readonly name?: string;
}

export function programOf(lines: readonly Line[]): Program {
  const values = lines.map((line, id): Value => ({
    id,
    inputs: [],
    span: { start: 0, end: 0 },
    dtype: 'float32',
    origin: 'literal',
    ...line,
  }));
  return { values, outputs: [], mentions: [], labels: [], problems: [] };
}

/** A literal tensor, as a line of a program. */
export const literal = (tensor: Tensor): Line => ({
  operation: { kind: 'tensor', shape: tensor.shape, data: [...tensor.data] },
  dtype: tensor.dtype,
  shape: tensor.shape,
});

export const run = (lines: readonly Line[], options: Partial<EvaluateOptions> = {}): Trace =>
  evaluate(
    programOf(lines),
    lines.map((l) => l.shape),
    { bindings: {}, ...options },
  );

/** One operation on given tensors. */
export function apply(
  operation: Operation,
  inputs: readonly Tensor[],
  dtype: DType = 'float32',
  options: Partial<EvaluateOptions> = {},
): TracedValue {
  const lines = inputs.map(literal);
  const trace = run([...lines, { operation, inputs: [...inputs.keys()], dtype }], options);
  const last = trace.values[trace.values.length - 1];
  if (last === undefined) throw new Error('nothing was evaluated');
  return last;
}

/** The tensor of a result that must be there. */
export function tensorIn(result: TracedValue | undefined): Tensor {
  if (result === undefined) throw new Error('no such value');
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.tensor;
}

/** The error code of a result that must have failed. */
export function codeIn(result: TracedValue | undefined): string {
  if (result === undefined || result.ok) throw new Error('there is a tensor');
  return result.error.code;
}
