import { describe, expect, it } from 'vitest';
import { translateProblem } from '../../../src/explain/messages.js';
import { lint } from '../../../src/lint/index.js';
import type { ValueId } from '../../../src/program/value.js';
import { draw, type Pen } from '../recognize/programs.js';

const problems = (write: (p: Pen) => ValueId) => {
  const drawn = draw(write);
  return lint(drawn.program, drawn.shapes, drawn.structures);
};
const codes = (write: (p: Pen) => ValueId): string[] => problems(write).map((p) => p.code);

const scores = (p: Pen): ValueId => p.mm(p.input('Q', [3, 4]), p.t(p.input('K', [5, 4])));
const value = (p: Pen): ValueId => p.input('V', [5, 6]);

describe('what a reader of attention code would point out', () => {
  const cases: [string, string[], (p: Pen) => ValueId][] = [
    ['all is well', [], (p) => p.mm(p.softmax(p.div(scores(p), p.number(2))), value(p))],
    ['the scale is a root of the size', [], (p) => p.softmax(p.div(scores(p), p.sqrt(p.size(4))))],
    [
      'the scale is 1/√d, multiplied',
      [],
      (p) => p.softmax(p.mul(scores(p), p.op({ kind: 'pow' }, [p.size(4), p.number(-0.5)]))),
    ],
    [
      'half of the scale on each side',
      [],
      (p) => {
        const root = p.number(Math.SQRT2);
        const q = p.div(p.input('Q', [3, 4]), root);
        const k = p.div(p.input('K', [5, 4]), root);
        return p.softmax(p.mm(q, p.t(k)));
      },
    ],
    [
      'a symbol for the size',
      [],
      (p) => p.softmax(p.div(p.mm(p.input('Q'), p.t(p.input('K'))), p.sqrt(p.size('d_k')))),
    ],
    [
      'a factor of what is compared with itself, which is none of the scores',
      [],
      (p) => {
        const x = p.mul(p.input('x', [3, 4]), p.number(3));
        return p.softmax(p.div(p.mm(x, p.t(x)), p.number(2)));
      },
    ],
    ['no scale', ['missing-scale'], (p) => p.mm(p.softmax(scores(p)), value(p))],
    [
      'no scale below a derivative',
      [],
      (p) => {
        const weights = p.softmax(scores(p));
        p.op({ kind: 'call', callee: '\\partial' }, [weights]);
        return p.mm(weights, value(p));
      },
    ],
    ['another scale', ['other-scale'], (p) => p.softmax(p.div(scores(p), p.number(8)))],
    ['the size without its root', ['other-scale'], (p) => p.softmax(p.div(scores(p), p.size(4)))],
    [
      'the symbol without its root',
      ['other-scale'],
      (p) =>
        p.softmax(
          p.div(p.mm(p.input('Q', ['n', 'd_k']), p.t(p.input('K', ['m', 'd_k']))), p.size('d_k')),
        ),
    ],
    [
      'softmax over the queries',
      ['softmax-axis'],
      (p) => p.mm(p.softmax(p.div(scores(p), p.number(2)), 0), value(p)),
    ],
    [
      'a mask put on the weights',
      ['mask-after-softmax'],
      (p) => {
        const weights = p.softmax(p.div(scores(p), p.number(2)));
        return p.mm(p.mul(weights, p.input('mask', [3, 5])), value(p));
      },
    ],
    ['a softmax that is no attention', [], (p) => p.softmax(p.input('x'), 0)],
  ];
  it.each(cases)('%s: %j', (_, expected, write) => {
    expect(codes(write)).toEqual(expected);
  });

  it('suggests a transpose where it would fit', () => {
    const [problem] = problems((p) => p.mm(p.input('Q', [3, 4]), p.input('K', [3, 4])));
    expect(problem?.message).toBe('With K transposed the sizes fit: K.T?');
    expect(problem && translateProblem(problem, 'ja')).toBe(
      'K を転置するとサイズが合います。K.T ではありませんか。',
    );
  });

  it('suggests what turns the last two axes where there are more', () => {
    const [problem] = problems((p) => p.mm(p.input('q', [2, 3, 4]), p.input('k', [2, 3, 4])));
    expect(problem?.message).toBe('With k transposed the sizes fit: k.swapaxes(-2, -1)?');
  });

  it('is translated', () => {
    for (const [, , write] of cases) {
      for (const problem of problems(write)) {
        expect(translateProblem(problem, 'en')).toBe(problem.message);
        expect(translateProblem(problem, 'ja')).toMatch(/[ぁ-ん].*。$/);
        expect(translateProblem(problem, 'ja')).not.toMatch(/[{}]|undefined/);
      }
    }
  });
});
