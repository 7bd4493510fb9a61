import type { AnalyzedItem } from '../analysisTypes.js';
import type { Program, Value, ValueId } from '../program/value.js';
import { symbolMeaning } from '../recognize/symbols.js';
import type { DefinedFunction, Definition } from '../read/types.js';
import type { Found } from './earlier.js';

/** Parts of a matrix or a vector that a name means: one of them, or each, counted by a letter. */
export interface RowsOf {
  /** What they are parts of: `Q` of `q_2` and `q_i`, `x` of `x_3`. */
  readonly whole: string;
  /** Axes of the whole. */
  readonly rank: 1 | 2;
  /** The number that the text gives the part, or its letter. */
  readonly mark: number | string;
  /** The number of the column, where one element is meant: 3 of `a_{23}`. */
  readonly column?: number;
}

const partName = /^([a-z]|\\[a-z]+)_(?:\{?(\d{1,3})\}?|\{?([ijtnksml])\}?)$/;
/** `S_{12}`, `a_{2,3}`, `\alpha_{1,2}`: an element of scores or weights, or with a comma of any matrix. */
const elementName = /^([A-Za-z]|\\[a-z]+)_\{?(\d{1,2}),(\d{1,2})\}?$/;
const tableElement = /^([AESPaesp]|\\alpha)_\{?(\d)(\d)\}?$/;
/** Letters of vectors that the rows of the matrix by the capital letter are. */
const ofVectors = /^[qkvxhzoyceu]$/;

/** What an element may stand in: a matrix by its letter, or by the capital one. */
function elementsOf(name: string): readonly RowsOf[] {
  const [, letter, row, column] = elementName.exec(name) ?? tableElement.exec(name) ?? [];
  if (letter === undefined) return [];
  const capital = letter === '\\alpha' ? 'A' : letter.toUpperCase();
  const part = { rank: 2, mark: Number(row), column: Number(column) } as const;
  return [...new Set([letter, capital])].map((whole) => ({ ...part, whole }));
}

/** True for the name of one number of a matrix: `a_{12}`. */
export const isElementName = (name: string): boolean => elementsOf(name).length > 0;

/** What `q_2`, `x_i` or `a_{12}` may be parts of, the likelier first. */
export function rowsOf(name: string): readonly RowsOf[] {
  const elements = elementsOf(name);
  if (elements.length > 0) return elements;
  const [, letter, number, counted] = partName.exec(name) ?? [];
  const mark = number === undefined ? counted : Number(number);
  if (letter === undefined || mark === undefined) return [];
  const own: RowsOf = { whole: letter, rank: 1, mark };
  return ofVectors.test(letter) ? [{ whole: letter.toUpperCase(), rank: 2, mark }, own] : [own];
}

/** True where a text counts elements by a letter, `x` or `\beta`, from 0. */
export const countsFromZero = (text: string, letter: string): boolean =>
  new RegExp(
    String.raw`(?<![A-Za-z])${letter.replace('\\', '\\\\')}\}?_(?:\{?0(?!\d)|\{0,?\d\}|\{\d,0\})`,
  ).test(text);

/** `WX` holds its vectors as columns. */
function isByColumns({ values }: Program, id: ValueId): boolean {
  const value = values[id];
  const first = values[value?.inputs[0] ?? -1];
  if (value?.operation.kind !== 'matmul' || first === undefined) return false;
  return (
    /^W/.test(first.name ?? '') || symbolMeaning(first.name ?? '')?.key.endsWith('Weight') === true
  );
}

/** A definition of parts of a matrix or a vector of numbers that an item gives. */
function definitionOfRows(
  { program, shapes, defines }: AnalyzedItem,
  name: string,
  { whole, rank, mark, column, first }: RowsOf & { readonly first: number },
): Definition | undefined {
  const value = defines?.find((d) => d.name === whole)?.value;
  const made = value === undefined ? undefined : program.values[value];
  const shape = value === undefined ? undefined : shapes[value];
  if (value === undefined || made?.origin !== 'literal' || shape?.length !== rank) return undefined;
  if (typeof shape[0] !== 'number' || isByColumns(program, value)) return undefined;
  if (typeof mark === 'string') return { program, value, index: [mark] };
  const places = [mark, ...(column === undefined ? [] : [column])].map((at) => at - first);
  const isThere = places.every((at, axis) => {
    const size = shape[axis];
    return typeof size === 'number' && at >= 0 && at < size;
  });
  if (!isThere) return undefined;
  const row: Value = {
    id: program.values.length,
    name,
    operation: { kind: 'index', items: places.map((index) => ({ kind: 'at', index })) },
    inputs: [value],
    span: made.span,
    shape: shape.slice(places.length),
    dtype: made.dtype,
    origin: made.origin,
  };
  return { program: { ...program, values: [...program.values, row] }, value: row.id };
}

/** What a name was found to be defined as, in the item of its row. */
export function definitionBy(
  item: AnalyzedItem,
  name: string,
  { rows }: Found,
): Definition | undefined {
  if (rows !== undefined) return definitionOfRows(item, name, rows);
  const define = item.defines?.find((d) => d.name === name);
  return define === undefined ? undefined : { ...define, program: item.program };
}

/** What a name is found to be called as. */
export function functionBy(item: AnalyzedItem, name: string): DefinedFunction | undefined {
  const define = item.defines?.find((d) => d.name === name);
  return define === undefined || item.takes === undefined
    ? undefined
    : { ...define, program: item.program, takes: item.takes };
}

/**
 * Tells what a name takes from the formula that defines it from anything else that it may take: by its row,
 * and by how the rows of a matrix are counted.
 */
export const nameKey = (name: string, { row, rows }: Found): string =>
  `${name}@${row}${rows?.first === 0 ? '[0]' : ''}`;

/** Which rows a name means is our guess: a stated result that does not fit refutes it. */
export const refutesRows = (items: readonly AnalyzedItem[], found: Iterable<Found>): boolean =>
  [...found].some((d) => d.rows !== undefined) &&
  items.some((i) => i.problems.some((p) => p.code === 'value-mismatch'));
