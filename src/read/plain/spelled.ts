import type { PlainKind } from './tokens.js';

/** What plain text spells out with letters and points, by the kind of token that it is. */
interface Spelled {
  readonly kind: PlainKind;
  readonly pattern: string;
  /** The sign for it, no longer than what is spelled, or what makes it. */
  readonly sign: string | ((word: string) => string);
  /** True where blanks for the rest of it come before the sign and not after it. */
  readonly atEnd?: true;
}

const bounded = String.raw`(?=_[a-z](?!\w)|_[({])`;
const between = (word: string): string => String.raw`(?<=[\w)\]ᵀ₀-ₜᵢⱼ] )${word}(?= [A-Za-z(])`;

/** Calls that transpose a matrix in programs: `K.transpose(-2, -1)`. */
export const transposingCall = String.raw`\.(?:transpose\([-−\d, ]{0,10}\)|t\(\))`;

/** Names of two words: of what, and what. */
const said =
  '[Tt]oken|[Pp]osition(?:al)?|[Ww]ord|[Ii]nput|[Aa]ttention|[Aa]ttn|[Ww]eighted|[Cc]ontext|[Rr]aw|[Ss]caled|[Mm]asked|[Nn]ormali[sz]ed|[Ss]imilarity|[Aa]lignment|[Ff]inal';
const part =
  '[Ww]eights?|[Ss]cores?|[Oo]utputs?|[Mm]atrix|[Vv]ectors?|[Ll]ogits|[Ss]um|[Vv]alues?|[Pp]robabilities|[Ee]mbeddings?|[Ee]ncodings?';
const inLibrary =
  '(?<![\\w.])(?:np|numpy|jnp|math|torch|tf|F)\\.(?:sqrt|exp|log|tanh|softmax|sigmoid|relu|gelu|silu)(?=\\()';

/** One entry for each spelling, in the order in which they are tried. */
export const spelledSigns: readonly Spelled[] = [
  {
    kind: 'scripts',
    pattern: String.raw`(?<=[A-Z\d_)\]₀-ₜᵢⱼ]|(?<![\w.])(?:[a-z]|keys?|values?))\.T(?![\w(])`,
    sign: '^T',
  },
  {
    kind: 'scripts',
    pattern: String.raw`(?<=[\w)\]])(?:${transposingCall}|\.mT(?![\w(]))`,
    sign: '^T',
  },
  // `Q * Kt`, `QKT`, `Q·K_T`
  {
    kind: 'symbol',
    pattern: String.raw`(?<=(?<![A-Za-z])[Qq]\d? ?[·*×@⋅]? ?)[Kk](?:_?T|t|ᵗ)(?![\w^'(ᵀ])`,
    sign: (word) => `${word.charAt(0)}${word.length > 2 ? '^T' : 'ᵀ'}`,
  },
  { kind: 'symbol', pattern: String.raw`(?<![\w\\])QK[Tt](?![\w^'(ᵀ])`, sign: 'QKᵀ' },
  // `Attention Weights = …`
  {
    kind: 'word',
    pattern: `(?<![A-Za-z_] ?)(?:${said}) (?:${part})(?![A-Za-z_(（])`,
    sign: (word) => word.replace(' ', '_'),
  },
  // `np.sqrt(d)`
  {
    kind: 'word',
    pattern: inLibrary,
    sign: (word) => word.replace(/^.*\./, '').padStart(word.length),
  },
  // `sum over j of`
  {
    kind: 'sum',
    pattern: '(?<![A-Za-z\\\\])[Ss]um over (?:all )?[ijklnst] (?:of )?(?=[A-Za-z(α-ω])',
    sign: (word) => `∑_${/ ([a-z]) /.exec(word.replace(/ over(?: all)?/, ''))?.[1] ?? 'j'}`,
  },
  { kind: 'sum', pattern: String.raw`(?<![A-Za-z\\])[Ss]um${bounded}`, sign: '∑' },
  { kind: 'sum', pattern: String.raw`(?<![A-Za-z\\])[Pp]rod${bounded}`, sign: '∏' },
  { kind: 'word', pattern: '(?<=[-−] ?)inf(?:inity)?(?![A-Za-z])', sign: '∞', atEnd: true },
  // `softmax(S) x V`
  {
    kind: 'operator',
    pattern: String.raw`(?:(?<=[)\]] )|(?<=(?<![A-Za-z])[A-Z][\w'₀-ₜᵢⱼᵀ]{0,6} ))x(?= [A-Z(](?![a-z]{2}))|(?<=\d )x(?= \()`,
    sign: '×',
  },
  { kind: 'operator', pattern: between('elementwise_mul'), sign: '⊙' },
  { kind: 'operator', pattern: between('(?:matmul|dot)'), sign: '·' },
  // `q . k`, `Q.K^T`, `(W_q x) . (W_k y)`
  {
    kind: 'operator',
    pattern: String.raw`(?<=[\w)ᵀ₀-ₜᵢⱼ] )\.(?= [A-Za-z])|(?<=\) )\.(?= \()`,
    sign: '·',
  },
  // `√dim`
  { kind: 'symbol', pattern: String.raw`(?<=√\(?|sqrt\()dim(?![\w(])`, sign: 'd' },
];

const anySpelled = new RegExp(spelledSigns.map(({ pattern }) => `(${pattern})`).join('|'), 'g');

/** A text with signs for what it spells out, of the same length. */
export const withSigns = (plain: string): string =>
  plain.replaceAll(anySpelled, (word, ...groups: unknown[]) => {
    const found = spelledSigns[groups.findIndex((g) => g !== undefined)];
    const sign = found?.sign ?? word;
    const made = typeof sign === 'string' ? sign : sign(word);
    return found?.atEnd === true ? made.padStart(word.length) : made.padEnd(word.length);
  });
