import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/engine/evaluate.js';
import type { Trace } from '../../../../src/engine/trace.js';
import type { Program, Value } from '../../../../src/program/value.js';
import { readPython } from '../../../../src/read/python/index.js';
import { notYet } from './programsNotYet.js';

interface Held {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly (number | string)[];
}

const folder = new URL('../../../golden/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('programs.json', folder), 'utf8')) as Record<
  string,
  Record<string, Held>
>;

/** Types that are held as one: all whole numbers are int64. */
const held = (dtype: string): string => (/^u?int/.test(dtype) ? 'int64' : dtype);

interface Ran {
  readonly program: Program;
  readonly trace: Trace;
  /** Values of the file's own statements, not of functions and classes. */
  readonly own: ReadonlySet<number>;
  readonly problems: readonly string[];
}

function run(name: string): Ran {
  const text = readFileSync(new URL(`programs/${name}.py`, folder), 'utf8');
  const { program, problems, scopes } = readPython([{ text, offset: 0 }]);
  const shapes = program.values.map((v) => v.shape);
  return {
    program,
    trace: evaluate(program, shapes, { bindings: {} }),
    own: new Set(scopes.filter((s) => s.kind === 'module').flatMap((s) => s.values)),
    problems: [...problems, ...program.problems].map((p) => p.message),
  };
}

/** What is shown of a variable at the end: its tensor, or why there is none. */
function shown({ program, trace, own }: Ran, variable: string) {
  const value: Value | undefined = program.values.findLast(
    (v) => v.name === variable && own.has(v.id),
  );
  if (value === undefined) return { value, tensor: undefined, why: 'no value has this name' };
  const traced = trace.values[value.id];
  if (traced?.ok !== true) return { value, tensor: undefined, why: traced?.error.message };
  if (value.origin === 'example') return { value, tensor: undefined, why: 'example numbers' };
  return { value, tensor: traced.tensor, why: undefined };
}

/** The first difference past 1e-4 relative and 2e-5 absolute; undefined where there is none. */
function difference(data: ArrayLike<number>, want: Held): string | undefined {
  for (const [i, x] of want.data.entries()) {
    const [expected, got] = [Number(x), Number(data[i])];
    const near = Number.isFinite(expected)
      ? Math.abs(got - expected) <= 2e-5 + 1e-4 * Math.abs(expected)
      : Object.is(got, expected);
    if (!near) return `element ${i} is ${got}, not ${expected}`;
  }
  return undefined;
}

describe.each(Object.entries(golden))('%s', (name, variables) => {
  const ran = run(name);
  const open = notYet[name] ?? {};

  it('has no problems', () => {
    expect(ran.problems).toEqual([]);
  });

  it('has the numbers of PyTorch and NumPy in every variable', () => {
    const wrong: string[] = [];
    for (const [variable, want] of Object.entries(variables)) {
      const { tensor, why } = shown(ran, variable);
      if (tensor === undefined) {
        if (open[variable] === undefined) wrong.push(`${variable}: ${why ?? 'unknown'}`);
        continue;
      }
      if (`${tensor.shape}` !== `${want.shape}`)
        wrong.push(`${variable}: shape [${tensor.shape}], not [${want.shape}]`);
      else if (tensor.dtype !== held(want.dtype))
        wrong.push(`${variable}: ${tensor.dtype}, not ${want.dtype}`);
      else {
        const off = difference(tensor.data, want);
        if (off !== undefined) wrong.push(`${variable}: ${off}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has the shapes that were worked out before anything was computed', () => {
    const wrong = ran.program.values.flatMap((v) => {
      const traced = ran.trace.values[v.id];
      if (traced?.ok !== true || v.shape === undefined) return [];
      if (!v.shape.every((d) => typeof d === 'number')) return [];
      const same = `${v.shape}` === `${traced.tensor.shape}`;
      return same ? [] : [`${v.name ?? v.operation.kind}: [${v.shape}], [${traced.tensor.shape}]`];
    });
    expect(wrong).toEqual([]);
  });

  const listed = Object.keys(open);
  if (listed.length > 0) {
    it('still has no numbers where the list says so', () => {
      const known = listed.filter((variable) => shown(ran, variable).tensor !== undefined);
      expect(known, 'to be taken off the list').toEqual([]);
    });
  }
});
