import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/engine/evaluate.js';
import { readPython } from '../../../../src/read/python/index.js';

interface Golden {
  readonly name: string;
  readonly code: string;
  readonly values: Readonly<
    Record<string, { shape: number[]; dtype: string; data: (number | string)[] }>
  >;
}

const golden = JSON.parse(
  readFileSync(new URL('../../../golden/pythonSnippets.json', import.meta.url), 'utf8'),
) as Golden[];

/** Changed through another name afterwards: its own last value is older. */
const older: Readonly<Record<string, readonly string[]>> = { 'changes in place': ['x'] };

describe.each(golden)('$name', ({ name, code, values }) => {
  const { program, problems } = readPython([{ text: code, offset: 0 }]);
  const trace = evaluate(
    program,
    program.values.map((v) => v.shape),
    { bindings: {} },
  );

  it('has no problems', () => {
    expect([...problems, ...program.problems]).toEqual([]);
  });

  const names = Object.keys(values).filter((n) => older[name]?.includes(n) !== true);
  it.each(names)('computes %s as PyTorch and NumPy do', (variable) => {
    const value = program.values.findLast((v) => v.name === variable);
    expect(value, 'is a value').toBeDefined();
    const traced = trace.values[value?.id ?? -1];
    expect(value?.origin, 'origin').not.toBe('example');
    if (traced?.ok !== true) throw new Error(`${variable}: ${traced?.error.message}`);
    const want = values[variable];
    expect(traced.tensor.shape).toEqual(want?.shape);
    expect(traced.tensor.dtype).toBe(want?.dtype);
    const got = [...traced.tensor.data];
    for (const [i, x] of (want?.data ?? []).entries()) {
      const expected = Number(x);
      if (Number.isFinite(expected)) expect(got[i]).toBeCloseTo(expected, 4);
      else expect(got[i]).toBe(expected);
    }
  });
});
