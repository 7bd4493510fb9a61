import { describe, expect, it } from 'vitest';
import { analyzeDocument } from '../../../src/analysis/documents.js';
import { translateProblem } from '../../../src/explain/messages.js';

/** What is said of the results of the last formula of a note. */
function said(note: string): { checks: string[]; problems: string[]; ja: string[] } {
  const last = analyzeDocument(note, 'markdown').items.at(-1);
  const problems = last?.problems.filter((p) => p.code === 'value-mismatch') ?? [];
  return {
    checks: (last?.checks ?? []).map((c) => c.status),
    problems: problems.map((p) => p.message),
    ja: problems.map((p) => translateProblem(p, 'ja')),
  };
}

describe('a result that rests on numbers given elsewhere in the note', () => {
  it.each([
    ['a size', 'Each head has $d_k = 64$.\n\n$$\\sqrt{d_k} = 8$$'],
    ['a size in words', 'キーの次元 d_k は 64 です。\n\n$\\sqrt{d_k} = 8$'],
    ['two sizes', '$d_{model} = 512$, $h = 8$\n\n$$d_k = \\frac{d_{model}}{h} = 64$$'],
    ['its reciprocal', '$d_k = 64$\n\n$\\frac{1}{\\sqrt{d_k}} = 0.125$'],
    ['vectors, within a sentence', '$q = [1, 2]$, $k = [3, 4]$\n\nThen $q \\cdot k = 11$.'],
    [
      'the columns of matrices',
      '$Q = [[1, 0], [0, 1]]$, $K = [[2, 0], [0, 2]]$\n\n$$\\frac{QK^\\top}{\\sqrt{d_k}} = [[1.41, 0], [0, 1.41]]$$',
    ],
    ['a result rounded on the way', '$$a = \\frac{1}{3} = 0.33$$\n\n$$b = 100 a = 33.33$$'],
  ])('is right: %s', (_, note) => {
    expect(said(note)).toMatchObject({ checks: ['right'], problems: [] });
  });

  it.each([
    ['Each head has $d_k = 64$.\n\n$$\\sqrt{d_k} = 9$$', '9 stated, 8 computed.'],
    ['## A\n\n$d_k = 64$\n\n## B\n\n$\\sqrt{d_k} = 9$', '9 stated, 8 computed.'],
    ['Let $d_k = 64$, so $\\sqrt{d_k} = 9$.', '9 stated, 8 computed.'],
    ['キーの次元 d_k は 64 です。\n\n$\\sqrt{d_k} = 9$', '9 stated, 8 computed.'],
    ['ここで d_k = 64 です。√d_k = 9 となります。', '9 stated, 8 computed.'],
    ['$q = [1, 2]$, $k = [3, 4]$\n\nThen $q \\cdot k = 25$.', '25 stated, 11 computed.'],
    ['$q = [1, 2]$, $k = [3, 4]$\n\n$$s = q \\cdot k = 110$$', '110 stated, 11 computed.'],
    [
      '$q = [1, 2]$, $k = [3, 4]$\n\n$$s = q \\cdot k = 11$$\n\n$$s / 2 = 11$$',
      '11 stated, 5.5 computed.',
    ],
  ])('is wrong, by however much: %s', (note, message) => {
    expect(said(note).problems).toEqual([message]);
  });

  it('is said in Japanese', () => {
    expect(said('ここで $d_k = 64$ です。\n\n$$\\sqrt{d_k} = 9$$').ja).toEqual([
      '9 と書かれていますが、計算すると 8 です。',
    ]);
  });
});

describe('a name that was computed above and is given numbers again', () => {
  const given = '$$S = [[1.0, 0.0], [0.5, 0.5]]$$\n\n$$A = \\text{softmax}(S)$$\n\n';
  it('is right', () => {
    expect(said(`${given}$$A \\approx [[0.73, 0.27], [0.5, 0.5]]$$`)).toMatchObject({
      checks: ['right'],
      problems: [],
    });
  });
  it('is wrong in one place', () => {
    expect(said(`${given}$$A \\approx [[0.73, 0.17], [0.5, 0.5]]$$`).problems).toEqual([
      'Row 1, column 2: 0.17 stated, 0.2689 computed.',
    ]);
  });
  it('is another example', () => {
    expect(said(`${given}$$A = [[0.9, 0.1], [0.2, 0.8]]$$`).problems).toEqual([]);
  });
});

