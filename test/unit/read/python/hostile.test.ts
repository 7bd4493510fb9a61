import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/engine/evaluate.js';
import { readPython } from '../../../../src/read/python/index.js';
import type { PythonReading } from '../../../../src/read/types.js';
import { hostilePrograms } from './hostilePrograms.js';
import { typedFiles } from './typedFiles.js';

/** Values that one document may make, with those that a statement adds while the limit is met. */
const mostValues = 8_000;

const readAll = (text: string): PythonReading => readPython([{ text, offset: 0 }]);

function expectSound(text: string, { program, problems, scopes }: PythonReading): void {
  expect(program.values.length).toBeLessThan(mostValues);
  const spans = [
    ...program.values.map((v) => v.span),
    ...[...problems, ...program.problems].map((p) => p.span),
    ...scopes.map((s) => s.span),
  ];
  const inside = spans.every((s) => s.start >= 0 && s.start <= s.end && s.end <= text.length);
  expect(inside, 'places inside the text').toBe(true);
}

describe('code that is being typed is read at every keystroke', () => {
  it.each(Object.entries(typedFiles))('%s', (_name, text) => {
    for (let end = 0; end <= text.length; end++) {
      const typed = text.slice(0, end);
      expectSound(typed, readAll(typed));
    }
  });

  it.each(Object.entries(typedFiles))('%s, with a line taken out', (_name, text) => {
    const lines = text.split('\n');
    for (const gone of lines.keys()) {
      const left = lines.filter((_, i) => i !== gone).join('\n');
      expectSound(left, readAll(left));
    }
  });
});

describe('code that never ends or grows without bound is read to a limit', () => {
  it.each(hostilePrograms)('%s', (_name, text) => {
    const reading = readAll(text);
    expectSound(text, reading);
    const shapes = reading.program.values.map((v) => v.shape);
    const options = { bindings: {}, deadlineMs: 500, maxBytes: 64e6 };
    const trace = evaluate(reading.program, shapes, options);
    expect(trace.values).toHaveLength(reading.program.values.length);
  });
});
