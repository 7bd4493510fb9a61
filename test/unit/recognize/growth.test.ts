import { describe, expect, it } from 'vitest';
import { noTopics } from '../../../src/program/topic.js';
import type { ValueId } from '../../../src/program/value.js';
import { recognize } from '../../../src/recognize/index.js';
import { createPen } from './programs.js';

type Pen = ReturnType<typeof createPen>;

/** How often inputs of values and results are looked at while a program is recognised. */
function looks(formula: boolean, write: (pen: Pen) => ValueId[]): number {
  const pen = createPen();
  const program = pen.builder.finish(write(pen));
  let count = 0;
  const values = program.values.map((v) => ({
    ...v,
    get inputs() {
      count += 1;
      return v.inputs;
    },
  }));
  const outputs = new Proxy(program.outputs, {
    get(all, key) {
      count += 1;
      return Reflect.get(all, key) as unknown;
    },
  });
  recognize(
    { ...program, values, outputs },
    program.values.map(() => ['n', 'n']),
    { formula, topics: noTopics },
  );
  return count;
}

const list = <T>(count: number, one: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => one(i));

/** Steps are counted: time is what the machine makes of it. */
describe('what is looked at grows with the program', () => {
  it.each([
    [
      'one step after the other',
      true,
      (pen: Pen, count: number) => {
        let at = pen.input('x', ['n', 'n']);
        for (let i = 0; i < count; i++) at = pen.op({ kind: 'exp' }, [at]);
        return [at];
      },
    ],
    [
      'many results',
      false,
      (pen: Pen, count: number) => {
        const x = pen.input('x', ['n', 'n']);
        return list(count, () => pen.op({ kind: 'exp' }, [pen.op({ kind: 'matmul' }, [x, x])]));
      },
    ],
  ])('%s', (_name, formula, write) => {
    const [some = 0, twice = 0] = [100, 200].map((count) =>
      looks(formula, (pen) => write(pen, count)),
    );
    expect(twice).toBeLessThan(2.1 * some);
  });

  it('takes no product apart for queries and keys where no name says that there are any', () => {
    // In a product of so many factors there is one of each smaller number.
    const [few = 0, more = 0] = [16, 32].map((factors) =>
      looks(true, (pen) => {
        let at = pen.input('c_0', ['n', 'n']);
        for (let i = 1; i < factors; i++)
          at = pen.op({ kind: 'matmul' }, [at, pen.input(`c_${i}`, ['n', 'n'])]);
        return [at];
      }),
    );
    expect(more).toBeLessThan(2.4 * few);
  });
});
