/** What the softmax is called where a text says how it writes it. */
const softmax =
  /(?:\bsoft-?max\b|ソフトマックス|소프트맥스|归一化指数|歸一化指數)(?:\s?(?:functions?|operator|operation|関数|函数|函數|함수))?/gi;

/** How far before and after the word its name may stand, in UTF-16 units. */
const reach = 60;
/** How far from an edit a word may stand that makes another name of what was edited. */
export const namingReach = 2 * reach;

/** A letter or capitals, between dollars or bare, with a mark of its argument or without. */
const name = String.raw`\(?\$?\\?\(?\s*((?:\\(?:text|mathrm|operatorname)\{[A-Za-z]{1,3}\}|\\[a-z]{2,8}|[σρφ]|[A-Z]{2,3}|(?<=[$(]\s*)[A-Za-z]))(?:\s*\((?:\\cdot|[a-z\\]{0,3})\))?\s*\\?\)?\$?\)?`;

const means = String.raw`\s*(?:\*\*|\x60)?\s*(?:is|denotes?|represents?|stands for|means|refers to|is used for|[:：]|は|が|是|为|為|表示|代表|即|는|은)\s*(?:the |a |an )?(?:(?:row|column)-?wise |standard |usual |familiar )?(?:\*\*|\x60)?\s*$`;

/** `σ is the softmax`, up to the word. */
const before = new RegExp(`(?:^|[^\\w\\\\])${name}${means}`);

/** What a result is, or what more is said than which function it is. */
const isMore =
  /^\s*(?:of|over|temperature|weights?|scores?|outputs?|inputs?|probabilit\w*|distributions?|layers?|normali\w*|attention|のスコア|の出力|の入力|の結果|の温度|后|後|得|结果|权重|温度)/i;

/** `the softmax function, denoted by σ`, `ソフトマックス関数を σ と書く`, from the word on. */
const after = new RegExp(
  String.raw`^\s*(?:,?\s*(?:(?:which (?:is|we) )?(?:denoted?|written|write|abbreviated)(?: by| as| to)?)\s*|\s*[（(]\s*|を\s*)` +
    name +
    String.raw`\s*(?:$|[,.;:)）、。]|と|で|\s)`,
);

/** A name without fonts and signs: `\sigma`, `SM`. */
const bare = (found: string): string =>
  found
    .replace(/^\\(?:text|mathrm|operatorname)\{([A-Za-z]+)\}$/, '$1')
    .replace('σ', '\\sigma')
    .replace('ρ', '\\rho')
    .replace('φ', '\\phi');

/** `\sigma(\mathbf z)_i = \frac{e^{z_i}}{…}`: the letter that a softmax is written out for. */
const written =
  /(\\sigma|\\rho|\\varphi|\\phi|σ)\s?(?:\\left)?\([^()=$]{1,24}\)_\{?[a-z]\}?\s*&?:?=\s*\\[dct]?frac\s?\{\s*(?:e\^|\\exp|\{?\\(?:mathrm|rm)\s?\{?e)(?=[^=$]{0,40}(?:\\sum|\\Sigma|[Σ∑]))/g;

const otherwise = /sigmoid|logistic|standard deviation|シグモイド|標準偏差|标准差|시그모이드/gi;

const anyWord = new RegExp(`${softmax.source}|${otherwise.source}|${written.source}`, 'i');

/** True for a text that may say what the softmax is called, or what else its letter is. */
export const namesSoftmax = (text: string): boolean => anyWord.test(text);

/** What words that name a function end with, and begin with: most softmaxes of a text stand in formulas. */
const mayFollow =
  /(?:is|denotes?|represents?|for|means|to|the|an?|wise|standard|usual|familiar|[:：はが是为為示表即는은])\s*[*\x60]{0,2}\s*$/i;
const mayLead = /^(?:\s*[（(]|\s*を|,?\s*(?:which|denote|written|write|abbrev))/;

/** The name that is given to the softmax around one word for it. */
function nameAround(text: string, start: number, end: number): string | undefined {
  if (/[{\\_]/.test(text.charAt(start - 1))) return undefined;
  const isSaid = mayFollow.test(text.slice(Math.max(0, start - 14), start));
  if (!isSaid && !mayLead.test(text.slice(end, end + 12))) return undefined;
  const next = text.slice(end, end + reach);
  if (isMore.test(next)) return undefined;
  const found = before.exec(text.slice(Math.max(0, start - reach), start)) ?? after.exec(next);
  return found?.[1] === undefined ? undefined : bare(found[1]);
}

/** Names that a text gives to the softmax, `\sigma` or `SM`, none where it gives them to other things too. */
export function findSoftmaxNames(text: string): readonly string[] {
  const names = new Set<string>();
  for (const word of text.matchAll(softmax)) {
    const found = nameAround(text, word.index, word.index + word[0].length);
    if (found !== undefined) names.add(found);
  }
  for (const [, letter = ''] of text.matchAll(written)) names.add(bare(letter));
  if (names.size === 0) return [];
  const others = [...text.matchAll(otherwise)].map(({ index }) =>
    text.slice(Math.max(0, index - reach), index + reach),
  );
  return [...names].filter((own) => {
    const letter = own.replace('\\sigma', 'σ');
    return !others.some((near) => near.includes(own) || near.includes(letter));
  });
}
