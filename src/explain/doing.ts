import type { OperationKind } from '../program/operation.js';
import { proseIn } from './prose/index.js';
import type { Locale } from './types.js';

/** What an operation does to its operands, `{a}` and `{b}`; others go by their titles. */
const doing: Partial<Record<OperationKind, Readonly<Record<Locale, string>>>> = {
  add: { en: 'Adding {a} and {b}', ja: '{a}と{b}の足し算' },
  sub: { en: 'Subtracting {b} from {a}', ja: '{a}から{b}を引く計算' },
  mul: { en: 'Multiplying {a} by {b}', ja: '{a}と{b}の掛け算' },
  div: { en: 'Dividing {a} by {b}', ja: '{a}を{b}で割る計算' },
  pow: { en: 'Raising {a} to the power of {b}', ja: '{a}の{b}乗' },
  matmul: { en: 'The matrix product of {a} and {b}', ja: '{a}と{b}の行列積' },
  compare: { en: 'Comparing {a} with {b}', ja: '{a}と{b}の比較' },
  concat: { en: 'Joining {all}', ja: '{all}の連結' },
  stack: { en: 'Stacking {all}', ja: '{all}のスタック' },
  einsum: { en: 'The Einstein sum of {all}', ja: '{all}の einsum' },
};

/** Most operands that are named. */
const maxNamed = 4;

const named: Readonly<Record<Locale, (shape: string) => string>> = {
  en: (shape) => (shape === '[]' ? 'a number' : shape),
  ja: (shape) => (shape === '[]' ? '数値' : `形状 ${shape} `),
};

const listed: Readonly<Record<Locale, (texts: readonly string[]) => string>> = {
  en: (texts) =>
    texts.length < 2
      ? texts.join('')
      : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`,
  ja: (texts) =>
    texts.map((t) => t.trimEnd()).join('、') + (texts.at(-1)?.endsWith(' ') === true ? ' ' : ''),
};

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/**
 * An operation and the shapes of its operands as a person says it: "Dividing [8192, 8192] by a number".
 * Undefined for an operation that has no title.
 */
export function doingText(
  operation: string,
  operands: readonly string[],
  locale: Locale,
): string | undefined {
  const { operations } = proseIn(locale);
  if (!Object.hasOwn(operations, operation)) return undefined;
  const kind = operation as OperationKind;
  const texts = operands.map(named[locale]);
  const all = listed[locale](
    texts.length <= maxNamed ? texts : [...texts.slice(0, maxNamed - 1), '…'],
  );
  const [a = '', b = ''] = texts;
  const template = doing[kind]?.[locale];
  if (template !== undefined && texts.length >= 2) {
    return template.replace('{a}', a).replace('{b}', b).replace('{all}', all);
  }
  const { title } = operations[kind];
  if (texts.length === 0) return title;
  return locale === 'en' ? `${title} of ${lowerFirst(all)}` : `${all}の${title}`;
}
