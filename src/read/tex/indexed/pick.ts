import type { ExpressionOf } from '../expression.js';
import type { Indexed } from './element.js';
import type { Reader } from './lower.js';
import { unifyIndex } from './sizes.js';
import { isIndexLetter, lettersOf } from './subscripts.js';

/** Letters on brackets, `:` for axes that stay: `ij`, `i,j`, `i,:`. */
function lettersOn(sub: string | undefined): readonly (string | undefined)[] {
  if (sub === undefined) return [];
  const chunks = sub.split(',');
  if (!chunks.includes(':')) return lettersOf(sub);
  return chunks.map((c) => (isIndexLetter(c) ? c : undefined));
}

/** `(QK^\top)_{ij}`, `\text{softmax}(S)_{i,:}`: elements and rows of what stands in the brackets. */
export function pickElements(r: Reader, e: ExpressionOf<'opaque'>): Indexed | undefined {
  const [body] = e.parts;
  if (e.label !== 'index' || body === undefined || e.parts.length !== 1) return undefined;
  const letters = lettersOn(e.sub);
  const inner = r.lower(body);
  if (inner === undefined || letters.length === 0) return undefined;
  // `\text{softmax}(z_j)_i`: the element of a vector that its own letters already spell out.
  const own = inner.index.length > 0 ? inner.index : undefined;
  if (own !== undefined) {
    if (inner.features > 0 || own.length !== letters.length || own.includes(undefined))
      return undefined;
    return letters.every((l) => l !== undefined && own.includes(l))
      ? { ...inner, span: e.span }
      : undefined;
  }
  const picked = letters.filter((l) => l !== undefined);
  if (!picked.every((l) => r.indices.letters.has(l)) || new Set(picked).size < picked.length)
    return undefined;
  // A letter of the first axis alone picks rows; one of a later axis would move axes.
  const rows = letters.findIndex((l) => l === undefined);
  if (rows >= 0 && letters.slice(rows).some((l) => l !== undefined)) return undefined;
  const features = inner.features - picked.length;
  if (features < 0 || letters.length > inner.features) return undefined;
  unifyIndex(r.s, r.indices, inner.id, picked);
  return {
    ...inner,
    index: picked,
    features: features as 0 | 1,
    flipped: features === 1,
    span: e.span,
  };
}
