/** Fonts and accents, which tell no two names of one note apart well enough to be looked up by. */
const dressing =
  /\\(?:left|right|[Bb]ig[lr]?|displaystyle|text(?:bf|it|rm|sf|tt|normal)?|math(?:bf|it|rm|sf|tt|cal|bb|frak|scr|normal)|boldsymbol|bm|operatorname|pmb|vec|hat|widehat|tilde|widetilde|bar|overline|dot|rm|bf|it|cal|mit)(?![A-Za-z])|[{}\s*&$`\\[\]()]/g;

const isLetter = (c: number): boolean => (c > 64 && c < 91) || (c > 96 && c < 123);

/** Letters that a text begins with; undefined where it begins with something else. */
function firstLetters(text: string): string | undefined {
  let start = 0;
  while (text.charCodeAt(start) === 32) start += 1;
  let end = start;
  while (isLetter(text.charCodeAt(end))) end += 1;
  const isAll = end > start && end < 100 && !(text.charCodeAt(end) > 127);
  return isAll ? text.slice(start, end) : undefined;
}

/**
 * The first letters of a symbol, which its name in TeX, in plain text and in canonical form share:
 * `W` of `\mathbf{W}_i^Q`, `alpha` of `\alpha_{ij}`, `head` of `\text{head}_i`. Different symbols may
 * have the same; '' where there is none.
 */
export function roughName(text: string): string {
  const first = firstLetters(text);
  if (first !== undefined) return first;
  const bare = text.slice(0, 120).replaceAll(dressing, ' ').trimStart();
  return /^\p{L}+/u.exec(bare)?.[0] ?? '';
}
