import type { EvaluationError } from '../engine/trace.js';
import type { Problem } from '../program/problem.js';
import { doingText } from './doing.js';
import { plainText } from './plainText.js';
import type { Locale } from './types.js';
import { badValueReasonsJa, mismatchReasonsJa, sentencesJa } from './messagesJa.js';

type Values = Readonly<Record<string, string | number>>;

interface Coded {
  readonly code: string;
  readonly message: string;
  readonly values?: Values;
}

/** The names of the two operands that a mismatch is about, under `a` and `b`. */
function withOperands(values: Values): Values {
  const name = (key: string, usual: number): string | number =>
    values[String(values[key] ?? usual)] ?? '';
  return { ...values, a: name('operand0', 0), b: name('operand1', 1) };
}

/** The template filled, or undefined where something for it is missing. */
function filled(template: string, values: Values): string | undefined {
  let complete = true;
  const text = template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined || value === '') complete = false;
    return String(value ?? '');
  });
  return complete ? text : undefined;
}

const own = (
  table: Readonly<Record<string, readonly string[]>>,
  key: string | number | undefined,
): readonly string[] => (key !== undefined && Object.hasOwn(table, key) ? (table[key] ?? []) : []);

function japanese({ code, message, values = {} }: Coded): string {
  const byReason =
    code === 'shape-mismatch' ? mismatchReasonsJa : code === 'bad-value' ? badValueReasonsJa : {};
  const templates = [...own(byReason, values['reason']), ...own(sentencesJa, code)];
  for (const template of templates) {
    const text = filled(template, withOperands(values));
    if (text !== undefined) return text;
  }
  return message;
}

/** A problem's sentence in one language; in English, and for a code nobody translated, its own. */
export const translateProblem = (problem: Problem, locale: Locale): string =>
  locale === 'en' ? problem.message : japanese(problem);

/** The sentence without what the engine puts in front of it: `div of [3] and []: …`. */
function withoutEngineWords(message: string, { operation }: Values): string {
  const prefix = String(operation ?? '');
  if (prefix === '' || !message.startsWith(prefix)) return message;
  const rest = message.slice(prefix.length);
  const words = /^(?: of [^:]*)?: /.exec(rest)?.[0];
  return words === undefined ? message : rest.slice(words.length);
}

/** The operation and its operands' shapes, in front of a sentence that does not say them. */
function withOperation(sentence: string, { operation, operands }: Values, locale: Locale): string {
  if (operation === undefined) return sentence;
  const given = String(operands ?? '');
  const shapes = given.match(/\[[^\]]*\]/g) ?? [];
  const isSaid = shapes.length > 0 && shapes.every((shape) => sentence.includes(shape));
  const doing = doingText(String(operation), isSaid ? [] : shapes, locale);
  if (doing === undefined) return sentence;
  return `${doing}: ${sentence}`;
}

/** Why a value has no numbers, in one language; a value that is named by its TeX is named readably. */
export function translateError(given: EvaluationError, locale: Locale): string {
  const error = readablyNamed(given);
  const { values = {} } = error;
  const own = withoutEngineWords(error.message, values);
  if (locale === 'en') {
    // Where the engine put nothing in front, the sentence says it all.
    return own === error.message ? own : withOperation(own, values, locale);
  }
  const sentence = japanese({ ...error, message: own });
  return sentence === own ? own : withOperation(sentence, values, locale);
}

function readablyNamed(error: EvaluationError): EvaluationError {
  const name = error.values?.['name'];
  if (typeof name !== 'string' || !name.includes('\\')) return error;
  const readable = plainText(name);
  return {
    ...error,
    message: error.message.replace(name, () => readable),
    values: { ...error.values, name: readable },
  };
}
