import { shiftSpan, type Span } from '../../program/span.js';
import { blanked } from '../blank.js';
import { looksLikeSentence } from '../prose.js';
import { hasTexCommand } from '../surelyTex.js';
import type { Snippet } from '../types.js';
import { beginsAlone, isFormula, isMeasured, isNoCode, isWhole, standsAlone } from './judge.js';
import { isDrawn } from './drawn.js';
import { parsePlain } from './grammar.js';
import { printedMatrix } from './matrix.js';
import { plainTokens, type PlainToken } from './tokens.js';
import { asTex, untagged } from './translate.js';
import { hasWideDigits, nearby } from './wideDigits.js';

/** A line or paragraph without any of these has no formula in it. */
const trigger =
  /[=＝√∑∏⊙⊗∈ᵀ⊤₀-₉ₐ-ₜᵢⱼₖ]|[→⇒]\s?[-−]?[\d.[]|[A-Za-z)]\^|<\/su[bp]>\s?[·⋅×*+-]|\[\s*\[|[A-Za-z]\s?·\s?[A-Za-z]|(?:max|norm|attention|head|mlp|ffn|lu|layer|concat|sigmoid|tanh|[A-Z])\s?\(|\\(?:frac|sqrt|sum|text|mathbf)/i;

/** Most prose has none of these characters at all, which is quick to see. */
export const plainSign = /[=＝√∑∏⊙⊗∈→⇒ᵀ⊤₀-ₜᵢ^[\\·(]|<\/su[bp]>/;
const isPromising = (text: string): boolean => plainSign.test(text) && trigger.test(text);

/** Characters before a matrix that may say what it is. */
const MAX_NAME = 200;

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
  if (hasWideDigits(text.slice(start, end))) {
    const near = nearby(text, start, end);
    const parts = taken.map((t) => shiftSpan(t, -near.from));
    return moved(
      findPlainFormulas(near.text, start - near.from, end - near.from, parts, { inCode }),
      near.from,
    );
  }
  const found: Snippet[] = [];
  let at = start;
  for (const part of taken) {
    if (part.start > at) findIn(text, at, part.start, found, inCode);
    at = Math.max(at, part.end);
  }
  if (end > at) findIn(text, at, end, found, inCode);
  return found;
}

/** Signs of a program, a shell or a drawing: a fence with one of these holds no formulas. */
const code =
  /^\s*(?:import |from \S+ import|def |class |return\b|for .*:\s*$|if .*[:{]\s*$|while .*[:{]\s*$|print\s*\(|#include|#!|\$ |>>> |sudo |pip |git |npm |cd |const |let |var |function |public |private |using |package |<\/?[a-z]+[ >]|@\w+)|;\s*$|\bself\.|[A-Za-z_]\w*\.[A-Za-z_]\w*\(|\{\s*$|\+=|&&/m;
/** Signs of code that stand in worked examples too: there they tell of their lines alone. */
const codeLine =
  /^(?![^\n]*(?:[_^]\{|\\[a-z]))[^\n]*\}[ \t]*$|==|!=|=>|"[ \t]*[:=]|'[\w -]{1,40}'[ \t]*[:=]|[:=][ \t]*["']|\/\/ /m;
/** What programs do not write. */
const mathematical = /√|[A-Za-z][₀-ₜᵢⱼ]|[A-Za-z)]ᵀ|[Σ∑]|\^T\b|\\frac|\d\s?×\s?\d/;

/** A fence without the lines that are code; undefined where all of it may be. */
function withoutCode(text: string): string | undefined {
  // TeX between delimiters is shown as it is typed.
  if (code.test(text) || (text.includes('$$') && /\}[ \t]*$/m.test(text))) return undefined;
  if (!codeLine.test(text)) return text;
  if (!mathematical.test(text)) return undefined;
  return text
    .replaceAll(/(?<=\S[ \t]{2,})\/\/ [^\r\n]*/g, blanked)
    .replaceAll(/[^\r\n]+/g, (line) => (codeLine.test(line) ? blanked(line) : line));
}

/** Formulas of a fence that names no language: whole lines, where nothing in it is code. */
export function findPlainLines(text: string, offset: number): Snippet[] {
  if (text.length > 50_000) return [];
  if (hasWideDigits(text)) return findPlainLines(nearby(text, 0, text.length).text, offset);
  const found: Snippet[] = [];
  if (isPromising(text)) {
    const rest = withoutCode(text);
    if (rest === undefined) findMatrices(text, 0, text.length, found);
    else findIn(rest, 0, rest.length, found, false, /softmax\s?\(|√|ᵀ|\^T/i.test(text));
  }
  return moved(found, offset).map((s) => ({ ...s, display: true }));
}

const moved = (found: readonly Snippet[], by: number): Snippet[] =>
  found.map((s) => ({ ...s, span: shiftSpan(s.span, by), outer: shiftSpan(s.outer, by) }));

const lineBreak = /\r\n|\n|\r/g;

/** `ofAttention`: beside such formulas `weights @ V` is one too. */
function findIn(
  text: string,
  from: number,
  to: number,
  found: Snippet[],
  inCode = false,
  ofAttention = false,
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
      // An environment that is not closed goes on.
      if (isOpen(text.slice(line, Math.min(lineEnd, line + MAX_LINE)))) continue;
      findInLine(text, line, lineEnd, found, inCode, ofAttention);
      line = lineEnd + b[0].length;
    }
    findInLine(text, line, end, found, inCode, ofAttention);
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

const isOpen = (text: string): boolean =>
  text.includes('\\begin{') && text.split('\\begin{').length > text.split('\\end{').length;

const matrixStart = /\[\s{0,20}\[/g;
const wrapper = /(?:tensor|array|matrix)\(\s{0,20}$/;

/** Printed matrices; gives back the stretches that are theirs. */
function findMatrices(text: string, from: number, to: number, found: Snippet[]): Span[] {
  const spans: Span[] = [];
  const part = text.slice(from, to);
  matrixStart.lastIndex = 0;
  for (let m = matrixStart.exec(part); m !== null; m = matrixStart.exec(part)) {
    const start = from + m.index;
    const matrix = printedMatrix(text, start, to);
    if (matrix === undefined) {
      matrixStart.lastIndex = m.index + 1;
      continue;
    }
    matrixStart.lastIndex = matrix.end - from;
    if (matrix.entries < 2 || (matrix.rows < 2 && !matrix.hasPoint)) continue;
    if (text[matrix.end] === '(' || text[matrix.end] === '[') continue;
    const span = { start, end: matrix.end };
    const before = wrapper.exec(text.slice(Math.max(from, start - 30), start));
    if (before !== null && text[start - before[0].length - 1] === '.') continue;
    const outer = { start: start - (before?.[0].length ?? 0), end: matrix.end };
    const isFactor = /^\s*[@·×*/+−-]/.test(text.slice(matrix.end, matrix.end + 8));
    const named = before === null && !isFactor ? computedBefore(text, from, start) : start;
    if (named < start) span.start = outer.start = named;
    // What the line has before its last sign of equality is a part of this one.
    while ((spans.at(-1)?.start ?? -1) >= named) {
      spans.pop();
      found.pop();
    }
    spans.push(outer);
    const tex = asTex(text.slice(named, start)) + matrix.text;
    found.push({ language: 'latex', text: tex, span, outer, display: true, plain: true });
  }
  return spans;
}

const equals = /(?:=|＝|≈|:=)[ \t\u3000]*$/;

/** Where `A = `, `QKᵀ / √d = ` begins that stands on the line before a matrix at `start`. */
function computedBefore(text: string, from: number, start: number): number {
  const line = text.slice(Math.max(from, start - MAX_NAME), start);
  const lineStart =
    start - line.length + Math.max(line.lastIndexOf('\n'), line.lastIndexOf('\r')) + 1;
  const sign = equals.exec(text.slice(lineStart, start));
  if (sign === null) return start;
  const tokens = plainTokens(text, lineStart, lineStart + sign.index);
  for (const [i, { start: at }] of tokens.entries()) {
    const parsed = parsePlain(tokens, i);
    if (parsed?.next !== tokens.length) continue;
    const { words, symbols, names, strong } = parsed.evidence;
    if (words > 0 || symbols + names + strong === 0 || !beginsAlone(text, at)) continue;
    // `x, y = [[1, 2], …]`: y is no matrix.
    if (tokens[i - 1]?.kind === 'comma') return start;
    const name = text.slice(at, lineStart + sign.index).trim();
    const isAgain = sign[0].trim() === '=' && wasComputed(text.slice(from, lineStart), name);
    return isAgain ? start : at;
  }
  return start;
}

/** True where a line above says what a name is computed from: that is what the name goes on to mean. */
const wasComputed = (above: string, name: string): boolean =>
  above.split(/[\r\n]/, 200).some((line) => {
    const at = line.indexOf(`${name} =`);
    return at >= 0 && /^(?!\s*\[)[^[]*[A-Za-z]/.test(line.slice(at + name.length + 2));
  });

function findInLine(
  text: string,
  from: number,
  to: number,
  found: Snippet[],
  inCode: boolean,
  ofAttention: boolean,
): void {
  if (to - from < 3 || to - from > MAX_LINE) return;
  const line = text.slice(from, to);
  if (!isPromising(line)) return;
  if (isTexLine(line)) {
    const start = from + line.length - line.trimStart().length;
    const end = from + line.trimEnd().length;
    // `( a = b )` of a chat tool: what stood for a display formula's delimiters.
    const inside = /^\( [^()]*(?:\([^()]*\)[^()]*)* \)$/.test(text.slice(start, end)) ? 1 : 0;
    add(text, start + inside, end - inside, found, false);
    return;
  }
  const remarks = texInBrackets(text, from, line, found);
  const tokens = plainTokens(text, from, to).filter(
    (t) => !remarks.some((r) => r.start <= t.start && t.end <= r.end),
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
    const source = untagged(text.slice(start, end));
    const { evidence } = parsed;
    // A name in Japanese is one side of an equation, where the other is more than numbers.
    const isNamed = named < start && evidence.symbols + evidence.strong > 0;
    if (
      standsAlone(text, start, end) &&
      isWhole(text.slice(end, end + 24)) &&
      (isFormula(source, evidence, ofAttention) ||
        (isNamed && isFormula(`A = ${source}`, { ...evidence, relations: 1 }, ofAttention))) &&
      !isMeasured(source, text.slice(end, end + 16)) &&
      !isDrawn(text, start, end) &&
      (!inCode || isNoCode(source, evidence))
    ) {
      add(text, isNamed ? named : start, end, found, true);
    }
    i = parsed.next;
  }
}

const gap = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)[ \t]*$/;
/** `[3×64]`: what is told there are shapes. */
const shapes = /[[(]\s*\d+\s*[×x]\s*\d+\s*[\])]/;

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
  const isMath = words === 0 && symbols + names + numbers > 0 && !shapes.test(right);
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
  /(?:^[\s>*+-]{0,12}|[|:：「（(、。][ \u3000]?)([\u4e00-\u9fff々ァ-ヶー](?:[\u3041-\u3096\u4e00-\u9fff々ァ-ヶー]{0,20}(?![はがをにでともへやの])[\u3041-\u3096\u4e00-\u9fff々ァ-ヶー])?)[ \u3000]?[=＝≈≒][ \u3000]?$/;

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

function add(text: string, start: number, end: number, found: Snippet[], plain: boolean): void {
  const span = { start, end };
  const source = text.slice(start, end);
  found.push({
    language: 'latex',
    text: plain ? asTex(source) : source,
    span,
    outer: span,
    display: false,
    ...(plain ? { plain: true as const } : {}),
  });
}
