import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import katex from 'katex';

const require = createRequire(import.meta.url);
const source = new URL('../src/', `file://${require.resolve('katex')}`);
const read = (path: string): string => readFileSync(new URL(path, source), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, source))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => folder + name);

/** These print to the console, or only serve KaTeX's own macros. */
const unwanted = /^\\(?:show|message|errmessage|meaning|.*@.*)$/;

const unique = (list: Iterable<string>): readonly string[] => [...new Set(list)];

/** Every command that KaTeX's own tables name, with its backslash. */
export const commands = unique(
  ['symbols.ts', 'macros.ts', 'delimiter.ts', ...filesIn('functions/')]
    .flatMap((file) => [...read(file).matchAll(/(["'`])\\\\([A-Za-z@]+|[^A-Za-z\\\s])\1/g)])
    .map((match) => `\\${match[2] ?? ''}`)
    .filter((name) => !unwanted.test(name)),
);

/** Every single character that KaTeX's tables name; spaces are none. */
export const characters = unique(
  ['symbols.ts', 'macros.ts']
    .flatMap((file) => [...read(file).matchAll(/"\\u([0-9a-fA-F]{4})"|"([^"\\])"/g)])
    .map(([, code, plain]) =>
      code === undefined ? (plain ?? '') : String.fromCharCode(parseInt(code, 16)),
    )
    .filter((char) => !/[\s~\u200b]/.test(char)),
);

export const environments = unique(
  filesIn('environments/')
    .flatMap((file) => [...read(file).matchAll(/names: \[([^\]]*)\]/g)])
    .flatMap((match) => [...(match[1] ?? '').matchAll(/"([^"]+)"/g)])
    .map((match) => match[1] ?? ''),
);

interface Parser {
  readonly __parse: (tex: string, options: object) => unknown;
}

/** True where KaTeX reads the text as display math. */
export function parses(tex: string): boolean {
  try {
    const options = { displayMode: true, strict: false, trust: true, throwOnError: true };
    (katex as unknown as Parser).__parse(tex, { ...options, maxExpand: 1000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Ways to use a command `C`; `□` is any formula. Those that KaTeX refuses for a command are no use of
 * it.
 */
export const uses: readonly string[] = [
  'C',
  'C □',
  '□ C □',
  'C{□}',
  'C{□}{□}',
  'C{□}{□}{□}',
  'C{□}{□}{□}{□}',
  'C_{□}^{□} □',
  'C^{□}_{□}',
  'C[□]{□}',
  'C[□]{□}{□}',
  'C*{□}',
  'C{red}{□}',
  '{C □}',
  '{□ C □}',
  'C{1em}',
  'C{1em}{2em}',
  'C 1em □',
  'C -.5mu □',
  'C1em{□}',
  'C(□)',
  '\\left C □ \\right.',
  '\\left. □ \\right C',
  '\\left( □ C| □ \\right)',
  'C{softmax}{□}',
  'C{a=b}{□}',
  'C{0.5ex}{□}',
  'C{https://a.example/c?d=e_f#g%20}{□}',
  'C{https://a.example/c?d=e_f#g%20}',
  '\\text{a C b}',
  '\\text{C{a}}',
  '\\sum C_{□}^{□} □',
  'x^C',
  'x_C',
  '\\hat C',
  '\\sqrt C',
  '\\frac C {□}',
  "C'",
  'C{}',
  'C{}{}',
  'C{65}',
  'C"41',
  'C|a_%|',
  'C\\foo{□} \\foo',
  'C\\foo □ \\foo',
  'C{\\foo}{□} \\foo',
  'C{\\foo}[1]{#1} \\foo{□}',
  'C\\foo#1{#1} \\foo{□}',
  'C\\foo= □',
  'C{(}{)}{1pt}{0}{□}{□}',
  'C{}{}{0pt}{}{□}{□}',
  '\\begin{matrix}C 1 & 2 \\\\ 3 & C 4\\end{matrix}',
];

export const bodies: readonly string[] = [
  '□',
  '□ & □',
  '□ & □ \\\\ □ & □',
  '□ &= □ \\\\ &= □',
  '{cc} □ & □ \\\\ \\hline □ & □',
  '{c|c} □ & □ \\\\ \\hdashline □ & □',
  '{@{}l@{\\quad}r} □ & □',
  '{2} □ & □ & □ & □',
  '{c} □ \\\\ □',
  '[c] □ \\\\[2pt] □',
  '□ \\\\ ',
  '□ \\tag{1} \\\\ □ \\notag',
  '□ \\cr □',
  '',
  'a @>>> b',
  'a @>f>> b \\\\ @VVV @AAgA \\\\ c @= d',
];

export const fill = (use: string, command: string, ...holes: readonly string[]): string => {
  let k = 0;
  return use
    .replaceAll(/C(?![a-z])/g, () => command)
    .replaceAll('□', () => holes[k++ % holes.length] ?? 'x');
};
