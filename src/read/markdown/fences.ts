import { blanked } from '../blank.js';

const latexFences = new Set(['math', 'latex', 'tex', 'katex', 'mathjax', 'equation']);
const pythonFences = new Set([
  'python',
  'py',
  'python3',
  'pytorch',
  'ipython',
  'ipython3',
  'pycon',
  'py3',
  'jupyter-python',
]);
const plainFences = new Set(
  ' text txt plaintext plain output none pseudo pseudocode formula formulas misc raw ascii diagram notation algorithm'.split(
    ' ',
  ),
);

/** Directives of MyST and of notebooks as text, which name the language after themselves. */
const directives = /^(?:code-cell|code-block|code|sourcecode)$/;

/**
 * Directives of MyST whose contents are Markdown: admonitions, cards, theorems, captions; `ad-note` is
 * Obsidian's.
 */
const proseDirectives =
  /^(?:ad-[\w-]{1,40}$|\{(?:attention|caution|danger|error|hint|important|note|seealso|tip|warning|admonition|abstract|info|example|question|callout|dropdown|details|card|tab-(?:set|item)|grid(?:-item(?:-card)?)?|margin|sidebar|aside|topic|epigraph|pull-quote|figure|table|list-table|glossary|div|container|exercise(?:-start)?|solution(?:-start)?|(?:prf|proof):[\w-]{1,40}|(?:theorem|lemma|definition|proof|remark|corollary))\})/i;

/** True for a fence whose contents are read as the text around it is: `{tip}`. */
export const holdsProse = (info: string): boolean => proseDirectives.test(info);

export type FenceLanguage = 'latex' | 'python' | 'plain';

/** The language of the info strings `python`, `{python}`, `{.python .numberLines}`, `{code-cell} python`. */
export function fenceLanguage(info: string): FenceLanguage | undefined {
  const [first = '', second] = info.toLowerCase().match(/[\w+-]+/g) ?? [];
  const word = directives.test(first) ? (second ?? 'python') : first;
  if (latexFences.has(word)) return 'latex';
  if (pythonFences.has(word)) return 'python';
  return plainFences.has(word) && !info.includes('{') ? 'plain' : undefined;
}

/** Lines of a directive's options at its beginning (`:label: e`), blanked. */
export const withoutOptions = (text: string): string =>
  text.replace(/^(?:[ \t]*:[\w-]{1,40}:[^\r\n]{0,500}(?:\r?\n|$)){1,20}/, blanked);

/** True for a TeX document or a part of one, in which formulas have delimiters of their own. */
export const isTexDocument = (text: string): boolean =>
  /\\(?:documentclass|usepackage|section|begin\{(?:document|table|figure|itemize|enumerate|tabular|center|theorem|proof)\*?\})/.test(
    text,
  ) || /(?<!\\)\$|\\\[|\\\(/.test(text);
