import fc from 'fast-check';
import { seeds, type Seed } from './seeds.js';

/** One change of a text; places are shares of its length, so that they fit whatever came before. */
type Mutation = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });

const stretch = fc.tuple(place, fc.integer({ min: 1, max: 40 }));
const cut = (text: string, [at, length]: readonly [number, number]): readonly [number, number] => {
  const start = Math.floor(at * text.length);
  return [start, Math.min(text.length, start + length)];
};

/** Mostly one or two, now and then very many. */
const few = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
);

/** What means something to one of the readers. */
const tokens = [
  ...[
    '{',
    '}',
    '$',
    '$$',
    '\\',
    '^',
    '_',
    '&',
    '\\\\',
    '(',
    ')',
    '[',
    ']',
    '|',
    '#1',
    '%',
    "'",
    '~',
  ],
  ...[
    '\\left',
    '\\right',
    '\\left(',
    '\\right.',
    '\\frac',
    '\\sqrt',
    '\\sum_',
    '^{',
    '_{',
    '\\text{',
  ],
  ...[
    '\\begin{bmatrix}',
    '\\end{bmatrix}',
    '\\begin{cases}',
    '\\end{',
    '\\begin{',
    '\\[',
    '\\]',
    '\\(',
  ],
  ...[
    '\\newcommand{\\a}{\\a\\a}',
    '\\a',
    '\\def\\b#1{#1#1}',
    '\\b',
    '\\mathbf',
    '\\operatorname',
    '\\not',
  ],
  ...[
    '```',
    '```math\n',
    '\n\n',
    '\n> ',
    '\n- ',
    '    ',
    '\t',
    '|',
    '<div>',
    '</div>',
    '<!--',
    '`',
    '---\n',
  ],
  ...[
    '=',
    '\\in \\mathbb{R}^{',
    '9999999999',
    '1e400',
    '0.',
    '.',
    ',',
    '\\infty',
    '√',
    'ᵀ',
    '∑',
    '½',
    '²',
  ],
  ...[
    '\ud83d',
    '\ude00',
    '😀',
    '\u0000',
    '\u200b',
    '\u202e',
    '\ufeff',
    '　',
    'ｘ',
    'é',
    '\r',
    '\u2028',
  ],
];

const noise = fc.oneof(
  fc.constantFrom(...tokens),
  fc.string({ maxLength: 6, unit: 'binary' }),
  fc.string({
    maxLength: 4,
    unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)),
  }),
);

const wraps: readonly (readonly [string, string])[] = [
  ['{', '}'],
  ['\\left(', '\\right)'],
  ['\\frac{', '}{2}'],
  ['\\sqrt{', '}'],
  ['^{', '}'],
  ['\\begin{matrix}', '\\end{matrix}'],
  ['$', '$'],
  ['> ', '\n'],
  ['\\text{', '}'],
  // Never closed, or not as they were opened.
  ['f(', ''],
  ['(', ']'],
  ['\\sum_{i} (', ')'],
  ['\\exp ', ''],
  ['|', ''],
  ['\\cdot \\unknown ', ''],
  ['\\frac{1}{', '}'],
  ['x_{', '}'],
  ['\\begin{aligned}', '\\end{aligned}'],
  ['\\begin{cases}', ' & x > 0 \\\\ 0\\end{cases}'],
  ['\\hat{', '}'],
  ['$$\n', '\n$$\n'],
  ['```math\n', '\n```\n'],
  ['- ', '\n'],
  ['| ', ' |\n'],
  ['<div>', '</div>'],
  ['<!-- ', ' -->'],
  ['\\(', '\\)'],
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // Deletion.
  stretch.map((s): Mutation => (text) => {
    const [a, b] = cut(text, s);
    return text.slice(0, a) + text.slice(b);
  }),
  // Duplication, up to many times over.
  fc
    .tuple(
      stretch,
      fc.oneof(fc.constant(2), fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 1_000 })),
    )
    .map(([s, times]): Mutation => (text) => {
      const [a, b] = cut(text, s);
      return text.slice(0, a) + text.slice(a, b).repeat(times) + text.slice(b);
    }),
  // Two stretches change places.
  fc.tuple(stretch, stretch).map(([s, t]): Mutation => (text) => {
    const [a, b] = cut(text, s);
    const [c, d] = cut(text, t);
    if (b > c) return text;
    return (
      text.slice(0, a) + text.slice(c, d) + text.slice(b, c) + text.slice(a, b) + text.slice(d)
    );
  }),
  // Nesting, up to deep.
  fc
    .tuple(stretch, fc.constantFrom(...wraps), few)
    .map(([s, [open, close], depth]): Mutation => (text) => {
      const [a, b] = cut(text, s);
      return (
        text.slice(0, a) +
        open.repeat(depth) +
        text.slice(a, b) +
        close.repeat(depth) +
        text.slice(b)
      );
    }),
  // Insertion.
  fc.tuple(place, noise).map(([at, what]): Mutation => (text) => {
    const a = Math.floor(at * text.length);
    return text.slice(0, a) + what + text.slice(a);
  }),
  // The same insertion very often.
  fc.tuple(place, noise, few).map(([at, what, times]): Mutation => (text) => {
    const a = Math.floor(at * text.length);
    return text.slice(0, a) + what.repeat(times) + text.slice(a);
  }),
  // Truncation, from either end.
  fc.tuple(place, fc.boolean()).map(([at, start]): Mutation => (text) => {
    const a = Math.floor(at * text.length);
    return start ? text.slice(0, a) : text.slice(a);
  }),
  // One text in the middle of another.
  fc.tuple(place, fc.constantFrom(...seeds)).map(([at, other]): Mutation => (text) => {
    const a = Math.floor(at * text.length);
    return text.slice(0, a) + other.text + text.slice(a);
  }),
);

/** Longer texts say nothing new and take their time. */
const maxLength = 2_000;

/** A seed after one to six mutations. */
export const spoilt: fc.Arbitrary<Seed> = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([seed, mutations]) => ({
    language: seed.language,
    text: mutations.reduce((text, m) => m(text).slice(0, maxLength), seed.text),
  }));
