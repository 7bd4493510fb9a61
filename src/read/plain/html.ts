const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  times: '×',
  middot: '·',
  sdot: '⋅',
  divide: '÷',
  minus: '−',
  plusmn: '±',
  radic: '√',
  sum: '∑',
  prod: '∏',
  infin: '∞',
  isin: '∈',
  otimes: '⊗',
  oplus: '⊕',
  asymp: '≈',
  prop: '∝',
  prime: '′',
  hellip: '…',
  part: '∂',
  nabla: '∇',
  larr: '←',
  rarr: '→',
  le: '≤',
  ge: '≥',
  lt: '<',
  gt: '>',
  sup2: '²',
  sup3: '³',
};

const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega';

const letters = new Map(
  greek.split(' ').flatMap((name, i): [string, string][] => [
    [name, String.fromCharCode(0x3b1 + i)],
    [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, String.fromCharCode(0x391 + i)],
  ]),
);

const entity = /&(?:#(\d{2,5})|#[xX]([\da-fA-F]{2,4})|([A-Za-z]{2,8}\d?));/g;

function charOf(decimal?: string, hex?: string, name = ''): string | undefined {
  if (decimal !== undefined || hex !== undefined) {
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code > 31 && code < 0xd800 ? String.fromCharCode(code) : undefined;
  }
  return entities[name] ?? letters.get(name);
}

/** What takes the place of a tag that parts nothing: a word joiner, which nobody sees. */
export const joiner = '\u2060';

const inline = /<\/?(?:b|strong|i|em|var|span|u|font|small|big|mark|tt)(?:\s[^<>]{0,300})?>/gi;
const lineBreak = /<br\s{0,3}\/?>/gi;
const block = /<(?!\/?su[bp]>)\/?[A-Za-z][A-Za-z\d]{0,20}(?:\s[^<>]{0,2000})?\/?>/g;

const some = /&(?:#?\w{2,8});|<\/?(?:br|b|strong|i|em|var|span|u|font|small|big|mark|tt)[\s/>]/i;

/** True where a text has tags or entities that {@link withoutHtml} takes away. */
export const hasHtml = (text: string): boolean => some.test(text);

/** True for a stretch that is one tag within a line. */
export const isInlineTag = (text: string): boolean =>
  text.startsWith('<') && text.replace(inline, '').replace(lineBreak, '') === '';

/** `*Q* = `, `**MultiHead(Q, K, V)** = `: a name set off from the text around it. */
const emphasis =
  /(?<![\w*)\]}])(\*{1,3})([A-Za-zα-ωΑ-Ω][\w'₀-ₜᵢⱼᵀ]{0,30}(?:\([^()*\r\n]{0,60}\))?)\1(?![\w*])/g;

/** True where a name in a text of Markdown is emphasised. */
export const hasEmphasis = (text: string): boolean =>
  text.includes('*') && text.search(emphasis) >= 0;

/** A text of Markdown without the marks of emphasised names, of the same length. */
export const withoutEmphasis = (text: string): string =>
  text.replaceAll(emphasis, (_, mark: string, name: string) => {
    const blank = joiner.repeat(mark.length);
    return blank + name + blank;
  });

const newLine = (tag: string): string => '\n'.padEnd(tag.length);

/**
 * A text as a page shows it, of the same length: the characters that entities stand for, joiners for
 * tags within a line, and a line break for one that the page has.
 */
export const withoutHtml = (text: string): string =>
  text
    .replaceAll(lineBreak, newLine)
    .replaceAll(inline, (tag) => joiner.repeat(tag.length))
    .replaceAll(entity, (whole, decimal?: string, hex?: string, name?: string) => {
      const c = charOf(decimal, hex, name);
      return c === undefined ? whole : c.padStart(whole.length, joiner);
    });

/** The same of a block of HTML, where every other tag parts what stands around it. */
export const htmlProse = (html: string): string => withoutHtml(html).replaceAll(block, newLine);
