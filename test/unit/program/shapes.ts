import { createBuilder } from '../../../src/program/builder.js';
import type { Shape } from '../../../src/program/dim.js';
import { shapeLabel } from '../../../src/program/dims.js';
import type { DType, Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';

/** A named operand: shape, and a type where it is not float32. */
export type Given = readonly [name: string, shape: Shape | undefined, dtype?: DType];

/** The shape that the builder finds (`?` where unknown), or the message of its problem. */
export function outcome(operation: Operation, ...operands: readonly Given[]): string {
  const builder = createBuilder();
  const inputs = operands.map(([name, shape, dtype]) =>
    builder.emit({
      operation: { kind: 'input' },
      span: span(0, 1),
      ...(name === '' ? {} : { name }),
      ...(shape === undefined ? {} : { shape }),
      ...(dtype === undefined ? {} : { dtype }),
    }),
  );
  const id = builder.emit({ operation, inputs, span: span(0, 9) });
  const { problems } = builder.finish([id]);
  const shape = builder.shape(id);
  if (problems[0] !== undefined) return problems[0].message;
  return shape === undefined ? '?' : shapeLabel(shape).replaceAll(/\?\w+/g, '?');
}
