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

/** Words that say so of the formula that they stand beside, whatever else the sentence is about. */
const calledWrong =
  /\b(?:wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?|misprint|typo|pitfall|buggy|by\s+mistake|false\s+(?:that|to))\b|\b(?:a|an|common|typical|classic|frequent|usual)\s+(?:mistake|error|bug)s?\b|\b(?:mistake|false)\s*[:：]|(?:\b(?:not|never)|n['’]t)(?:\s+\w+){0,3}\s*$|^\s*誤\s*$|\bbad\s*[:：]|[❌✗✘✖╳]|(?:^|[\s（(])(?:×|NG)[\s:：]*$|誤り|誤った|誤って|誤算|誤[:：]|間違|まちが|不正解|正しくな|悪い例|ダメな例|よくあるミス|错误|錯誤|错[:：]|不对/iu;
const calledWrongAfter =
  /^[\s$*_`)）」』"'.,、]*(?:[（(]?\s*(?:❌|✗|✘|✖|×|NG\b|(?:this\s+)?(?:is|are|would\s+be)?\s*(?:simply\s+|clearly\s+)?(?:wrong|incorrect|false|mistaken|a\s+(?:common\s+)?(?:mistake|typo|bug)|not\s+(?:true|right|correct))\b)|(?:と(?:いう)?の?)?[はも]?(?:書く|する|計算する)?の?は?(?:ではな|でな|じゃな|誤り|誤って|間違|まちが|正しくな|不正解|错误|不对))/iu;

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

const emphasis = /[*_`$~「『（(【\s]+$/;

/** The end of the last line with something on it. */
function lastLine(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(Math.max(trimmed.lastIndexOf('\n') + 1, trimmed.length - reach));
}

/** The line before a formula that stands on a line of its own, where it ends with a colon. */
function labelBefore(text: string): string {
  const last = lastLine(text).replace(/[*_\s]+$/, '');
  return /[:：]$/.test(last) ? last : '';
}

/** “The following is wrong.”: the sentence before a formula that points at it. */
function announcementIn(text: string): string {
  const line = lastLine(text);
  if (!/[.。]$/.test(line)) return '';
  const rest = line.slice(0, -1);
  const last = line.slice(Math.max(rest.lastIndexOf('.'), rest.lastIndexOf('。')) + 1);
  return /\bfollowing\b|次の|以下の|下の/.test(last) ? last : '';
}

/** What the head of a table says over the cell that ends at the end of `text`. */
function headOver(text: string): string {
  const lines = text.split(/\r?\n/);
  const columns = (line: string): string[] =>
    line
      .trim()
      .replace(/^\|/, '')
      .split(/(?<!\\)\|/);
  const row = lines.at(-1) ?? '';
  if (!/^\s*\|/.test(row)) return '';
  let first = lines.length - 1;
  while (first > 0 && /^\s*\|/.test(lines[first - 1] ?? '')) first -= 1;
  return columns(lines[first] ?? '')[columns(row).length - 1] ?? '';
}

/**
 * True for a formula that what stands right beside it calls wrong: its sentence, the label above it, or
 * the head of its column.
 */
export function isCalledWrong(text: TextParts, start: number, end: number): boolean {
  const { before, after } = sentenceAround(text, start, end);
  // A sentence that has ended speaks of what it names.
  const own = /[.。!！?？]$/.test(before) ? '' : before.replace(emphasis, ' ');
  if (/~~$/.test(before) || calledWrong.test(own) || calledWrongAfter.test(after)) return true;
  const above = text.slice(Math.max(0, start - 2_000), start);
  if (calledWrong.test(headOver(above))) return true;
  if (own.trim() !== '') return false;
  return calledWrong.test(labelBefore(above)) || calledWrong.test(announcementIn(above));
}
