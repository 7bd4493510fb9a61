import { describe, expect, it } from 'vitest';
import type { DocumentLanguage } from '../../../src/analysisTypes.js';
import type { Span } from '../../../src/program/span.js';
import type { CallContext } from '../../../src/protocol/rpc.js';
import { numberInstead } from '../../../src/worker/documentProblems.js';
import { createService } from '../../../src/worker/service.js';

const context: CallContext = { isCancelled: () => false, progress: () => undefined };

async function problemsOf(
  text: string,
  language: DocumentLanguage = 'markdown',
  options: {
    readonly locale?: 'en' | 'ja';
    readonly places?: readonly Span[];
    readonly context?: CallContext;
  } = {},
) {
  const service = createService();
  const ref = { id: 'note', version: 1 };
  await service.open({ ...ref, language, text }, context);
  const { locale = 'en', places = [{ start: 0, end: text.length }] } = options;
  return service.problems({ ...ref, places, locale }, options.context ?? context);
}

const wrong = String.raw`$\text{softmax}([1, 2, 3]) = [0.090, 0.245, 0.656]$`;

describe('the problems to underline', () => {
  it('are wrong results, at the wrong number, with the right one', async () => {
    expect(await problemsOf(`Text.\n\n${wrong}\n`)).toEqual({
      ok: true,
      value: [
        {
          code: 'value-mismatch',
          message: 'Entry 3: 0.656 stated, 0.66524 computed.',
          range: {
            start: { line: 2, character: wrong.indexOf('0.656') },
            end: { line: 2, character: wrong.indexOf('0.656') + 5 },
          },
          instead: { said: '0.656', right: '0.665' },
        },
      ],
    });
  });

  it('are said in Japanese too', async () => {
    const answer = await problemsOf(wrong, 'markdown', { locale: 'ja' });
    expect(answer).toMatchObject({ value: [{ message: expect.stringContaining('0.656 と') }] });
  });

  const cases: readonly [
    what: string,
    language: DocumentLanguage,
    text: string,
    codes: string[],
  ][] = [
    ['a right result', 'markdown', wrong.replace('656', '665'), []],
    ['a wrong result in TeX', 'latex', wrong, ['value-mismatch']],
    ['a formula that is not read to its end', 'markdown', String.raw`$\frac{a$`, []],
    ['scores without a scale', 'markdown', String.raw`$$\text{softmax}(QK^\top)V$$`, []],
    [
      'sizes that do not fit in code',
      'python',
      'import torch\nQ = torch.ones(3, 4)\nscores = Q @ Q\n',
      ['shape-mismatch'],
    ],
    ['wrong results in comments of code', 'python', `# ${wrong}\nx = 1\n`, []],
    [
      'sizes that do not fit in a fence',
      'markdown',
      '```python\nimport torch\nQ = torch.ones(3, 4)\nscores = Q @ Q\n```\n',
      ['shape-mismatch'],
    ],
    [
      'code that may follow the rules of another library',
      'python',
      'import jax.numpy as jnp\nimport torch\nQ = torch.ones(3, 4)\nscores = Q @ Q\n',
      [],
    ],
  ];
  for (const [what, language, text, codes] of cases) {
    it(`of ${what}: ${codes.join(', ') || 'none'}`, async () => {
      const answer = await problemsOf(text, language);
      expect(answer.ok && answer.value.map((p) => p.code)).toEqual(codes);
    });
  }

  it('are those of the stretches asked about, each once', async () => {
    const text = `${wrong}\n\n${'word '.repeat(2_000)}\n\n${wrong}\n`;
    const first = await problemsOf(text, 'markdown', { places: [{ start: 0, end: 10 }] });
    expect(first).toMatchObject({ value: [{ range: { start: { line: 0 } } }] });
    const both = [
      { start: 0, end: text.length },
      { start: 0, end: 10 },
    ];
    const all = await problemsOf(text, 'markdown', { places: both });
    expect(all.ok && all.value.map((p) => p.range.start.line)).toEqual([0, 4]);
  });

  it('are not looked for any more once that is cancelled', async () => {
    const stopped = { ...context, isCancelled: () => true };
    const answer = await problemsOf(wrong, 'markdown', { context: stopped });
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

describe('the number to write instead', () => {
  const cases: readonly [text: string, said: string, replacement: string, right: string | null][] =
    [
      ['[0.09, 0.656]', '0.656', '0.665', '0.665'],
      ['[0.09, -0.5]', '-0.5', '-0.4', '-0.4'],
      ['[0.09, −0.5]', '−0.5', '-0.4', '−0.4'],
      ['[0.09, −0.5]', '−0.5', '0.4', '0.4'],
      ['[.5]', '.5', '0.4', '0.4'],
      // The sign is not part of what would be replaced.
      ['= -0.5', '0.5', '-0.4', null],
      ['= − 0.5', '0.5', '-0.4', null],
      [String.raw`7.8 \times 10^{21}`, String.raw`7.8 \times 10^{21}`, '1', null],
      [String.raw`\frac{1}{2}`, String.raw`\frac{1}{2}`, '0.4', null],
      ['1{,}000', '1{,}000', '1001', null],
      ['0.5', '0.5', '0.5', null],
    ];
  for (const [text, said, replacement, right] of cases) {
    it(`for ${said} in ${text} is ${right ?? 'not given'}`, () => {
      const start = text.indexOf(said);
      const given = numberInstead(text, { start, end: start + said.length }, replacement);
      expect(given).toEqual(right === null ? null : { said, right });
    });
  }
});
