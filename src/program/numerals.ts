/** What parts the thousands of a number: `1{,}024`, `1\,024`, `1,024`, `1，024`. */
const groupMark = /\{,\}|\\[,!;:]|[,，]/g;

/** A number as the text writes it, without the marks between its thousands. */
export const withoutGroups = (text: string): string => text.replaceAll(groupMark, '');
