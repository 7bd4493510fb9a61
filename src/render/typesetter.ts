import type { Result } from '../program/problem.js';
import { err } from '../program/problem.js';
import type { Formula, TypesetError, TypesetOptions } from './mathjax.js';

type Typeset = (tex: string, options: TypesetOptions) => Result<Formula, TypesetError>;

/**
 * MathJax is two megabytes and a tenth of a second: a bundle of its own, loaded when a formula is
 * first drawn, so that numbers do not wait for it. The bundler leaves this import as it stands.
 */
const load = async (): Promise<Typeset> => (await import('./mathjax.js')).typeset;

let loading: Promise<void> | undefined;
let loaded: Typeset | undefined;

/** Loads the typesetter; every view that draws formulas waits for it. Never rejects. */
export function loadTypesetter(): Promise<void> {
  loading ??= load().then(
    (typeset) => {
      loaded = typeset;
    },
    () => {
      // Views show a formula as text where it can't be drawn; the next one tries again.
      loading = undefined;
    },
  );
  return loading;
}

/** `typeset` of `mathjax.ts` once it is loaded; an error before. */
export const typeset: Typeset = (tex, options) =>
  loaded === undefined
    ? err({ code: 'tex', message: 'The typesetter is not loaded.' })
    : loaded(tex, options);

/** The formula as it was before its parts were marked. */
export function sourceOf(tex: string): string {
  const mark = '\\alMark{';
  const at = tex.indexOf(mark);
  if (at < 0) return tex;
  const from = at + mark.length;
  let depth = 1;
  let end = from;
  for (; end < tex.length && depth > 0; end++) {
    if (tex[end] === '\\') end++;
    else if (tex[end] === '{') depth++;
    else if (tex[end] === '}') depth--;
  }
  return tex.slice(0, at) + sourceOf(tex.slice(from, end - 1) + tex.slice(end));
}

/** The formula without marks: their arguments stay, as groups. */
export const withoutMarks = (tex: string): string => tex.replace(/\\alMark(?![a-zA-Z])/g, '');
