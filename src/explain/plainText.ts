import { isMarkedName, isWord } from '../program/letters.js';
import { nameParts } from '../recognize/names.js';

const letters: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  eta: 'η',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'φ',
  varphi: 'φ',
  omega: 'ω',
  Sigma: 'Σ',
  Phi: 'Φ',
  Omega: 'Ω',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  cdot: '·',
  times: '×',
  odot: '⊙',
  otimes: '⊗',
  top: 'ᵀ',
  intercal: 'ᵀ',
  infty: '∞',
  sum: 'Σ',
  ldots: '…',
  dots: '…',
  cdots: '…',
  pm: '±',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  in: '∈',
  exp: 'exp',
  log: 'log',
  max: 'max',
  min: 'min',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  prime: '′',
  quad: ' ',
  qquad: ' ',
  left: '',
  right: '',
  big: '',
  Big: '',
  bigl: '',
  bigr: '',
  displaystyle: '',
};

const spaced = new Set(['·', '×', '⊙', '⊗', '±', '≤', '≥', '∈']);

const styles = new Set(
  'text textbf textit textrm texttt mathrm mathbf mathit mathsf mathtt mathcal mathbb boldsymbol bm operatorname rm bf it hat tilde bar vec overline'.split(
    ' ',
  ),
);

const small: Readonly<Record<string, string>> = {
  T: 'ᵀ',
  '\\top': 'ᵀ',
  ᵀ: 'ᵀ',
  '2': '²',
  '3': '³',
  "'": '′',
};

const environment = /\\begin\s*\{([a-zA-Z]+\*?)\}(?:\{[^{}]*\})?([^]*?)\\end\s*\{\1\}/g;

/** Matrices as `[1 2; 3 4]`; other environments as their rows. */
const withoutEnvironments = (tex: string): string =>
  tex.replaceAll(environment, (_whole, name: string, body: string) => {
    const rows = body
      .split('\\\\')
      .map((row) => row.replaceAll('&', ' ').replaceAll(/\s+/g, ' ').trim())
      .filter((row) => row !== '');
    return /matrix$|^array$/.test(name) ? `[${rows.join('; ')}]` : rows.join('; ');
  });

const wrapped = (text: string): string =>
  isMarkedName(text) || /^\(.*\)$/.test(text) ? text : `(${text})`;

/** What stands under a bar without brackets: `√d_k`. */
const isDivisor = (text: string): boolean => isWord(text.replace(/^√/, '').replaceAll('_', ''));

/** Reads TeX into text for people: `\frac{QK^\top}{\sqrt{d_k}}` becomes `QKᵀ / √d_k`. */
export function plainText(written: string): string {
  const tex = withoutEnvironments(written.slice(0, 4000));
  let at = 0;
  const limit = Math.min(tex.length, 2000);

  const group = (depth: number): string => {
    while (tex[at] === ' ') at++;
    if (tex[at] === '{') {
      at++;
      const inside = sequence(depth + 1);
      if (tex[at] === '}') at++;
      return inside;
    }
    if (tex[at] === '\\') return command(depth);
    return at < limit ? (tex[at++] ?? '') : '';
  };

  const command = (depth: number): string => {
    const match = /^\\(?:([A-Za-z]+)\*?\s?|(.))/su.exec(tex.slice(at, at + 64));
    at += match?.[0].length ?? 1;
    const name = match?.[1];
    if (name === undefined)
      return ', ; : !'.split(' ').includes(match?.[2] ?? '') ? ' ' : (match?.[2] ?? '');
    if (['frac', 'dfrac', 'tfrac', 'cfrac'].includes(name)) {
      const over = group(depth);
      const under = group(depth);
      return `${/[+\u2212\-/]/.test(over) ? wrapped(over) : over} / ${isDivisor(under) ? under : wrapped(under)}`;
    }
    if (name === 'sqrt') return `√${wrapped(group(depth))}`;
    if (styles.has(name)) return group(depth);
    const letter = letters[name] ?? name;
    return spaced.has(letter) ? ` ${letter} ` : letter;
  };

  const script = (mark: '_' | '^', depth: number): string => {
    const body = group(depth).trim();
    if (mark === '^' && small[body] !== undefined) return small[body];
    return isWord(body) ? `${mark}${body}` : `${mark}(${body})`;
  };

  function sequence(depth: number): string {
    let text = '';
    while (at < limit) {
      const c = tex[at];
      if (c === '}' && depth > 0) break;
      if (depth > 60) {
        at = limit;
        break;
      }
      if (c === '\\') text += command(depth);
      else if (c === '{') text += group(depth);
      else if (c === '_' || c === '^') {
        at++;
        text += script(c, depth);
      } else {
        at++;
        if (c === '-') text += '\u2212';
        else if (c !== '}' && c !== '&' && c !== '$') text += c ?? '';
      }
    }
    return text;
  }

  return sequence(0).replaceAll(/\s+/g, ' ').trim();
}

const isCode = (name: string): boolean => /^[A-Za-z_][\w.]*$/.test(name);

/** A name for people: names of code as they are, TeX without its commands. */
export const plainName = (name: string): string => (isCode(name) ? name : plainText(name));

/** TeX of a name: `W_Q` → `W_{Q}`, `head_i` → `\mathrm{head}_{i}`, `attention_weights` → one word. */
export function nameTex(name: string): string {
  if (!isCode(name) || name.length === 1) return name;
  const { base, marks } = nameParts(name);
  const mark = marks[0] ?? '';
  if (marks.length === 1 && !name.includes('.') && (base.length === 1 || /^(\w|\d+)$/.test(mark))) {
    const word = (text: string): string => (text.length > 1 ? `\\mathrm{${text}}` : text);
    return `${word(base)}_{${mark.length > 2 ? word(mark) : mark}}`;
  }
  return `\\mathrm{${name.replaceAll('_', '\\_')}}`;
}
