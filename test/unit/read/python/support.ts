import { dimText } from '../../../../src/program/dims.js';
import type { Value } from '../../../../src/program/value.js';
import { readPython } from '../../../../src/read/python/index.js';
import type { PythonReading } from '../../../../src/read/types.js';

export const read = (text: string): PythonReading => readPython([{ text, offset: 0 }]);

/** The last value of a name. */
export function named(reading: PythonReading, name: string): Value {
  const found = reading.program.values.findLast((v) => v.name === name);
  if (found === undefined) throw new Error(`no value is called ${name}`);
  return found;
}

export const allNamed = (reading: PythonReading, name: string): Value[] =>
  reading.program.values.filter((v) => v.name === name);

/** `[B, T, 3*C]`, or `?` where the shape is unknown. */
export const shapeText = (value: Value): string =>
  value.shape === undefined ? '?' : `[${value.shape.map(dimText).join(', ')}]`;

export const spanText = (text: string, value: { span: { start: number; end: number } }): string =>
  text.slice(value.span.start, value.span.end);

export const problems = (reading: PythonReading): string[] =>
  [...reading.problems, ...reading.program.problems].map((p) => p.code);
