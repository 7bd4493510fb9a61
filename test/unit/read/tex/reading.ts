import type { Formula } from '../../../../src/read/types.js';
import { readFormulas } from '../../../../src/read/tex/index.js';

/** One value as a test writes it: `matmul «QK^\top»`, with its name and whether it is defined. */
export interface Shown {
  readonly op: string;
  readonly source: string;
  readonly name: string | undefined;
}

export interface Reading {
  readonly formula: Formula;
  readonly values: readonly Shown[];
  readonly root: Shown | undefined;
  /** `op «source»` of every value, in the program's order. */
  readonly lines: readonly string[];
  /** Inputs of the value whose source is given, as sources. */
  readonly inputsOf: (source: string) => readonly string[];
  /** Source of what is mentioned → source or name of the value it refers to. */
  readonly mentions: ReadonlyMap<string, string>;
  readonly codes: readonly string[];
}

/** Reads `tex` at an offset that shows up every span that forgets it. */
export function readAll(tex: string, before = 'some text '): Reading[] {
  const offset = before.length;
  return readFormulas(tex, offset).map((formula) => {
    const { program } = formula;
    const slice = (s: { start: number; end: number }): string =>
      tex.slice(s.start - offset, s.end - offset);
    const values = program.values.map((v) => ({
      op: v.operation.kind,
      source: slice(v.span),
      name: v.name,
    }));
    return {
      formula,
      values,
      root: formula.root === undefined ? undefined : values[formula.root],
      lines: values.map((v) => `${v.op} «${v.source}»`),
      inputsOf: (source) => {
        const last = program.values.findLast((v) => slice(v.span) === source);
        return (last?.inputs ?? []).map((i) => values[i]?.source ?? '?');
      },
      mentions: new Map(
        program.mentions.map((m) => {
          const to = values[m.value];
          return [slice(m.span), to?.name ?? to?.source ?? '?'];
        }),
      ),
      codes: program.problems.map((p) => p.code),
    };
  });
}

export function readOne(tex: string): Reading {
  const all = readAll(tex);
  const [first] = all;
  if (first === undefined || all.length !== 1) {
    throw new Error(`${tex} gives ${all.length} formulas instead of one`);
  }
  return first;
}
