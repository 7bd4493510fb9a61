import { cutMiddle, formatNumber, subscript, texNumber } from '../numbers.js';
import { nameTex } from '../plainText.js';
import type { Role } from '../../recognize/roles.js';
import { symbolTex } from '../texOf.js';
import type { CellExplanation } from '../types.js';
import type { View } from '../view.js';

/** The same words as plain text and as TeX. */
export interface Words {
  readonly text: string;
  readonly tex: string;
}

export type Index = readonly number[];
export type Source = CellExplanation['sources'][number];

/** How one cell came about: what it equals before the result, and where from. */
export interface Derivation {
  /** Links of the chain between the cell's name and its number. */
  readonly links: readonly Words[];
  /** A remark after the number. */
  readonly note?: string;
  readonly sources: readonly Source[];
}

export const number = (x: number): Words => ({ text: formatNumber(x), tex: texNumber(x) });

/** A number after an operator: a negative one in parentheses. */
export const operand = (x: number): Words => {
  const w = number(x);
  return x < 0 || Object.is(x, -0) ? { text: `(${w.text})`, tex: `(${w.tex})` } : w;
};

export const words = (text: string, tex: string = text): Words => ({ text, tex });

export const plainWords = (text: string): Words => ({
  text,
  tex: `\\text{${text.replaceAll(/[\\{}$]/g, '')}}`,
});

/** Terms with a sign between; more than eight are cut in the middle. */
export function joined(terms: readonly Words[], sign: Words): Words {
  const shown = cutMiddle(terms, words('…', '\\cdots'));
  return {
    text: shown.map((t) => t.text).join(` ${sign.text} `),
    tex: shown.map((t) => t.tex).join(` ${sign.tex} `),
  };
}

export const plus = words('+');

export const product = (a: number, b: number): Words => ({
  text: `${operand(a).text} × ${operand(b).text}`.replace(/^\((.*?)\)/, '$1'),
  tex: `${number(a).tex} \\times ${operand(b).tex}`,
});

/** A sum of products: `0.31 × 0.52 + 0.1 × (−2) + …`. */
export const sumOfProducts = (pairs: readonly (readonly [number, number])[]): Words =>
  joined(
    pairs.map(([a, b], i) => {
      const term = product(a, b);
      return i > 0 && a < 0
        ? {
            text: `(${number(a).text}) × ${operand(b).text}`,
            tex: `(${number(a).tex}) \\times ${operand(b).tex}`,
          }
        : term;
    }),
    plus,
  );

/** A sum of numbers: `0.31 + (−2) + …`. */
export const sumOf = (numbers: readonly number[]): Words =>
  joined(
    numbers.map((x, i) => (i === 0 ? number(x) : operand(x))),
    plus,
  );

/** Letters for parts that the text gives no name. */
const roleLetters: Partial<Record<Role, string>> = {
  query: 'q',
  key: 'k',
  value: 'v',
  scores: 's',
  scaled: "s'",
  masked: "s''",
  weights: 'w',
  output: 'o',
  head: 'o',
  hidden: 'h',
  preActivation: 'z',
  normalized: 'z',
};

/** What a cell's name is built on: the value's own name, a letter by its role, or its expression. */
function baseName(view: View, id: number): Words {
  const value = view.value(id);
  const role = view.role(id);
  const letter = role === undefined ? undefined : roleLetters[role];
  if (value?.name === undefined && letter !== undefined && !isCode(view)) {
    return words(letter.replaceAll("'", '′'), letter);
  }
  const tex =
    value?.name === undefined ? symbolTex(view.item.program.values, id) : nameTex(value.name);
  return words(view.name(id), tex);
}

const isCode = (view: View): boolean => view.item.language === 'python';

/**
 * Name of a cell: `scores[1, 2]` in code, counted as code counts; `scores₂₃` in a formula, counted
 * from 1 as mathematics does.
 */
export function cellName(view: View, id: number, index: Index): Words {
  const { text: name, tex } = baseName(view, id);
  if (index.length === 0) return { text: name, tex };
  const simple = /^[\p{L}\p{N}]+′*$/u.test(name);
  if (isCode(view)) {
    const places = `[${index.join(', ')}]`;
    const bare = simple || /^[\w.]+$/.test(name);
    return {
      text: `${bare ? name : `(${name})`}${places}`,
      tex: `${bare ? tex : `\\left(${tex}\\right)`}${places}`,
    };
  }
  const counted = index.map((i) => i + 1);
  const places = counted.join(counted.some((i) => i > 9) ? ',' : '');
  return {
    text: `${simple ? name : `(${name})`}${subscript(places)}`,
    tex: `${simple ? tex : `\\left(${tex}\\right)`}_{${counted.join(',')}}`,
  };
}

/** Name of a row vector: `q₂` of `Q` in a formula, `Q[1]` in code. */
export function rowName(view: View, id: number, row: number): Words {
  const name = view.name(id);
  if (isCode(view)) {
    const bare = /^[\w.]+$/.test(name);
    const tex = symbolTex(view.item.program.values, id);
    return {
      text: `${bare ? name : `(${name})`}[${row}]`,
      tex: `${bare ? tex : `\\left(${tex}\\right)`}[${row}]`,
    };
  }
  const letter = /^[A-Z]$/.test(name) ? name.toLowerCase() : undefined;
  const role = view.role(id);
  const base =
    letter ?? (role === 'query' || role === 'key' || role === 'value' ? role.charAt(0) : undefined);
  if (base === undefined)
    return {
      text: `(${name})${subscript(String(row + 1))}`,
      tex: `\\left(${symbolTex(view.item.program.values, id)}\\right)_{${row + 1}}`,
    };
  return { text: `${base}${subscript(String(row + 1))}`, tex: `${base}_{${row + 1}}` };
}
