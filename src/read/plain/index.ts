import { shiftSpan, type Span } from '../../program/span.js';
import { blanked } from '../blank.js';
import { looksLikeSentence } from '../prose.js';
import { hasTexCommand } from '../surelyTex.js';
import { moved, type Snippet } from '../types.js';
import {
  isCopied,
  isFormula,
  isMeasured,
  isNoCode,
  isOfFlow,
  isOfMoment,
  isWhole,
  standsAlone,
} from './judge.js';
import { isDrawn } from './drawn.js';
import { withoutDrawn } from './drawnMatrix.js';
import { isFieldName } from './functions.js';
import { parsePlain } from './grammar.js';
import { withoutCode } from './fenceCode.js';
import { goesOnBelow } from './lines.js';
import { maskCases } from './maskCases.js';
import { findMatrices } from './matrices.js';
import { isDisguised, shownAround } from './shown.js';
import { listBefore, shapeRemarks } from './remarks.js';
import { plainTokens, type PlainToken } from './tokens.js';
import { asTex, untagged } from './translate.js';
import { hasEmphasis, isInlineTag, withoutEmphasis } from './html.js';

/** A line or paragraph without any of these has no formula in it. */
const trigger =
  /[=＝≈≒√∑∏⊙⊗∈ᵀ⊤₀-₉ₐ-ₜᵢⱼₖ]|[→⇒]\s?[-−]?[\d.[]|[A-Za-z)]\^|<\/su[bp]>\s?[·⋅×*+-]|\[\s*\[|[A-Za-z]\s?·\s?[A-Za-z]|\)\s?[/÷]\s?σ|(?:max|norm|attention|head|mlp|ffn|lu|layer|concat|sigmoid|tanh|[A-Z])\s?\(|\\(?:frac|sqrt|sum|text|mathbf)/i;

/** Most prose has none of these characters at all, which is quick to see. */
export const plainSign = /[=＝≈≒√∑∏⊙⊗∈→⇒ᵀ⊤₀-ₜᵢ^[\\·(]|<\/su[bp]>/;
const isPromising = (text: string): boolean => plainSign.test(text) && trigger.test(text);

/** Longest line looked at; past it a line is data. */
const MAX_LINE = 4_000;

/**
 * Formulas in running prose between two offsets, with no delimiters around them; `taken` is not
 * prose. In a comment of code (`inCode`) the same line may be code that is commented out.
 */
export function findPlainFormulas(
  text: string,
  start: number,
  end: number,
  taken: readonly Span[],
  { inCode = false }: { readonly inCode?: boolean } = {},
): Snippet[] {
  const stretch = text.slice(start, end);
  const isEmphasised = !inCode && hasEmphasis(stretch);
  if (!isEmphasised && !isDisguised(stretch)) return findBetween(text, start, end, taken, inCode);
  const near = shownAround(text, start, end);
  const shown = isEmphasised ? withoutEmphasis(near.text) : near.text;
  const parts = taken
    .filter((t) => !isInlineTag(text.slice(t.start, t.end)))
    .map((t) => shiftSpan(t, -near.from));
  const found = findBetween(shown, start - near.from, end - near.from, parts, inCode);
  return moved(found, near.from);
}

function findBetween(
  text: string,
  start: number,
  end: number,
  taken: readonly Span[],
  inCode: boolean,
): Snippet[] {
  const found: Snippet[] = [];
  let at = start;
  for (const part of taken) {
    if (part.start > at) findIn(text, at, part.start, found, inCode);
    at = Math.max(at, part.end);
  }
  if (end > at) findIn(text, at, end, found, inCode);
  return found;
}

/** What shows that a fence is about attention. */
const ofAttention = /(?:softmax|attention)\s?\(|√|ᵀ|\^T|[A-Z]\.(?:T\b|transpose\()/i;

/** Formulas of a fence that names no language: whole lines, where nothing in it is code. */
export function findPlainLines(fence: string, offset: number): Snippet[] {
  if (fence.length > 50_000) return [];
  const text = isDisguised(fence) ? shownAround(fence, 0, fence.length).text : fence;
  const found: Snippet[] = [];
  if (isPromising(text) || /[|│┃⎡⎢⎣⎛⎜⎝]/.test(text)) {
    const rest = withoutCode(text);
    if (rest === undefined) findMatrices(text, 0, text.length, found);
    else findIn(withoutDrawn(rest, found), 0, rest.length, found, false, ofAttention.test(text));
  }
  found.sort((a, b) => a.span.start - b.span.start);
  return moved(found, offset).map((s) => ({ ...s, display: true }));
}

const lineBreak = /\r\n|\n|\r/g;

/** `isAttention`: beside such formulas `weights @ V` is one too. */
function findIn(
  text: string,
  from: number,
  to: number,
  found: Snippet[],
  inCode = false,
  isAttention = false,
): void {
  const first = found.length;
  const part = text.slice(from, to);
  if (!isPromising(part)) return;
  const matrices = part.includes('[') && !inCode ? findMatrices(text, from, to, found) : [];
  let at = from;
  const lines = (start: number, end: number): void => {
    let line = start;
    for (const b of part.slice(start - from, end - from).matchAll(lineBreak)) {
      const lineEnd = start + b.index;
      const next = lineEnd + b[0].length;
      if (
        goesOnBelow(
          text.slice(line, Math.min(lineEnd, line + MAX_LINE)),
          text.slice(next, Math.min(end, next + 200)),
        )
      )
        continue;
      findInLine(text, line, lineEnd, found, inCode, isAttention);
      line = next;
    }
    findInLine(text, line, end, found, inCode, isAttention);
  };
  for (const matrix of matrices) {
    lines(at, matrix.start);
    at = matrix.end;
  }
  lines(at, to);
  if (found.length - first > 1) {
    found.push(...found.splice(first).sort((a, b) => a.span.start - b.span.start));
  }
}

function findInLine(
  text: string,
  from: number,
  to: number,
  found: Snippet[],
  inCode: boolean,
  isAttention: boolean,
): void {
  if (to - from < 3 || to - from > MAX_LINE) return;
  const line = text.slice(from, to);
  if (!isPromising(line)) return;
  if (isTexLine(line)) {
    const start = from + line.length - line.trimStart().length;
    const end = from + line.trimEnd().length;
    // `( a = b )`, `[a = b]` of a chat tool: what stood for a display formula's delimiters.
    const inside = /^(?:\( [^()]*(?:\([^()]*\)[^()]*)* \)|\[[^[\]]*=[^[\]]*\])$/.test(
      text.slice(start, end),
    )
      ? 1
      : 0;
    add(text.slice(start + inside, end - inside), start + inside, found, false);
    return;
  }
  if (isCopied(line)) return;
  const remarks = texInBrackets(text, from, line, found);
  const shapes = shapeRemarks(line, from);
  const masks = maskCases(line, from);
  // `M[i][j]`, as programs have it.
  for (const { start, end } of masks)
    add(text.slice(start, end).replace('][', ', '), start, found, true);
  const silent = [...remarks, ...shapes, ...masks];
  const tokens = plainTokens(text, from, to).filter(
    (t) => !silent.some((r) => r.start <= t.start && t.end <= r.end),
  );
  for (let i = goOn(text, tokens, found); i < tokens.length;) {
    const parsed = isAside(tokens, i) ? undefined : parsePlain(tokens, i);
    if (parsed === undefined || parsed.next <= i) {
      i += 1;
      continue;
    }
    const stretch = withoutBrackets(tokens.slice(i, parsed.next));
    const { start = 0, end = 0 } = { start: stretch[0]?.start, end: stretch.at(-1)?.end };
    const named = inCode ? start : nameBefore(text, from, start);
    const read = withBlanks(text.slice(start, end), start, shapes);
    const source = untagged(read);
    const { evidence } = parsed;
    // A name in Japanese is one side of an equation, where the other is more than numbers.
    const isNamed = named < start && evidence.symbols + evidence.strong > 0;
    if (
      standsAlone(
        text,
        start,
        endOfRemark(tokens, parsed.next, source.includes('∈')) ??
          shapes.find((s) => s.start === end)?.end ??
          end,
      ) &&
      isWhole(text.slice(end, end + 24)) &&
      !isOfMoment(
        source,
        text.slice(Math.max(from, start - 32), start),
        text.slice(end, end + 12),
      ) &&
      (isFormula(source, evidence, isAttention) ||
        (isNamed && isFormula(`A = ${source}`, { ...evidence, relations: 1 }, isAttention)) ||
        (evidence.strong * evidence.operators > 0 && isCalledFormula(text, from, start))) &&
      !isMeasured(source, text.slice(end, end + 16)) &&
      !isOfFlow(
        evidence,
        text.slice(Math.max(from, start - 8), start),
        text.slice(end, end + 12),
      ) &&
      !isDrawn(text, start, end) &&
      (!inCode || isNoCode(source, evidence) || isCalledFormula(text, from, start))
    ) {
      const list = listBefore(tokens, i);
      const first = isNamed ? named : list < i ? (tokens[list]?.start ?? start) : start;
      add(withBlanks(text.slice(first, end), first, shapes), first, found, true);
    }
    i = parsed.next;
  }
}

/** `公式：`, `Formula: `: what follows is no code. */
const saysFormula = /(?:公式|数式|計算式|[Ff]ormula|[Ee]quation)(?:は|为|為)?\s?[:：]\s*$/;

const isCalledFormula = (text: string, from: number, start: number): boolean =>
  saysFormula.test(text.slice(Math.max(from, start - 40), start));

/** Where `= scalar` ends, which says what kind of a thing a formula gives. */
function endOfRemark(
  tokens: readonly PlainToken[],
  i: number,
  isShape: boolean,
): number | undefined {
  const [sign, word, next] = tokens.slice(i, i + 3);
  const isKind = word?.kind === 'word' && /^[a-z]+$/.test(word.text) && !isFieldName(word.text);
  const ends = next === undefined || isShape;
  return sign?.text === '=' && isKind && ends ? word.end : undefined;
}

const gap = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)[ \t]*$/;
/** `[3×64]`: what is told there are shapes. */
const toldShapes = /[[(]\s*\d+\s*[×x]\s*\d+\s*[\])]/;

/**
 * Takes a line that begins with `=` to the formula that ended the line before it; the number of
 * tokens that are taken so.
 */
function goOn(text: string, tokens: readonly PlainToken[], found: Snippet[]): number {
  const [sign, next] = tokens;
  const last = found.at(-1);
  if (sign?.kind !== 'relation' || next === undefined || last?.plain !== true) return 0;
  const between = text.slice(last.outer.end, sign.start);
  const parsed = gap.test(between) ? parsePlain(tokens, 1) : undefined;
  const end = parsed === undefined ? sign.end : (tokens[parsed.next - 1]?.end ?? sign.end);
  if (parsed === undefined || last.span.end !== last.outer.end) return 0;
  if (end - last.span.start > MAX_LINE) return 0;
  const right = text.slice(sign.start, end);
  const { words, symbols, names, numbers } = parsed.evidence;
  const isMath = words === 0 && symbols + names + numbers > 0 && !toldShapes.test(right);
  if (!isMath || !standsAlone(text, sign.start, end) || !isWhole(text.slice(end, end + 24)))
    return 0;
  if (isMeasured(text.slice(next.start, end), text.slice(end, end + 16))) return 0;
  const silent = between.replace(/#[^\r\n]*/, blanked);
  const span = { start: last.span.start, end };
  found[found.length - 1] = { ...last, text: last.text + silent + asTex(right), span, outer: span };
  return parsed.next;
}

/** `(loves) sin(x)`: a word in brackets that no sign joins to what follows. */
function isAside(tokens: readonly PlainToken[], i: number): boolean {
  const [open, word, close, next] = tokens.slice(i, i + 4);
  const isWord = open?.kind === 'open' && word?.kind === 'word' && close?.kind === 'close';
  return isWord && !/^(?:operator|relation|scripts?)$/.test(next?.kind ?? '');
}

/** The tokens between a pair of brackets that holds them all. */
function withoutBrackets(tokens: readonly PlainToken[]): readonly PlainToken[] {
  if (!/^[(（]$/.test(tokens[0]?.text ?? '')) return tokens;
  let depth = 0;
  const close = tokens.findIndex(
    ({ kind }) => (depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0) === 0,
  );
  return close === tokens.length - 1 ? tokens.slice(1, -1) : tokens;
}

/** A name in kanji or katakana and the sign after it, right before a formula: `出力 = `. */
const japaneseName =
  /(?:^[\s>*+-]{0,12}(?:\d{1,2}[.)][ \t]{0,3})?|[|:：「（(、。][ \u3000]?)([\u4e00-\u9fff々ァ-ヶー](?:[\u3041-\u3096\u4e00-\u9fff々ァ-ヶー]{0,20}(?![はがをにでともへやの])[\u3041-\u3096\u4e00-\u9fff々ァ-ヶー])?)[ \u3000]?[=＝≈≒][ \u3000]?$/;

/** Where a formula begins that starts at `start`, with the name that stands before it. */
function nameBefore(text: string, from: number, start: number): number {
  const before = text.slice(Math.max(from, start - 36), start);
  const name = japaneseName.exec(before)?.[1];
  return name === undefined ? start : start - before.length + before.lastIndexOf(name);
}

const brackets = /(?<![\w)}])\(( ?(?:[^()\r\n]|\([^()\r\n]{0,80}\)){1,200}?)\)/g;

/** `(\beta_2)`: chat tools leave this of `\( … \)` in what is copied out of them. */
function texInBrackets(text: string, from: number, line: string, found: Snippet[]): Span[] {
  if (!hasTexCommand(line)) return [];
  const taken: Span[] = [];
  for (const m of line.matchAll(brackets)) {
    const body = m[1] ?? '';
    if (!hasTexCommand(body) || looksLikeSentence(body)) continue;
    const start = from + m.index;
    const outer = { start, end: start + m[0].length };
    // Between other signs the brackets are a part of a formula.
    if (
      /[-+*/=^_·×]\s?$/.test(line.slice(0, m.index)) ||
      /^\s?[-+*/=^_·×\\]/.test(text.slice(outer.end, outer.end + 2))
    )
      continue;
    taken.push(outer);
    const span = { start: start + 1, end: outer.end - 1 };
    found.push({ language: 'latex', text: body, span, outer, display: false });
  }
  return taken;
}

/** A line that is TeX as a whole, without delimiters. */
function isTexLine(line: string): boolean {
  const body = line.trim();
  return (
    hasTexCommand(body) &&
    /^[\\A-Za-z({[|]/.test(body) &&
    /=|\\(?:frac|sqrt|sum|text|mathrm|operatorname|mathbf|left)/.test(body) &&
    !/[。、；！？`$]|[\u3040-\u30ff\u4e00-\u9fff]{4}/.test(
      body.replaceAll(/\\text\{[^{}]*\}/g, ''),
    ) &&
    !looksLikeSentence(body) &&
    !/^\\(?:documentclass|usepackage|section|item|label|ref|cite|caption|includegraphics|newcommand|def)/.test(
      body,
    )
  );
}

/** `text` that stands at `start`, without what stands in `spans`. */
const withBlanks = (text: string, start: number, spans: readonly Span[]): string =>
  spans.reduce((made, s) => {
    const [a, b] = [s.start - start, s.end - start];
    return a < 0 || b > text.length ? made : made.slice(0, a) + ' '.repeat(b - a) + made.slice(b);
  }, text);

function add(source: string, start: number, found: Snippet[], plain: boolean): void {
  const span = { start, end: start + source.length };
  found.push({
    language: 'latex',
    text: plain ? asTex(source) : source,
    span,
    outer: span,
    display: false,
    ...(plain ? { plain: true as const } : {}),
  });
}
