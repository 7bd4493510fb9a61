import type { Result } from './problem.js';

/** Letters of one operand; an ellipsis stands between `before` and `after`. */
export interface EinsumTerm {
  readonly before: readonly string[];
  readonly ellipsis: boolean;
  readonly after: readonly string[];
}

export interface Einsum {
  readonly inputs: readonly EinsumTerm[];
  readonly output: EinsumTerm;
}

function term(text: string): EinsumTerm | undefined {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(text);
  if (match === null) return undefined;
  return {
    before: [...(match[1] ?? '')],
    ellipsis: match[2] !== undefined,
    after: [...(match[3] ?? '')],
  };
}

/** More letters than there are, several times over. */
const MAX_LENGTH = 400;

/** Reads `ij,jk->ik`; without an arrow the output is the letters that occur once, sorted. */
export function parseEinsum(equation: string): Result<Einsum, string> {
  const [left = '', right, more] = equation
    .slice(0, MAX_LENGTH + 1)
    .replaceAll(/\s+/g, '')
    .split('->');
  const inputs = left.split(',').map(term);
  const bad = (): Result<Einsum, string> => ({
    ok: false,
    error: 'This einsum equation can’t be read.',
  });
  if (equation.length > MAX_LENGTH || more !== undefined || inputs.some((t) => t === undefined))
    return bad();
  const terms = inputs.filter((t) => t !== undefined);
  const letters = terms.flatMap((t) => [...t.before, ...t.after]);
  if (right === undefined) {
    const once = letters.filter((l) => letters.indexOf(l) === letters.lastIndexOf(l)).sort();
    const ellipsis = terms.some((t) => t.ellipsis);
    return {
      ok: true,
      value: {
        inputs: terms,
        output: ellipsis
          ? { before: [], ellipsis, after: once }
          : { before: once, ellipsis, after: [] },
      },
    };
  }
  const output = term(right);
  if (output === undefined) return bad();
  const chosen = [...output.before, ...output.after];
  const unknown = chosen.some((l) => !letters.includes(l));
  return unknown || new Set(chosen).size < chosen.length
    ? bad()
    : { ok: true, value: { inputs: terms, output } };
}
