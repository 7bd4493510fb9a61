import { checkSides, type Checked } from '../../../src/check/index.js';
import { readFormulas } from '../../../src/read/tex/index.js';

/** What is found of the results that a text of TeX states, over all its formulas. */
export function checked(tex: string): Checked {
  const found = readFormulas(tex, 0).map((f) =>
    f.sides === undefined
      ? { checks: [], problems: [] }
      : checkSides(f.sides, f.program, { certain: false }),
  );
  return {
    checks: found.flatMap((c) => c.checks),
    problems: found.flatMap((c) => c.problems),
  };
}

export const messages = (tex: string): string[] => checked(tex).problems.map((p) => p.message);

/** `\begin{bmatrix}…` of numbers as they are to be written. */
export const matrixTex = (rows: readonly (readonly string[])[]): string =>
  `\\begin{bmatrix}${rows.map((r) => r.join(' & ')).join(' \\\\ ')}\\end{bmatrix}`;
