import type { Dim } from '../../../program/dim.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import { isDimension, kindOfSymbol } from '../conventions.js';
import type { SymbolName } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import { symbolValue } from '../lower/state.js';
import { indexOf } from './indices.js';
import type { Indices } from './indices.js';
import { tensorKey } from './vectors.js';

/**
 * A tensor that holds an expression's value for every choice of its index letters. Its axes are
 * those of `index` (undefined: a size-1 axis that a sum left), then `features`: none for a number,
 * one for a vector, two for a matrix.
 */
export interface Indexed {
  readonly id: ValueId;
  readonly index: readonly (string | undefined)[];
  readonly features: 0 | 1 | 2;
  /** A vector written with `^\top`. */
  readonly flipped: boolean;
  readonly span: Span;
}

/** A symbol: `\alpha_{ij}` and `v_j` are whole tensors, `W` and `d` what they are elsewhere. */
export function element(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  span: Span,
): Indexed | undefined {
  const index = indexOf(symbol, indices.letters);
  if (index.length === 0) return plain(s, indices, symbol, span);
  if (/^W/.test(symbol.base) || symbol.word || index.length > 3) return undefined;
  if (new Set(index).size < index.length) return undefined;
  const vector = index.length === 1 && indices.vectors.has(tensorKey(symbol));
  // Rows of a matrix are rows; elements of small letters are columns.
  const flipped = vector && /^[A-Z]$/.test(symbol.base);
  const features = vector ? 1 : 0;
  const key = `${tensorKey(symbol)}/${index.length}/${features}`;
  const rank = index.length + features;
  const known = s.symbols.get(key) ?? sameTensor(s, indices, symbol, rank);
  if (known !== undefined) {
    s.builder.mention(span, known);
    s.symbols.set(key, known);
    unifyIndex(s, indices, known, index);
    return { id: known, index, features, flipped, span };
  }
  const defined = s.definitions.get(symbol.name);
  if (defined !== undefined) {
    const own = defined.index;
    if (own?.length !== index.length || own.some((l, k) => l !== index[k])) return undefined;
    const id = symbolValue(s, symbol, span);
    s.symbols.set(key, id);
    const extra = (s.builder.shape(id)?.length ?? index.length + features) - index.length;
    if (extra < 0 || extra > 2) return undefined;
    unifyIndex(s, indices, id, index);
    return { id, index, features: extra as 0 | 1 | 2, flipped, span };
  }
  const id = s.builder.emit({
    operation: { kind: 'input' },
    span,
    name: symbol.name,
    tex: s.source(span),
    shape: [
      ...index.map((l) => sizeOf(s, indices, l)),
      ...(vector ? [featureSize(s, indices, symbol)] : []),
    ],
  });
  s.symbols.set(key, id);
  s.symbols.set(symbol.name, id);
  return { id, index, features, flipped, span };
}

/**
 * The tensor under its other name: one that an earlier row brought, or the vector `x` whose elements
 * are `x_i`.
 */
function sameTensor(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  rank: number,
): ValueId | undefined {
  const names =
    rank === 1 && !indices.apart.has(tensorKey(symbol))
      ? [symbol.name, bareName(symbol)]
      : [symbol.name];
  for (const name of names) {
    const id = s.symbols.get(name);
    if (id !== undefined && s.builder.value(id).operation.kind === 'input') {
      if (s.builder.shape(id)?.length === rank) return id;
    }
  }
  return undefined;
}

/** The name without its subscript. */
const bareName = ({ base, sup }: SymbolName): string =>
  sup === undefined ? base : `${base}^${sup}`;

/** `x_i` and `x_j` are rows of one tensor, so i and j run over the same. */
function unifyIndex(s: Lowering, indices: Indices, id: ValueId, index: readonly string[]): void {
  const shape = s.builder.shape(id) ?? [];
  for (const [k, letter] of index.entries()) {
    const size = shape[k];
    if (size !== undefined) s.builder.context.unify(size, sizeOf(s, indices, letter));
  }
}

const sizes = new WeakMap<Lowering, Map<string, Dim>>();

/** How many values a letter takes: what a sum says, else an unknown of its own. */
function sizeOf(s: Lowering, indices: Indices, letter: string): Dim {
  const own = sizes.get(s) ?? new Map<string, Dim>();
  sizes.set(s, own);
  const size = own.get(letter) ?? indices.sizes.get(letter) ?? s.builder.context.fresh();
  own.set(letter, size);
  return size;
}

function featureSize(s: Lowering, { depth }: Indices, { base }: SymbolName): Dim {
  if (/^[qkQK]$/.test(base)) return depth ?? 'd_k';
  return /^[vV]$/.test(base) ? 'd_v' : s.builder.context.fresh();
}

function plain(s: Lowering, indices: Indices, symbol: SymbolName, span: Span): Indexed | undefined {
  // An index letter beside something else (`h_{t-1}`) shifts; that is not read.
  const letters = symbol.sub?.match(/[a-z]/g) ?? [];
  const shifts = /[^a-z]/.test(symbol.sub ?? '') && letters.some((l) => indices.letters.has(l));
  if (shifts && !isDimension(symbol)) return undefined;
  if (indices.letters.has(symbol.name)) return undefined;
  const apart = indices.apart.has(tensorKey(symbol));
  const kind = kindOfSymbol(symbol);
  const features = apart
    ? indices.vectors.has(tensorKey(symbol))
      ? 1
      : 0
    : kind === 'scalar'
      ? 0
      : kind === 'vector'
        ? 1
        : 2;
  const free =
    !s.symbols.has(symbol.name) && !s.definitions.has(symbol.name) && !s.declared.has(symbol.name);
  const elements = features === 1 && !apart ? s.symbols.get(`${tensorKey(symbol)}/1/0`) : undefined;
  if (elements !== undefined && free) {
    s.builder.mention(span, elements);
    return { id: elements, index: [], features, flipped: false, span };
  }
  // Gains and biases of norms are vectors; which size they have is for conventions to say.
  const gain = /^\\(?:gamma|beta)$/.test(symbol.name);
  if (free && !gain && features < 2 && !isDimension(symbol) && !s.sizes.has(symbol.name)) {
    const shape = features === 0 ? [] : [featureSize(s, indices, symbol)];
    const id = s.builder.emit({
      operation: { kind: 'input' },
      span,
      name: symbol.name,
      tex: s.source(span),
      shape,
    });
    s.symbols.set(symbol.name, id);
    return { id, index: [], features, flipped: false, span };
  }
  const id = symbolValue(s, symbol, span);
  const rank = s.builder.shape(id)?.length ?? (s.sizes.has(symbol.name) ? 0 : features);
  if (rank > 2) return undefined;
  return { id, index: [], features: rank as 0 | 1 | 2, flipped: false, span };
}
