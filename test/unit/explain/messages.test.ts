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

  const failed = (operation: string, operands: string, sentence: string) => ({
    code: 'too-large',
    message: `${operation} of ${operands}: ${sentence}`,
    values: { operation, operands, need: '512 MB', most: '256 MB' },
  });

  it.each([
    [
      failed('div', '[8192, 8192], []', 'This needs 512 MB.'),
      'Dividing [8192, 8192] by a number: This needs 512 MB.',
      '形状 [8192, 8192] を数値で割る計算: この計算には 512 MB 必要です。使えるのは 256 MB までです。',
    ],
    [
      failed('softmax', '[8, 8]', 'This needs 512 MB.'),
      'Softmax of [8, 8]: This needs 512 MB.',
      '形状 [8, 8] のソフトマックス: この計算には 512 MB 必要です。使えるのは 256 MB までです。',
    ],
    [
      failed('concat', '[2], [2], [2]', 'This needs 512 MB.'),
      'Joining [2], [2] and [2]: This needs 512 MB.',
      '形状 [2]、形状 [2]、形状 [2] の連結: この計算には 512 MB 必要です。使えるのは 256 MB までです。',
    ],
  ])('names an operation as a person would: $message', (error, en, ja) => {
    expect(translateError(error, 'en')).toBe(en);
    expect(translateError(error, 'ja')).toBe(ja);
  });

  it('leaves a sentence that begins with the name of its operation', () => {
    const error = {
      code: 'bad-value',
      message: 'index 5 is outside of [3].',
      values: { operation: 'index', operands: '[3]' },
    };
    expect(translateError(error, 'en')).toBe('index 5 is outside of [3].');
  });
});
