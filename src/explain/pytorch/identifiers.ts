import { plainText } from '../plainText.js';
import { nameParts } from '../../recognize/names.js';

const reserved = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with None True False torch F math np print range len sum min max'.split(
    ' ',
  ),
);

const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'eps',
  η: 'eta',
  θ: 'theta',
  λ: 'lam',
  μ: 'mu',
  π: 'pi',
  σ: 'sigma',
  τ: 'tau',
  φ: 'phi',
  ω: 'omega',
};

/** A Python identifier for a name of the text: `W_i^Q` → `W_i_Q`, `\text{Attention Weights}` → `attention_weights`. */
export function identifier(name: string): string {
  const simple = /^[A-Za-z_]\w*$/.test(name);
  const text = simple ? name : plainText(name).replaceAll(/[α-ω]/g, (c) => greek[c] ?? 'x');
  const isWords = !simple && nameParts(name).base.length > 1 && /[A-Za-z]{2}/.test(text);
  const cleaned = (isWords ? text.toLowerCase() : text)
    .replaceAll('ᵀ', '_t')
    .replaceAll('′', '_prime')
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .replaceAll(/_+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const start = /^[A-Za-z_]/.test(cleaned) ? cleaned : `x${cleaned === '' ? '' : `_${cleaned}`}`;
  const short = start.slice(0, 40);
  return reserved.has(short) ? `${short}_` : short;
}

/** Gives every value a name of its own. */
export function uniqueNames(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
}