describe('a sum that the note itself calls wrong', () => {
  it.each([
    'A common mistake: $\\sqrt{64} = 9$.',
    '× √64 = 9',
    '- ❌ $\\sqrt{64} = 9$',
    "Don't write $\\sqrt{64} = 9$.",
    '$\\sqrt{64} = 9$ is incorrect.',
    '$\\sqrt{64} = 9$ (wrong!)',
    '「$\\sqrt{64} = 9$ ではない」',
    '誤り：$\\sqrt{64} = 9$',
    '次の計算は間違っている。$\\sqrt{64} = 9$',
    '**Wrong:**\n\n$$\\sqrt{64} = 9$$',
    '| 正 | 誤 |\n|---|---|\n| 8 | $\\sqrt{64} = 9$ |',
    '~~$\\sqrt{64} = 9$~~',
  ])('%s', (note) => {
    expect(said(note)).toMatchObject({ checks: [], problems: [] });
  });
  it.each([
    'The mean error is $\\sqrt{64} = 9$.',
    '誤差は $\\sqrt{64} = 9$ です。',
    'A mistake: $\\sqrt{4} = 3$. The answer is\n\n$$\\sqrt{64} = 9$$',
    'One number is wrong on purpose: look for the wavy line.\n\n$$\\sqrt{64} = 9$$',
    'This is not hard, and nothing else: with eight dimensions $\\sqrt{64} = 9$.',
  ])('and not: %s', (note) => {
    expect(said(note).problems).toEqual(['9 stated, 8 computed.']);
  });
});

describe('nobody is accused', () => {
  it.each([
    ['of a condition', '$q = [1, 2]$, $k = [3, 4]$\n\nIf $q \\cdot k = 0$ they are orthogonal.'],
    ['of a condition in Japanese', '$q = [1, 2]$, $k = [3, 4]$\n\nもし $q \\cdot k = 25$ なら…'],
    ['of an equation to be solved', '$x = 3$\n\nNow $x^2 = 16$'],
    ['of what the note calls wrong', '$d_k = 64$\n\nA common mistake: $\\sqrt{d_k} = 9$.'],
    ['of what the note calls wrong (ja)', '$d_k = 64$\n\n誤り: $\\sqrt{d_k} = 9$'],
    ['of another case', '$d_k = 64$\n\nFor a width of 81, $\\sqrt{d_k} = 9$.'],
    ['where there are two values', '$d_k = 64$, later $d_k = 81$\n\n$\\sqrt{d_k} = 10$'],
    ['where a vector is given twice', '$v = [1, 2]$, $v = [2, 2]$\n\n$$v \\cdot v = 50$$'],
    [
      'of numbers of another section',
      '## A\n\n$q = [1, 2]$, $k = [3, 4]$\n\n## B\n\n$q \\cdot k = 25$',
    ],
    [
      'of a size that another section tried',
      '## A\n\nPlugging in $F = 32$ gives\n\n## B\n\nso $2^8 / F = 16$ here',
    ],
    ['of going on with a rounded result', '$$a = \\frac{1}{3} = 0.33$$\n\n$$b = 100 a = 33$$'],
    [
      'a second time, after a wrong step',
      '$q = [1, 2]$, $k = [3, 4]$\n\n$$s = q \\cdot k = 20$$\n\n$$t = \\frac{s}{2} = 10$$',
    ],
  ])('%s', (_, note) => {
    expect(said(note).problems).toEqual([]);
  });
});

describe('a file that is no text', () => {
  it('has nothing in it', () => {
    const { items, problems } = analyzeDocument('$x = 1$\n\0\u0001 $2 = 3$', 'markdown');
    expect([items, problems]).toEqual([[], []]);
  });
});
