import { remembering } from '../program/remember.js';
import { inFieldWords } from '../program/fieldWords.js';

/** A name taken apart: `W_i^Q` is base `W` with marks `i` and `Q`; words are for longer names. */
export interface NameParts {
  readonly base: string;
  /** Subscripts and superscripts, without braces and parentheses. */
  readonly marks: readonly string[];
  /** Lower-case words joined by `_`, plural `s` removed: `attention_weight`. */
  readonly words: string;
  /** The same of the base alone. */
  readonly baseWords: string;
}

const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ϵ: 'epsilon',
  varepsilon: 'epsilon',
  η: 'eta',
  θ: 'theta',
  λ: 'lambda',
  μ: 'mu',
  σ: 'sigma',
  τ: 'tau',
  φ: 'phi',
  ϕ: 'phi',
  varphi: 'phi',
  ω: 'omega',
};

const fontCommand =
  /\\(?:text|textbf|textit|textrm|texttt|mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathbb|boldsymbol|bm|operatorname\*?|rm|bf|it|hat|widehat|tilde|widetilde|bar|overline|vec)\b\s*/g;

/** No fonts, other commands as their words. */
const withoutCommands = (name: string): string =>
  name
    .replaceAll('\\_', '_')
    .replaceAll(fontCommand, '')
    .replaceAll(/\\(top|intercal|mathsf\{T\})/g, 'T')
    .replaceAll(/\\([A-Za-z]+)/g, (_, word: string) => greek[word] ?? word)
    .replaceAll(/\\[,;:! ]/g, ' ');

/** `{h_s}` of `\bar{h_s}`: an accent over all of a name leaves its braces. */
const opened = (name: string): string => name.replace(/^\{([A-Za-z]+_\w'*)\}/, '$1');

/** Plain form of a name written in TeX: no fonts, no braces, Greek letters as words. */
function plain(name: string): string {
  const short = name.slice(0, 200);
  return inFieldWords(short.includes('\\') ? opened(withoutCommands(short)) : short)
    .replaceAll(/[\u0370-\u03ff]/g, (letter) => greek[letter] ?? letter)
    .trim()
    .replace(/^\(([^()]*)\)$/, '$1');
}

const unwrap = (mark: string): string => mark.replaceAll(/[{}()\s\\]/g, '');

const singular = (word: string): string =>
  word.length > 3 ? word.replace(/([^s])s$/, '$1') : word;

function wordsOf(text: string): string {
  return text
    .replaceAll(/[{}]/g, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[\s_.\-^]+/)
    .filter((w) => w !== '' && w !== 'self')
    .map((w) => singular(w.toLowerCase()))
    .join('_');
}

/**
 * Takes apart a name as TeX (`\alpha_{ij}`, `W^{Q}_i`, `\text{Attention Weights}`) or as code
 * (`attention_weights`, `W_Q`, `self.w_qs`). A name is asked about many times for one formula.
 */
export const nameParts = remembering(10_000, takeApart);

const baseOfName = /^\{?([^_^{}]+)\}?/u;
const markOfName = /[_^](\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|[^_^{}]+|.)/uy;

/** `{(m,512)}`, `{n\times d}`: what a thing measures is no part of what it is called. */
const shapeMark = /^\{\((?:[^(),]+,)*\d{2,}(?:,[^(),]+)*\)\}$|^\{\w+ ?(?:times|×) ?\w+\}$/;

/** The marks that a text is from a place on, or undefined where it is something else there. */
function marksFrom(text: string, start: number): string[] | undefined {
  const marks: string[] = [];
  // One mark after the other: as one pattern, what is left open takes exponential time.
  for (let at = start; at < text.length; at = markOfName.lastIndex) {
    markOfName.lastIndex = at;
    const mark = markOfName.exec(text)?.[1];
    // `v_{w_O}'`
    if (mark === undefined && /^'+$/.test(text.slice(at))) break;
    if (mark === undefined) return undefined;
    if (!shapeMark.test(mark)) marks.push(unwrap(mark));
  }
  // `\alpha^{'}`: the same as `\alpha'`.
  return marks.filter((m) => !/^(?:prime|'*)$/.test(m));
}

function takeApart(name: string): NameParts {
  const text = plain(name);
  const match = baseOfName.exec(text);
  const marks = match === null ? undefined : marksFrom(text, match[0].length);
  const words = wordsOf(text);
  if (match === null || marks === undefined)
    return { base: text, marks: [], words, baseWords: words };
  // `Q'` is another query, not another thing.
  const base = ((match[1] ?? '').trim().split('.').at(-1) ?? '').replace(/(.)'+$/, '$1');
  return {
    base,
    marks,
    words,
    baseWords: wordsOf(base),
  };
}

/** Letters that count places on a name: `t`, `t'` of `a_{t,t'}`, `i`, `j` of `a_{ij}`; words count none. */
export const placesOn = ({ marks }: NameParts): readonly string[] =>
  marks.flatMap((m) => (/^[a-z]'*,?([a-z]'*)?$/.test(m) ? (m.match(/[a-z]'*/g) ?? []) : []));
