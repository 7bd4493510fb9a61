/** Fonts and accents, which tell no two names of one note apart well enough to be looked up by. */
const dressing =
  /\\(?:left|right|[Bb]ig[lr]?|displaystyle|text(?:bf|it|rm|sf|tt|normal)?|math(?:bf|it|rm|sf|tt|cal|bb|frak|scr|normal)|boldsymbol|bm|operatorname|pmb|vec|hat|widehat|tilde|widetilde|bar|overline|dot|rm|bf|it|cal|mit)(?![A-Za-z])|[{}\s*&$`\\[\]()]/g;

/**
 * The first letters of a symbol, which its name in TeX, in plain text and in canonical form share:
 * `W` of `\mathbf{W}_i^Q`, `alpha` of `\alpha_{ij}`, `head` of `\text{head}_i`. Different symbols may
 * have the same; '' where there is none.
 */
export function roughName(text: string): string {
  const bare = text.slice(0, 120).replaceAll(dressing, ' ').trimStart();
  return /^\p{L}+/u.exec(bare)?.[0] ?? '';
}
