import { joiner } from './html.js';
import { spelledSigns } from './spelled.js';
import { wideNames } from './wideNames.js';

export type PlainKind =
  /** One letter of Latin or Greek, perhaps with digits and scripts after it: `x`, `W1`, `σ`. */
  | 'symbol'
  /** Several letters: `softmax`, `attention_weights`. */
  | 'word'
  | 'number'
  | 'operator'
  | 'relation'
  | 'open'
  | 'close'
  | 'comma'
  | 'root'
  | 'sum'
  /** `^` or `_` */
  | 'script'
  /** `ᵀ`, `ₖ`, `′`, the `.T` of programs: scripts by themselves. */
  | 'scripts'
  /** `\frac` */
  | 'command'
  | 'bar'
  | 'dots'
  /** A word in kanji or katakana. */
  | 'kanji'
  | 'other';

export interface PlainToken {
  readonly kind: PlainKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** True where nothing stands between this token and the one before it. */
  readonly glued: boolean;
}

const accented = 'âêîôûŷẑĉĝĥŝŵẐŶÂÊÔÛŜŴāēīōūȳḡĀãẽĩñõũỹṽẋẏżṡṁẍÿ';

const table: readonly (readonly [PlainKind, string])[] = [
  [
    'number',
    String.raw`\d{1,3}(?:[,，]\d{3})+(?![\d,，])(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w|\.\d)|\d+(?:\.\d+)?|\.\d+`,
  ],
  [
    'scripts',
    String.raw`<sup>(?:[^<>\r\n]|<sub>[^<>\r\n]{1,20}<\/sub>){1,40}<\/sup>|<sub>[^<>\r\n]{1,20}<\/sub>`,
  ],
  [
    'scripts',
    '[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᵠᴿᵀᵁⱽᵂᐟ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ′]+',
  ],
  ...spelledSigns.map(({ kind, pattern }): [PlainKind, string] => [kind, pattern]),
  ['sum', String.raw`[∑∏]|[ΣΠ](?=\s?[_({₀-ₜᵢ-ᵪⱼ]|\s\S|[a-z])`],
  ['root', '√'],
  // Letters with an accent, of one or of two characters.
  ['symbol', String.raw`[A-Za-zα-ωΑ-Ω][\u0302-\u0305\u0307\u20d7](?![A-Za-z](?![ₐ-ₜᵢⱼ_]))`],
  ['symbol', String.raw`(?<![A-Za-zÀ-ɏ])[${accented}](?![A-Za-zÀ-ɏ](?![ₐ-ₜᵢⱼ_])|\p{M})`],
  ['symbol', String.raw`[α-ωΑ-Ωϵϕℓ∂∇∞µℝ]`],
  ['word', String.raw`[A-Za-zＡ-Ｚａ-ｚ](?:[A-Za-z0-9Ａ-Ｚａ-ｚ]|\\?_(?=[A-Za-z0-9]))*`],
  ['word', wideNames],
  ['command', String.raw`\\[A-Za-z]+|\\[,;! ]`],
  ['relation', String.raw`:=|[=＝≈≒∝≜≡≔←]|(?<=[ \t])[→⇒](?=[ \t]{1,3}[-−]?(?:\d|\[|\.\d))`],
  ['dots', String.raw`\.{3}|[…⋯]`],
  // `Q.K^T`
  ['operator', String.raw`(?<=[Q)])\.(?=[KV](?![a-z]))`],
  ['operator', '[+\\-−–*×·⋅∙・/÷／⊙⊗⊕∘@＋－∈]'],
  ['script', '\\\\?[_^]'],
  ['open', '[([{（［]'],
  ['close', '[)\\]}）］]'],
  ['comma', '[,，、]'],
  ['kanji', '[\u4e00-\u9fff々ァ-ヶー]{1,12}'],
  ['bar', String.raw`\\?\||[‖∥]`],
];
const pattern = new RegExp(table.map(([, p]) => `(${p})`).join('|') + '|([^\\s])', 'uy');
const blank = /[ \t\u2060\u00a0\u2002-\u200a\u202f\u3000]*/y;

/** True where nothing but joiners stands in the `length` characters before `at`. */
function isJoined(text: string, at: number, length: number): boolean {
  for (let i = at - length; i < at; i++) if (text[i] !== joiner) return false;
  return true;
}

/** Tokens of one line from `from` to `to`. A name of one letter with scripts is a symbol. */
export function plainTokens(text: string, from: number, to: number): PlainToken[] {
  const tokens: PlainToken[] = [];
  let at = from;
  while (at < to) {
    blank.lastIndex = at;
    const skipped = blank.exec(text)?.[0].length ?? 0;
    at += skipped;
    if (at >= to) break;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) {
      at += 1;
      continue;
    }
    const value = found[0].slice(0, to - at);
    const index = found.findIndex((g, i) => i > 0 && g !== undefined) - 1;
    const kind = table[index]?.[0] ?? 'other';
    const name = kind === 'word' && isSymbol(value) ? 'symbol' : kind;
    tokens.push({
      kind: name,
      text: value,
      start: at,
      end: at + value.length,
      glued: skipped === 0 || isJoined(text, at, skipped),
    });
    at += value.length;
  }
  return tokens;
}

/** `x`, `W1`, `d_k`, `W_q`, `d_model`: one letter is the name and the rest its index. */
const isSymbol = (word: string): boolean =>
  /^[A-Za-zＡ-Ｚａ-ｚ]\d{0,2}(?:\\?_[A-Za-z0-9]{1,8}){0,2}$/.test(word) ||
  /^(?:[wxqkv][nij]|W(?:[hxi][hx]|[hx]i))$/.test(word) ||
  isLetterProduct(word);

/** `QK`, `XW_Q`, `xW1`, `Wx`: letters of matrices and vectors side by side, one of them a capital. */
export const isLetterProduct = (word: string): boolean =>
  /^(?=[a-z]*[A-Z])[QKVXWHAUxqkvwhzm]{2,3}\d{0,2}(?:\\?_[A-Za-z0-9]{1,8})?$/.test(word) ||
  /^(?:BAx?|[EF][KV])$/.test(word);
