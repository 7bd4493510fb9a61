/** Beginnings of leaf blocks. All patterns are sticky: they ask about one place of a line. */

const startsAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const ordered = /(\d{1,9})[.)](?=[ \t\r\n]|$)/y;

/** A space, a tab, a line break or, as NaN, the end of the text. */
const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13 || !(c >= 0);

/** `!!! note`, `??? info`, `=== "Tab"` of MkDocs: what belongs to it stands four columns in. */
const admonition = /!!! *[A-Za-z"]|\?\?\?\+? *[A-Za-z"]|=== *"/y;

/** A list item's marker: its length, and whether it may stand right under a paragraph. */
export function markerAt(
  text: string,
  at: number,
): { readonly length: number; readonly interrupts: boolean } | undefined {
  const c = text.charCodeAt(at);
  if (c === 45 || c === 43 || c === 42) {
    const next = text.charCodeAt(at + 1);
    return isBlank(next) ? { length: 1, interrupts: true } : undefined;
  }
  if (c === 33 || c === 61 || c === 63)
    return startsAt(admonition, text, at) === null ? undefined : { length: 3, interrupts: true };
  if (c < 48 || c > 57) return undefined;
  const found = startsAt(ordered, text, at);
  if (found === null) return undefined;
  return { length: found[0].length, interrupts: found[1] === '1' };
}

const rule = /(?:(?:\*[ \t]*){3,1000}|(?:-[ \t]*){3,1000}|(?:_[ \t]*){3,1000})(?=[\r\n]|$)/y;
export const isRule = (text: string, at: number): boolean => startsAt(rule, text, at) !== null;

const underline = /(?:={1,1000}|-{1,1000})[ \t]*(?=[\r\n]|$)/y;
export const isUnderline = (text: string, at: number): boolean =>
  startsAt(underline, text, at) !== null;

const heading = /#{1,6}(?=[ \t\r\n]|$)/y;
export const isHeading = (text: string, at: number): boolean =>
  startsAt(heading, text, at) !== null;

const fence = /(`{3,100}|~{3,100})([^\r\n]{0,1000})/y;
const colons = /(:{3,100})[ \t]*(\{?math\}?)[ \t]*(?=[\r\n]|$)/y;

/** An opening fence: its mark, and what stands after it. */
export function fenceAt(
  text: string,
  at: number,
): { readonly mark: string; readonly info: string } | undefined {
  const found = startsAt(fence, text, at) ?? startsAt(colons, text, at);
  const [, mark = '', info = ''] = found ?? [];
  if (found === null || (mark.startsWith('`') && info.includes('`'))) return undefined;
  return { mark, info: info.trim() };
}

/** True where the rest of a line closes a fence. */
export function closesFence(text: string, at: number, end: number, mark: string): boolean {
  const c = mark.charAt(0);
  let i = at;
  while (i < end && text[i] === c) i++;
  return i - at >= mark.length && text.slice(i, end).trim() === '';
}

const htmlCode = /<(script|pre|style|textarea)(?=[\s>]|$)/iy;
const htmlBlock =
  /<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)/iy;
const htmlTag =
  /<(?:[A-Za-z][\w-]{0,60}(?:[ \t][^<>\r\n]{0,500})?\/?|\/[A-Za-z][\w-]{0,60}[ \t]*)>[ \t]*(?=[\r\n]|$)/y;

/** What ends a block of HTML that starts here: a string, or the next blank line. */
export function htmlAt(
  text: string,
  at: number,
  inParagraph: boolean,
): { readonly closer: string } | 'blank' | undefined {
  if (text.charCodeAt(at) !== 60) return undefined;
  if (text.startsWith('<!--', at)) return { closer: '-->' };
  const code = startsAt(htmlCode, text, at)?.[1];
  if (code !== undefined) return { closer: `</${code.toLowerCase()}>` };
  if (startsAt(htmlBlock, text, at) !== null) return 'blank';
  return !inParagraph && startsAt(htmlTag, text, at) !== null ? 'blank' : undefined;
}

const delimiterRow = /\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,200}\|?[ \t]*(?=[\r\n]|$)/y;
/** The second line of a table. */
export const isDelimiterRow = (text: string, at: number): boolean => {
  const c = text.charCodeAt(at);
  if (c !== 124 && c !== 45 && c !== 58 && c !== 32 && c !== 9) return false;
  const found = startsAt(delimiterRow, text, at)?.[0];
  return found !== undefined && found.includes('|');
};

const definition = /\[(?!\^)[^\]\r\n]{1,200}\]:[ \t]*\S[^\r\n]{0,2000}/y;
/** `[name]: address`, which is no prose; a footnote is. */
export const isDefinition = (text: string, at: number): boolean =>
  startsAt(definition, text, at) !== null;
