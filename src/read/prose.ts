const words = /[A-Za-z]{2}\s+[A-Za-z]{2}|\d[,.]?\s+[A-Za-z]{2}|^\s+[A-Za-z]{2,20}[,.]?\s+$/;
const kana = /[\u3040-\u30ff\u3001\u3002]/;
/** `Q、K、V`: symbols in a row, with the commas of the text around them. */
const listed = /^\s*(?:[A-Za-zα-ωΑ-Ω]\w{0,2}['′]?\s*、\s*){1,12}[A-Za-zα-ωΑ-Ω]\w{0,2}['′]?\s*$/;
/** ` ならびに `, ` 以及 `: what stands between one formula's end and the beginning of the next. */
const between = /^\s[^A-Za-z\d]*[\u3040-\u30ff\u4e00-\u9fff][^A-Za-z\d]*\s$/;

/** Words in a row are prose: `5 and 10 dollars`, unless TeX or an operator stands among them. */
export const looksLikeProse = (inner: string): boolean =>
  !/[\\^_=+*/{}]/.test(inner) &&
  (words.test(inner) || between.test(inner) || (kana.test(inner) && !listed.test(inner)));

/** A digit after the closing dollar makes both dollars prices: `$5, not $6`. */
export const looksLikePrice = (inner: string, next: string): boolean =>
  /\d/.test(next) || (/^[\d.,]+[kKMB]?[-–~/]$/.test(inner) && next !== '');

/** `$HOME/bin:$PATH`: the second dollar begins a name, and what stands before it joins the two. */
export const looksLikeShell = (inner: string, next: string): boolean =>
  /[A-Za-z_{(]/.test(next) && /[:/=,."'@-]$/.test(inner);

/** Places where two plain words follow each other; an equation has few. */
const wordPairs = (text: string): number =>
  (text.match(/(?<![\\\w])[A-Za-z]{2,}(?=\s+[A-Za-z]{2,}(?!\s*[(_^]))/g) ?? []).length;

/** An equation written without delimiters, rather than a sentence that has a `=` in it. */
export function looksLikeEquation(text: string, centred: boolean): boolean {
  if (!text.includes('=') || kana.test(text)) return false;
  if (centred) return wordPairs(text) <= 2;
  // A paragraph is prose unless nothing in it reads like it.
  return wordPairs(text) === 0 && /[\\(_^]/.test(text) && !/[.!?]\s*$/.test(text);
}

/** Three plain words in a row and no mathematics around them. */
export const looksLikeSentence = (text: string): boolean =>
  /(?<![\\\w{])[A-Za-z]{2,}[ \t]+[a-z]{2,}[ \t]+[a-z]{2,}/.test(text.replaceAll(texts, '')) ||
  /[\u3040-\u30ff][^\n]{0,200}。/.test(text);
const texts = /\\(?:text|mathrm|textbf|operatorname)[a-z]*\{[^{}]*\}/g;
