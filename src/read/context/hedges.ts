import type { TextParts } from '../documentText.js';

/** What stands around a formula in its sentence. */
interface Around {
  readonly before: string;
  readonly after: string;
  /** Where the sentence begins in the text. */
  readonly start: number;
}

/** Longest stretch of a sentence looked at on each side, in UTF-16 units. */
const reach = 160;

const sentenceEnd = /[.!?](?=\s)|[。！？]|\n[ \t>]*\n|\n[ \t>]*(?:[-*+#|]|\d+[.)]\s)/g;

/** The sentence that a stretch of a text stands in, without the stretch. */
export function sentenceAround(text: TextParts, start: number, end: number): Around {
  const first = Math.max(0, start - reach);
  const left = text.slice(first, start).replace(/\s+$/, '');
  let from = 0;
  for (const m of left.matchAll(sentenceEnd)) from = m.index + m[0].length;
  const right = text.slice(end, end + reach);
  const [stop] = right.matchAll(sentenceEnd);
  const before = left.slice(from);
  return { before, after: right.slice(0, stop?.index), start: first + from };
}

/** Words that make a formula something supposed, asked for or talked about. */
const supposing =
  /\b(?:if|when(?:ever)?|unless|until|suppose|supposing|assum(?:e|es|ing)|imagine|were|would|could|should|might|let(?:ting|'s)?|require[sd]?|want|need|solve|solving|such that|so that|otherwise|instead|rather|condition|constraint|equation|minimum|maximum|optimum|iff|else|case|cases|for (?:all|any|some|every|each)|target|goal|ideal(?:ly)?)\b/i;
const supposed =
  /もし|仮に|たとえば|なら|場合|とき|時に|すると|とおく|であれば|ければ|れば|となるよう|条件|方程式|を解|目標|理想|如果|假设|假設|若|当|當|除非|则|時|そうでな/u;

/** Words that say that a statement is known to be wrong. */
const refuting =
  /\b(?:wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|mistakes?|errors?|erroneous|bugs?|buggy|not|isn't|isn’t|never|false|misprint|typo|pitfall|naive(?:ly)?|instead of|rather than)\b|[❌✗✘×]\s*$|誤り|誤って|間違|まちが|ではない|ではなく|でなく|じゃな|正しくな|ダメ|バグ|错误|錯誤|不是|不对|误/iu;

/** Words after which a sentence concludes from what it supposed. */
const concluding =
  /\b(?:so|thus|hence|therefore)\b|なので|ので|よって|したがって|従って|だから|所以|因此/giu;

/** True for a formula that is a condition, a wish or an equation to be solved, as far as words tell. */
export function isSupposed({ before, after }: Around): boolean {
  let from = 0;
  for (const m of before.matchAll(concluding)) from = m.index + m[0].length;
  const clause = before.slice(from);
  return supposing.test(clause) || supposed.test(clause) || supposed.test(after.slice(0, 16));
}

/** True for a formula that its sentence calls wrong. */
export const isRefuted = ({ before, after }: Around): boolean =>
  refuting.test(before) || refuting.test(after.slice(0, 60));
