import type { Dim, Shape } from '../program/dim.js';
import { dimSymbols, evaluateDim } from '../program/dims.js';
import type { Program } from '../program/value.js';
import { exampleSizes, spareSizes } from './conventions.js';

/** Every size mentioned by a program's shapes, in order of appearance. */
export function symbolsOf(program: Program, shapes: readonly (Shape | undefined)[]): string[] {
  const dims: Dim[] = shapes.flatMap((s) => s ?? []);
  for (const { operation } of program.values) {
    if (operation.kind === 'dimension') dims.push(operation.dim);
    if (
      (operation.kind === 'concat' || operation.kind === 'stack') &&
      operation.count !== undefined
    ) {
      dims.push(operation.count);
    }
    if (operation.kind === 'eye') dims.push(operation.rows, operation.columns);
    if (operation.kind === 'arange') dims.push(operation.start, operation.stop);
    if ('shape' in operation) dims.push(...operation.shape.filter((d) => d !== -1));
  }
  return [...new Set(dims.flatMap(dimSymbols))];
}

function quotients(d: Dim): { readonly left: Dim; readonly right: Dim }[] {
  if (typeof d !== 'object') return [];
  const inner = [...quotients(d.left), ...quotients(d.right)];
  return d.operator === '//' ? [...inner, d] : inner;
}

/**
 * Example sizes for symbolic dimensions: the usual ones for usual names, distinct others for the
 * rest, and multiples where one size is divided by another (`d_model//h`).
 */
export function exampleBindings(
  program: Program,
  shapes: readonly (Shape | undefined)[],
): Record<string, number> {
  const bindings: Record<string, number> = {};
  const names = symbolsOf(program, shapes);
  for (const name of names) {
    const usual = Object.hasOwn(exampleSizes, name) ? exampleSizes[name] : undefined;
    if (usual !== undefined) bindings[name] = usual;
  }
  const taken = new Set(Object.values(bindings));
  const spare = spareSizes.filter((s) => !taken.has(s));
  for (const [i, name] of names.filter((n) => !Object.hasOwn(bindings, n)).entries()) {
    bindings[name] = spare[i] ?? spareSizes[i % spareSizes.length] ?? 4;
  }
  const dims = shapes.flatMap((s) => s ?? []);
  for (const { left, right } of dims.flatMap(quotients)) {
    const divisor = evaluateDim(right, bindings);
    if (typeof left !== 'string' || divisor === undefined || divisor < 1) continue;
    bindings[left] = Math.ceil((bindings[left] ?? divisor) / divisor) * divisor;
  }
  return bindings;
}
