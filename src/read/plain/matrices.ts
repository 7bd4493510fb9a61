import type { Span } from '../../program/span.js';
import type { Snippet } from '../types.js';
import { lineStartFrom } from './drawn.js';
import { parsePlain } from './grammar.js';
import { beginsAlone } from './judge.js';
import { printedMatrix } from './matrix.js';
import { plainTokens } from './tokens.js';
import { asTex } from './translate.js';

/** Characters before a matrix that may say what it is. */
const MAX_NAME = 200;

const matrixStart = /\[\s{0,20}\[/g;
const wrapper = /(?:tensor|array|matrix)\(\s{0,20}$/;

/** Printed matrices; gives back the stretches that are theirs. */
export function findMatrices(text: string, from: number, to: number, found: Snippet[]): Span[] {
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
    if (isOperand(text.slice(Math.max(from, start - 4), start), text.slice(start, matrix.end + 5)))
      continue;
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

/** `[1, 0] @ [[1, 2], [3, 4]] = …`: a part of a formula on one line. */
const isOperand = (before: string, matrix: string): boolean =>
  (/[\w\])ᵀ][ \t]?[@·×*⋅][ \t]?$/.test(before) && !/[\r\n]/.test(matrix.slice(0, -5))) ||
  /^[^\r\n]*\] ?[@·×*⋅] ?\[\[?$/.test(matrix);

const equals = /(?:=|＝|≈|:=)[ \t\u3000]*$/;

/** Where `A = `, `QKᵀ / √d = ` begins that stands on the line before a matrix at `start`. */
function computedBefore(text: string, from: number, start: number): number {
  const lineStart = lineStartFrom(text, start, Math.max(from, start - MAX_NAME));
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
