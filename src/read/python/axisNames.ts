import type { Dim, Shape } from '../../program/dim.js';
import { dimSymbols, evaluateDim, substituteDim } from '../../program/dims.js';
import { isUnknownDim } from '../../program/shapeContext.js';
import type { Program, Value } from '../../program/value.js';
import type { Stmt } from './ast.js';
import type { Reader } from './reader.js';

/** What a run for names alone may take of steps and values. */
export const namingLimit = { steps: 40_000, values: 1_500 };

/** Longest code that is run for names. */
const maxCode = 60_000;

/** Statements that only say what there is: nothing of them calls anything. */
export const declarations = (body: readonly Stmt[]): Stmt[] =>
  body.filter((s) => ['import', 'from', 'def', 'class'].includes(s.kind));

const isConcrete = ({ shape, run }: Value): boolean =>
  run !== undefined &&
  shape !== undefined &&
  shape.length > 1 &&
  shape.every((d) => typeof d === 'number');

/** Whether code runs on numbers in functions, whose sizes have names there. */
export const hasNamelessSizes = (r: Reader, length: number): boolean => {
  if (length > maxCode || r.functions.length === 0) return false;
  for (let id = 0; id < r.builder.size; id++) if (isConcrete(r.builder.value(id))) return true;
  return false;
};

const keyOf = ({ span, operation }: Value): string => `${span.start} ${span.end} ${operation.kind}`;

/** Names of `shape` for the sizes of a run on numbers; undefined where they are not those sizes. */
function fitting(shape: Shape, sizes: readonly number[]): Shape | undefined {
  if (shape.length !== sizes.length) return undefined;
  const known = new Map<string, number>();
  const named = shape.map((d, i): Dim => {
    if (typeof d === 'string' && !isUnknownDim(d)) known.set(d, sizes[i] ?? 0);
    return dimSymbols(d).some(isUnknownDim) ? (sizes[i] ?? 0) : d;
  });
  const fits = named.every((d, i) => {
    if (!dimSymbols(d).every((name) => known.has(name))) return true;
    return evaluateDim(d, Object.fromEntries(known)) === sizes[i];
  });
  return fits && named.some((d) => typeof d !== 'number') ? named : undefined;
}

/** `B` for `B_2`, which tells it from the size of another call, where no other axis is called that. */
function asWritten(axes: Shape, written: ReadonlySet<string>): Shape {
  const used = new Set(axes.flatMap(dimSymbols));
  const plain = (name: string): string => {
    const short = name.replace(/_\d+$/, '');
    const made = !written.has(name) && written.has(short) && !used.has(short);
    return made && [...used].filter((u) => u.replace(/_\d+$/, '') === short).length === 1
      ? short
      : name;
  };
  return axes.map((d) => substituteDim(d, plain));
}

/**
 * Gives the sizes of code that runs on numbers the names that the code has for them, as a run with
 * unknown inputs shows them: `[2, 4, 3, 8]` is `[B, n_head, T, head_size]`.
 */
export function nameAxes(program: Program, unknowns: Program, code: string): Program {
  const written = new Set(code.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  const shapes = new Map<string, Shape[]>();
  for (const value of unknowns.values) {
    if (value.shape === undefined) continue;
    const key = keyOf(value);
    shapes.set(key, [...(shapes.get(key) ?? []), value.axes ?? value.shape]);
  }
  const values = program.values.map((value) => {
    const { shape } = value;
    if (!isConcrete(value) || shape === undefined) return value;
    for (const other of shapes.get(keyOf(value)) ?? []) {
      const axes = fitting(other, shape as readonly number[]);
      if (axes !== undefined) return { ...value, axes: asWritten(axes, written) };
    }
    return value;
  });
  return { ...program, values };
}
