import { exampleBindings } from '../../../src/infer/bindings.js';
import { inferShapes } from '../../../src/infer/shapes.js';
import type { Shape } from '../../../src/program/dim.js';
import { shapeLabel } from '../../../src/program/dims.js';
import type { Program, ValueId } from '../../../src/program/value.js';
import { readFormulas } from '../../../src/read/tex/index.js';

export interface Inferred {
  readonly program: Program;
  readonly root: ValueId | undefined;
  readonly shapes: readonly (Shape | undefined)[];
  readonly bindings: Readonly<Record<string, number>>;
}

export const infer = (program: Program, root: ValueId | undefined): Inferred => {
  const shapes = inferShapes(program, { conventions: true });
  return { program, root, shapes, bindings: exampleBindings(program, shapes) };
};

/** The last formula of a text, with shapes by convention. */
export function inferTex(tex: string): Inferred {
  const formula = readFormulas(tex, 0).at(-1);
  if (formula === undefined) throw new Error(`${tex} is no formula`);
  return infer(formula.program, formula.root);
}

const label = (shape: Shape | undefined): string => (shape === undefined ? '?' : shapeLabel(shape));

/** `Q: [n, d_k]` for every free symbol that has axes, and `= …` for the whole. */
export function summary({ program, shapes, root }: Inferred): string {
  const symbols = program.values
    .filter((v) => v.operation.kind === 'input' && shapes[v.id]?.length !== 0)
    .map((v) => `${v.name ?? ''} ${label(shapes[v.id])}`);
  return `${symbols.join(', ')} → ${label(root === undefined ? undefined : shapes[root])}`;
}
