import type { Side } from '../program/side.js';

/** `0111`: digits of another base, or a code; `0.05`, `10 000` and `1,000` are decimal numbers. */
const otherDigits = /(?<![\d.]|\{,\}|\d[,，\s]|\\[,;:! ]|[A-Za-z_^]|[_^]\{[-+]?)0\d+(?!\d|[.,]\d)/;

/** `(5 × 64)(64 × 3)`, `[3 \times 64]`: shapes of what is multiplied. */
const shapeProduct =
  /\[\s*\d+\s*(?:\\times|×)\s*\d+\s*\]|\(\s*\d+\s*(?:\\times|×)\s*(\d+)\s*\)\s*(?:\\times|\\cdot|[×·@])?\s*\(\s*\1\s*(?:\\times|×)\s*\d+\s*\)/;

/** `|0\rangle`: the name of a state stands between the signs, and no numbers. */
const state = /\\(?:ket|bra|braket)(?![A-Za-z])|\|[^|=]{0,40}\\rangle/;

/** `(12)(23)`, `((12)(34))^{-1}`: digits in brackets one beside the other and nothing else. */
const cycles = /^\(+\d{2,9}\)(?:[\s()]|(?<!\d)\d{2,9}(?!\d)|\^\s*(?:\{\s*-?\d+\s*\}|-?\d))*$/;
/** `(12)(23) = (123)`: permutations by their cycles, all sides of a chain. */
const arePermutations = (chain: readonly Side[]): boolean =>
  chain.every(({ text }) => cycles.test(text.trim()));

/** `D(12) = \begin{pmatrix}…`: the value of a function that a letter names, as a matrix. */
const appliedLetter = /^\\?[A-Za-z]+\s*\(\s*\d+\s*\)$/;
const isRepresentation = ([first, second]: readonly Side[]): boolean =>
  appliedLetter.test(first?.text.trim() ?? '') && /matrix|\{array\}/.test(second?.text ?? '');

/** True for a chain whose digits mean no quantities. */
export const hasOtherMeaning = (chain: readonly Side[]): boolean =>
  chain.some(({ text }) => otherDigits.test(text) || shapeProduct.test(text) || state.test(text)) ||
  arePermutations(chain) ||
  isRepresentation(chain);
