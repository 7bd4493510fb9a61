import type { Span } from '../../program/span.js';
import { looksLikeSentence } from '../prose.js';
import { hasTexCommand } from '../surelyTex.js';
import type { Snippet } from '../types.js';
import { isFormula, isMeasured, isNoCode, standsAlone } from './judge.js';
import { isDrawn } from './drawn.js';
import { parsePlain } from './grammar.js';
import { printedMatrix } from './matrix.js';
import { plainTokens } from './tokens.js';
import { asTex, untagged } from './translate.js';

/** A line or paragraph without any of these has no formula in it. */
const trigger =
  /[=＝√∑∏⊙⊗ᵀ⊤₀-₉ₐ-ₜᵢⱼₖ]|[A-Za-z)]\^|<\/su[bp]>\s?[·⋅×*+-]|\[\s*\[|[A-Za-z]\s?·\s?[A-Za-z]|(?:max|norm|attention|head|mlp|ffn|lu|layer|concat|sigmoid|tanh|[A-Z])\s?\(|\\(?:frac|sqrt|sum|text|mathbf)/i;

/** Most prose has none of these characters at all, which is quick to see. */
export const plainSign = /[=＝√∑∏⊙⊗ᵀ⊤₀-ₜᵢ^[\\·(]|<\/su[bp]>/;
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
  /^\s*(?:import |from \S+ import|def |class |return\b|for .*:\s*$|if .*[:{]\s*$|while .*[:{]\s*$|print\s*\(|#include|#!|\$ |>>> |sudo |pip |git |npm |cd |const |let |var |function |public |private |using |package |<\/?[a-z]+[ >]|@\w+)|;\s*$|\bself\.|\w\.\w+\(|[{}]\s*$|==|!=|\+=|&&|=>|["']\s*[:=]|[:=]\s*["']|\/\/ /m;

/** Formulas of a fence that names no language: whole lines, where nothing in it is code. */
export function findPlainLines(text: string, offset: number): Snippet[] {
  if (text.length > 50_000) return [];
  const found: Snippet[] = [];
  if (isPromising(text)) {
    if (code.test(text)) findMatrices(text, 0, text.length, found);
    else findIn(text, 0, text.length, found, false, /softmax\s?\(|√|ᵀ|\^T/i.test(text));
  }
  const shift = ({ start, end }: Span): Span => ({ start: start + offset, end: end + offset });
  return found.map((s) => ({ ...s, span: shift(s.span), outer: shift(s.outer), display: true }));
}

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
    spans.push(outer);
    found.push({ language: 'latex', text: matrix.text, span, outer, display: true, plain: true });
  }
  return spans;
}

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
  for (let i = 0; i < tokens.length;) {
    const parsed = parsePlain(tokens, i);
    const first = tokens[i];
    const last = parsed === undefined ? undefined : tokens[parsed.next - 1];
    if (parsed === undefined || first === undefined || last === undefined || parsed.next <= i) {
      i += 1;
      continue;
    }
    const source = untagged(text.slice(first.start, last.end));
    if (
      standsAlone(text, first.start, last.end) &&
      isFormula(source, parsed.evidence, ofAttention) &&
      !isMeasured(source, text.slice(last.end, last.end + 16)) &&
      !isDrawn(text, first.start, last.end) &&
      (!inCode || isNoCode(source, parsed.evidence))
    ) {
      add(text, first.start, last.end, found, true);
    }
    i = parsed.next;
  }
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
