import { readLayout } from '../tex/layout/index.js';
import { createParser } from '../tex/parse.js';
import { constantOf } from '../tex/sizes.js';
import { tokenize } from '../tex/tokens.js';
import { asTex } from './translate.js';

/** Longer rows are no arithmetic that a person works out. */
const MAX_LENGTH = 300;

/** True where all sides of an equation that are numbers alone come to the same, as it is rounded. */
export function agrees(source: string): boolean {
  if (source.length > MAX_LENGTH) return false;
  const tex = asTex(source).replaceAll(/sqrt(?=\()/g, '√');
  const { nodes } = readLayout(tokenize(tex, 0));
  const equation = createParser().parse(nodes, { start: 0, end: tex.length });
  if (equation.kind !== 'relation') return false;
  const values = equation.parts.map((part) => constantOf(part)).filter((v) => v !== undefined);
  const [first] = values;
  if (first === undefined || values.length < 2) return false;
  const sides = source.split(/[=＝≈≒]/);
  const decimals = sides.map((side) => /\.(\d+)\s*$/.exec(side)?.[1]?.length ?? Infinity);
  const fewest = Math.min(...decimals);
  const slack = fewest === Infinity ? 1e-9 : 10 ** -fewest * 1.0001;
  return values.every((v) => Math.abs(v - first) <= slack + 1e-12 * Math.abs(first));
}
