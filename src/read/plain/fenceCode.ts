import { blanked } from '../blank.js';
import { transposingCall } from './spelled.js';

/** Signs of a program, a shell or a drawing: a fence with one of these holds no formulas. */
const code =
  /^[ \t]*(?:import |from \S+ import|def |class |return\b|for .*:[ \t]*$|if .*[:{][ \t]*$|while .*[:{][ \t]*$|print\s*\(|#include|#!|\$ |>>> |sudo |pip |git |npm |cd |const |let |var |function |public |private |using |package |<\/?[a-z]+[ >]|@\w+)|;[ \t]*$|\bself\.|\b[A-Za-z_]\w*\.[A-Za-z_]\w*\(|\{[ \t]*$|\+=|&&/m;
/** Signs of code that stand in worked examples too: there they tell of their lines alone. */
const codeLine =
  /^(?![^\n]*(?:[_^]\{|\\[a-z]))[^\n]*\}[ \t]*$|==|!=|=>|"[ \t]*[:=]|'[\w -]{1,40}'[ \t]*[:=]|[:=][ \t]*["']|\/\/ /m;
/** What programs do not write. */
const mathematical = /√|[α-λν-ω]|[A-Za-z][₀-ₜᵢⱼ]|[A-Za-z)]ᵀ|[Σ∑]|\^T\b|\\frac|\d\s?×\s?\d/;

/** Calls that formulas of plain text have too. */
const transposes = new RegExp(transposingCall, 'g');

/** A fence without the lines that are code; undefined where all of it may be. */
export function withoutCode(text: string): string | undefined {
  // TeX between delimiters is shown as it is typed.
  if (
    code.test(text.replaceAll(transposes, blanked)) ||
    (text.includes('$$') && /\}[ \t]*$/m.test(text))
  )
    return undefined;
  if (!codeLine.test(text)) return text;
  if (!mathematical.test(text)) return undefined;
  return text
    .replaceAll(/(?<=[ \t]{2})\/\/ [^\r\n]*/g, blanked)
    .replaceAll(/[^\r\n]+/g, (line) => (codeLine.test(line) ? blanked(line) : line));
}
