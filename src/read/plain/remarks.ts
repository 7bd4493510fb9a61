import type { Span } from '../../program/span.js';
import { isCommonFunction, isStrongFunction } from './functions.js';
import type { PlainToken } from './tokens.js';

const dim = String.raw`(?:\d{1,6}|[nmdhtlbscprNMDHTLBSCP](?:_[A-Za-z]{1,8}|[ₐ-ₜ₀-₉ᵢⱼᵥ]{1,3}|\d|')?|batch(?:_size)?|seq(?:_len)?|heads?|dim)`;
const dims = String.raw`[[(（]\s?${dim}(?:(?:\s?[×x]\s?${dim}){1,3}|(?:\s?[,，]\s?${dim}){1,3})\s?[\])）]`;
/** A shape, or what becomes of several: `[3×4]·[4×2] = [3×2]`. */
const shape = new RegExp(`${dims}(?:\\s?[·×@⋅*=→]\\s?${dims})*`, 'g');
const word = /([A-Za-z_]+)\s*$/;
/** `sum(exp(z_j) for all j)`: over what. */
const range = /(?<=[\w)]) (?:for|over) (?:all|each|every) [a-z](?=\))/g;
const goesOn =
  /^\s*(?:$|[=＝@·×*→⇒↓,，、;；。.#|)）\u3040-\u9fff]|<-|->|←|(?:and|then|where|shape)\b)/;

/**
 * `S = QKᵀ (n × n)`, `Q [n × d] @ Kᵀ [d × n]`: the shape of what stands before it, and no factor.
 * `line` stands at `offset`. What a sum runs over in words is none either.
 */
export function shapeRemarks(line: string, offset: number): Span[] {
  const ranges = [...line.matchAll(range)].map(({ index, 0: said }) => ({
    start: index + offset,
    end: index + said.length + offset,
  }));
  if (!/[×x,，]/.test(line)) return ranges;
  const shapes = [...line.matchAll(shape)].flatMap((m) => {
    const end = m.index + m[0].length;
    const before = line.slice(Math.max(0, m.index - 60), m.index);
    const isTuple = /[,，]/.test(m[0]);
    const isApart = /[A-Za-z_)\]ᵀ⊤₀-ₜⱼ'][0-9]*[ \t\u3000]+$/.test(before);
    const isBehind = !isTuple && /[)\]ᵀ⊤]$/.test(before);
    const name = word.exec(before)?.[1] ?? '';
    const isArgument =
      isCommonFunction(name) ||
      isStrongFunction(name) ||
      /(?:ℝ|∈\s?R)\s*$/.test(before) ||
      (isTuple && /(?<![A-Za-z_])[a-zα-ω]\s+$/.test(before));
    const found = (isApart || isBehind) && !isArgument && goesOn.test(line.slice(end, end + 12));
    return found ? [{ start: m.index + offset, end: end + offset }] : [];
  });
  return [...ranges, ...shapes];
}

/** The first token of the names before the one at `i`: `Q, K, V ∈ ℝ^{n×d}`. */
export function listBefore(tokens: readonly PlainToken[], i: number): number {
  if (tokens[i]?.kind !== 'symbol' || tokens[i + 1]?.text !== '∈') return i;
  let at = i;
  while (tokens[at - 1]?.kind === 'comma' && tokens[at - 2]?.kind === 'symbol') at -= 2;
  return at;
}
