import { hasHtml, withoutHtml } from './html.js';

/** Characters around a stretch that may decide what it is. */
const around = 200;

/** Digits as wide as kana, `６４`, and what stands in numbers between them. */
const wide = /[０-９]/;
const inNumbers =
  /[０-９]|(?<=[０-９])[．，](?=[０-９])|(?<=[０-９])％|(?<=^|[\s=＝×÷+＋（(])．(?=[０-９])/g;

/** True for a text with digits as wide as kana, or with HTML in it. */
export const isDisguised = (text: string): boolean => wide.test(text) || hasHtml(text);

const narrow = (c: string): string => String.fromCharCode(c.charCodeAt(0) - 0xfee0);

/**
 * A stretch of a text and what stands around it as a page shows them, with plain digits and no HTML:
 * places stay what they are but for `from`, where it begins in the text.
 */
export function shownAround(
  text: string,
  start: number,
  end: number,
): { readonly text: string; readonly from: number } {
  const from = Math.max(0, start - around);
  const part = text.slice(from, end + around);
  return { text: withoutHtml(part).replaceAll(inNumbers, narrow), from };
}
