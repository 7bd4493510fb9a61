import type { MathSpan } from '../delimiters.js';

/** Services that draw the formula in an image's address. */
const service =
  /(?:latex\.codecogs\.com\/[\w.]{0,20}\?|\/[a-z]{3}\.(?:latex|image)\?|render\/math\?math=|math\.vercel\.app\/?\?(?:[\w=%-]{1,40}&(?:amp;)?){0,4}from=|i\.upmath\.me\/(?:svg|png)\/|[?&]tex=)/g;
const inAttribute = /[^"<>\s](?:[^"<>\n]{1,2000})(?=")/y;
const inLink = /(?:[^\s()<>]|\([^\s()]{0,300}\)){2,2000}/y;

/** Where the image begins whose `](…)` stands at `at`: what a link leads to is no picture of a formula. */
function imageStart(text: string, at: number): number | undefined {
  const before = text.slice(Math.max(0, at - 400), at);
  const open = before.lastIndexOf('![');
  return open < 0 || before.includes(']', open) ? undefined : at - before.length + open;
}

/** The formula in the address of an image: `<img src="https://…/svg.latex?QK%5ET">`, `![](…)`. */
export function imageMath(text: string, start: number, end: number): MathSpan | undefined {
  const isTag = text[start] === '<';
  const isImage = isTag && /^<img\b/i.test(text.slice(start, start + 5));
  const first = isImage ? start : isTag ? undefined : imageStart(text, start);
  if (first === undefined) return undefined;
  if (end - start < 24) return undefined;
  const source = text.slice(start, end);
  if (!source.includes('://')) return undefined;
  service.lastIndex = 0;
  const found = service.exec(source);
  if (found === null) return undefined;
  const from = start + found.index + found[0].length;
  const rest = isTag ? inAttribute : inLink;
  rest.lastIndex = from;
  const address = rest.exec(text)?.[0] ?? '';
  // `&mode=inline` is for the service; `&plus;` is the formula's.
  const settings = address.search(/&(?:amp;)?[a-z_]{1,20}=/i);
  const length = settings < 0 ? address.length : settings;
  if (length === 0 || from + length > end) return undefined;
  const inner = { start: from, end: from + length };
  return { inner, outer: { start: first, end }, display: false, encoded: true };
}

const style = /\\(?:display|text)style(?![a-z])/y;

/** `![{\displaystyle x}](…svg)`: what an encyclopedia's page leaves of a formula; `at` is its backslash. */
export function imageText(text: string, at: number, to: number): MathSpan | undefined {
  if (!text.startsWith('![{', at - 3)) return undefined;
  style.lastIndex = at;
  if (!style.test(text)) return undefined;
  const close = text.slice(at, Math.min(to, at + 4000)).indexOf('}](');
  if (close < 0) return undefined;
  const end = at + close + 1;
  const after = text.slice(end + 2, Math.min(to, end + 600)).indexOf(')');
  if (after < 0) return undefined;
  return {
    inner: { start: at - 1, end },
    outer: { start: at - 3, end: end + 2 + after + 1 },
    display: false,
  };
}

const entities: Readonly<Record<string, string>> = {
  plus: '+',
  amp: '&',
  lt: '<',
  gt: '>',
  hash: '#',
};
/** How the image is to look, which services take for commands. */
const looks = /^(?:\s|\\(?:inline|large|Large|huge|small|bg_\w+|fn_\w+|dpi\s?\{\d+\}))+/;

/** An address's formula as TeX of the same length: what signs are longer stands before them. */
export const decoded = (text: string): string =>
  text
    .replaceAll(/%([0-7][0-9A-Fa-f])/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)).padStart(3),
    )
    .replaceAll(/&(space|plus|amp|lt|gt|hash);/g, (sign, name: string) =>
      (entities[name] ?? ' ').padStart(sign.length),
    )
    .replace(looks, (m) => ' '.repeat(m.length));
