/** `0{,}5`, `3{,}14`: the decimal comma as TeX sets it; before three digits it parts thousands. */
const braced = /(?<![\d.,]|\{,\})(?:0\{,\}\d+|\d+\{,\}(?:\d{1,2}|\d{4,}))(?!\d|\{,\})/;
/** `0,5`, typed; a space after the comma makes it a list's. */
const typed = /(?<![\d.,_^])\d+,\d+(?![\d.]|,\d)/g;
const thousands = /^[1-9]\d{0,2},\d{3}$/;
/** A sign of arithmetic, or the semicolon that parts such numbers in a list. */
const signBefore = /(?:[-+−*·×⋅/÷;]|\\(?:times|cdot|div|pm))\s*$/;
const signAfter = /^\s*(?:[-+−*·×⋅/÷;]|\\(?:times|cdot|div|pm)(?![A-Za-z]))/;

/** `[1,2]`, `\{0,1\}`: two numbers that brackets hold, which are a list. */
export const isPairInBrackets = (text: string, start: number, end: number): boolean =>
  /[[({]\s*$/.test(text.slice(Math.max(0, start - 4), start)) &&
  /^\s*\\?[\])}]/.test(text.slice(end, end + 4));

/**
 * True for a formula whose decimals have commas, as in much of Europe and of Latin America: it has none
 * with a point, and its commas are no list's.
 */
export function hasDecimalCommas(text: string): boolean {
  if (!text.includes(',') || /\d\.\d/.test(text)) return false;
  if (braced.test(text)) return true;
  let count = 0;
  let isComputed = false;
  for (const { index, 0: number } of text.matchAll(typed)) {
    const end = index + number.length;
    if (thousands.test(number) || isPairInBrackets(text, index, end)) continue;
    if (/^0,\d{2}/.test(number)) return true;
    count += number.startsWith('0') ? 2 : 1;
    isComputed ||=
      signBefore.test(text.slice(Math.max(0, index - 8), index)) ||
      signAfter.test(text.slice(end, end + 8));
  }
  return isComputed && count > 1;
}
