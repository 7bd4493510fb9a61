import { inferShapes } from '../../../src/infer/shapes.js';
import { createBuilder, type Builder, type Draft } from '../../../src/program/builder.js';
import type { Dim, Shape } from '../../../src/program/dim.js';
import type { Operation } from '../../../src/program/operation.js';
import { span } from '../../../src/program/span.js';
import type { Program, ValueId } from '../../../src/program/value.js';
import { recognize } from '../../../src/recognize/index.js';
import type { Role, Structure } from '../../../src/recognize/roles.js';

/** Writes programs by hand, as a reader would: every value gets a span of its own. */
export interface Pen {
  readonly builder: Builder;
  op(operation: Operation, inputs?: readonly ValueId[], extra?: Partial<Draft>): ValueId;
  input(name: string, shape?: Shape): ValueId;
  number(x: number): ValueId;
  tensor(rows: readonly (readonly number[])[], name?: string): ValueId;
  size(dim: Dim): ValueId;
  mm(a: ValueId, b: ValueId): ValueId;
  t(x: ValueId): ValueId;
  add(a: ValueId, b: ValueId): ValueId;
  sub(a: ValueId, b: ValueId): ValueId;
  mul(a: ValueId, b: ValueId): ValueId;
  div(a: ValueId, b: ValueId): ValueId;
  sqrt(x: ValueId): ValueId;
  softmax(x: ValueId, axis?: number): ValueId;
  named(id: ValueId, name: string): ValueId;
}

export function createPen(): Pen {
  const builder = createBuilder();
  let at = 0;
  const op: Pen['op'] = (operation, inputs = [], extra = {}) => {
    at += 2;
    return builder.emit({ operation, inputs, span: span(at, at + 1), ...extra });
  };
  const pair =
    (kind: 'add' | 'sub' | 'mul' | 'div' | 'matmul') =>
    (a: ValueId, b: ValueId): ValueId =>
      op({ kind }, [a, b]);
  return {
    builder,
    op,
    input: (name, shape) =>
      op({ kind: 'input' }, [], { name, tex: name, ...(shape === undefined ? {} : { shape }) }),
    number: (x) => op({ kind: 'tensor', shape: [], data: [x] }, [], { weak: true }),
    tensor: (rows, name) =>
      op(
        { kind: 'tensor', shape: [rows.length, rows[0]?.length ?? 0], data: rows.flat() },
        [],
        name === undefined ? {} : { name, defined: true },
      ),
    size: (dim) =>
      op({ kind: 'dimension', dim }, [], typeof dim === 'string' ? { name: dim, tex: dim } : {}),
    mm: pair('matmul'),
    t: (x) => op({ kind: 'transpose', axis0: -2, axis1: -1 }, [x]),
    add: pair('add'),
    sub: pair('sub'),
    mul: pair('mul'),
    div: pair('div'),
    sqrt: (x) => op({ kind: 'sqrt' }, [x]),
    softmax: (x, axis = -1) => op({ kind: 'softmax', axis }, [x]),
    named(id, name) {
      builder.define(id, name);
      return id;
    },
  };
}

export interface Drawn {
  readonly program: Program;
  readonly shapes: readonly (Shape | undefined)[];
  readonly root: ValueId;
  readonly structures: readonly Structure[];
}

/** Draws a program and recognises it; the function gives the root. */
export function draw(write: (pen: Pen) => ValueId): Drawn {
  const pen = createPen();
  const root = write(pen);
  const program = pen.builder.finish([root]);
  const shapes = inferShapes(program, { conventions: true });
  return { program, shapes, root, structures: recognize(program, shapes) };
}

/** The kind found at the root, or undefined. */
export const kindAtRoot = (drawn: Drawn): string | undefined =>
  drawn.structures.find((s) => s.root === drawn.root)?.kind;

/** Values of one role in the largest structure, by name or by operation. */
export function withRole(drawn: Drawn, role: Role): string[] {
  const roles = drawn.structures[0]?.roles ?? new Map<ValueId, Role>();
  return [...roles]
    .filter(([, r]) => r === role)
    .sort(([a], [b]) => a - b)
    .map(([id]) => {
      const v = drawn.program.values[id];
      return v?.name ?? v?.operation.kind ?? '';
    });
}
