import { describe, expect, it } from 'vitest';
import { translateError, translateProblem } from '../../../src/explain/messages.js';
import { draw } from '../recognize/programs.js';

const span = { start: 0, end: 1 };

describe('problems in Japanese', () => {
  it('names the operands of a mismatch', () => {
    const { program } = draw((p) => p.mm(p.input('Q', [3, 4]), p.input('K', [3, 4])));
    const [problem] = program.problems;
    expect(problem && translateProblem(problem, 'en')).toBe(
      'Q is [3, 4] and K is [3, 4]: the inner sizes 4 and 3 differ.',
    );
    expect(problem && translateProblem(problem, 'ja')).toBe(
      'Q の形状は [3, 4]、K の形状は [3, 4] です。内側のサイズ 4 と 3 が一致しません。',
    );
  });

  it.each(['broadcast', 'axis', 'reshape', 'concat'] as const)(
    'fills the sentence for %s',
    (reason) => {
      const { program } = draw((p) => {
        const a = p.input('A', [3, 4]);
        const b = p.input('B', [5, 6]);
        switch (reason) {
          case 'broadcast':
            return p.add(a, b);
          case 'axis':
            return p.op({ kind: 'softmax', axis: 5 }, [p.op({ kind: 'sum', axes: [7] }, [a])]);
          case 'reshape':
            return p.op({ kind: 'reshape', shape: [5, 5] }, [a]);
          case 'concat':
            return p.op({ kind: 'concat', axis: 0 }, [a, b]);
          default:
            return reason satisfies never;
        }
      });
      const [problem] = program.problems;
      const text = problem === undefined ? '' : translateProblem(problem, 'ja');
      expect(text).toMatch(/[ぁ-ん].*。$/);
      expect(text).not.toMatch(/[{}]/);
    },
  );

  it('falls back to the English sentence', () => {
    const problem = { code: 'brand-new', severity: 'info', message: 'New.', span } as const;
    expect(translateProblem(problem, 'ja')).toBe('New.');
    const odd = { ...problem, code: 'shape-mismatch', values: { reason: 'constructor' } };
    expect(translateProblem(odd, 'ja')).toMatch(/形状|New/);
  });

  it('says why there are no numbers', () => {
    expect(translateError({ code: 'deadline', message: 'Too late.' }, 'ja')).toBe(
      '時間内に計算が終わりませんでした。',
    );
  });
});
