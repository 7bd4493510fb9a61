/** What parts the thousands of a number: `1{,}024`, `1\,024`, `1,024`, `1，024`. */
const groupMark = /\{,\}|\\[,!;:]|[,，]/g;

/** `0,5`, `3{,}14`: before other than three digits a comma parts decimals. */
const decimalMark =
  /(?<![\d.,}])(0(?=\{?,)|\d+(?=(?:\{,\}|,)(?!\d{3}(?!\d))))(?:\{,\}|,)(\d+)(?![\d.]|,\d|\{,\})/g;

/** A number as the text writes it, with a point before its decimals and no marks between its thousands. */
export const withoutGroups = (text: string): string =>
  text.includes(',') || text.includes('，') || text.includes('\\')
    ? text.replaceAll(decimalMark, '$1.$2').replaceAll(groupMark, '')
    : text;
