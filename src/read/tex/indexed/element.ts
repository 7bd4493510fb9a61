import type { Shape } from '../../../program/dim.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import { isDimension, kindOfSymbol } from '../conventions.js';
import type { SymbolName } from '../expression.js';
import type { Definition } from '../../types.js';
import type { Lowering } from '../lower/state.js';
import { symbolValue } from '../lower/state.js';
import { emitShared } from './emit.js';
import type { Indices } from './indices.js';
import { pairElement } from './pairs.js';
import { byDistance, letterValue } from './positions.js';
import { featureSize, sizeOfLetter, unifyIndex, unifyLetters } from './sizes.js';
import { indexOf, placesOf } from './subscripts.js';
import { elementsName, pairKey, tensorKey } from './vectors.js';

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

/** Words whose elements are vectors: `\text{query}_i`. */
const vectorWords = /^(?:quer(?:y|ies)|keys?|values?|hidden|context|embeddings?|tokens?)$/i;

/** Words whose elements are matrices. */
const matrixWords = /^(?:heads?|outputs?)$/i;

/** A symbol: `\alpha_{ij}` and `v_j` are whole tensors, `W` and `d` what they are elsewhere. */
export function element(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  span: Span,
): Indexed | undefined {
  const index = indexOf(symbol, indices.letters);
  if (index.length === 0)
    return (
      pairElement(s, indices, symbol, span) ??
      shifted(s, indices, symbol, span) ??
      plain(s, indices, symbol, span)
    );
  if (new Set(index).size < index.length) return undefined;
  if (symbol.base === '\\delta' && index.length === 2)
    return kronecker(s, indices, symbol, index, span);
  if (index.length === 1 && (/^W/.test(symbol.base) || matrixWords.test(symbol.base)))
    return undefined;
  return indexedTensor(s, indices, symbol, index, tensorKey(symbol), span);
}

/** `\delta_{ij}` is 1 where i = j, unless the text says what it is. */
function kronecker(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  index: readonly string[],
  span: Span,
): Indexed | undefined {
  if (s.definitions.has(symbol.name)) {
    return indexedTensor(s, indices, symbol, index, tensorKey(symbol), span);
  }
  unifyLetters(s, indices, index);
  const [rows, columns] = index.map((l) => sizeOfLetter(s, indices, l));
  if (rows === undefined || columns === undefined) return undefined;
  const id = emitShared(s, { kind: 'eye', rows, columns }, [], span);
  return { id, index, features: 0, flipped: false, span };
}

function indexedTensor(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  index: readonly string[],
  tensor: string,
  span: Span,
): Indexed | undefined {
  const own = s.declared.get(symbol.name);
  const vector =
    own === undefined
      ? (index.length === 2 && indices.vectors.has(pairKey(symbol))) ||
        (index.length === 1 &&
          (symbol.word ? vectorWords.test(symbol.base) : indices.vectors.has(tensorKey(symbol))))
      : own.length === 1;
  if (own !== undefined && own.length > 1) return undefined;
  // Rows of a matrix are rows; elements of small letters are columns.
  const flipped = vector && !indices.columns && /^[A-Z]$/.test(symbol.base);
  const features = vector ? 1 : 0;
  const key = `${tensor}/${index.length}/${features}`;
  const rank = index.length + features;
  const known = s.symbols.get(key) ?? sameTensor(s, indices, symbol, rank, tensor);
  if (known !== undefined) {
    s.builder.mention(span, known);
    s.symbols.set(key, known);
    unifyIndex(s, indices, known, index);
    const extra = (s.builder.shape(known)?.length ?? rank) - index.length;
    if (extra < 0 || extra > 2) return undefined;
    return { id: known, index, features: extra as 0 | 1 | 2, flipped, span };
  }
  const defined = definitionOf(s, symbol, rank, index.length, tensor);
  if (defined !== undefined) {
    const id = symbolValue(s, { ...symbol, name: defined }, span);
    s.symbols.set(key, id);
    const extra = (s.builder.shape(id)?.length ?? index.length + features) - index.length;
    if (extra < 0 || extra > 2) return undefined;
    unifyIndex(s, indices, id, index);
    return { id, index, features: extra as 0 | 1 | 2, flipped, span };
  }
  const tail: Shape = own ?? (vector ? [featureSize(s, indices, symbol)] : []);
  const id = s.builder.emit({
    operation: { kind: 'input' },
    span,
    name: symbol.name,
    tex: s.source(span),
    shape: declaredWhole(s, symbol, rank) ?? [
      ...index.map((l) => sizeOfLetter(s, indices, l)),
      ...tail,
    ],
  });
  unifyIndex(s, indices, id, index);
  s.symbols.set(key, id);
  s.symbols.set(symbol.name, id);
  return { id, index, features, flipped, span };
}

/** `x \in \mathbb{R}^n` says how many `x_i` there are. */
function declaredWhole(s: Lowering, symbol: SymbolName, rank: number): Shape | undefined {
  const name = bareName(symbol);
  // A small letter may as well be one more vector, of the size that each has.
  return [name, name.toUpperCase()]
    .map((of) => s.declared.get(of))
    .find((shape) => shape?.length === rank);
}

/** Under which name an earlier row says what these elements are, whatever its letters are called. */
function definitionOf(
  s: Lowering,
  symbol: SymbolName,
  rank: number,
  letters: number,
  tensor: string,
): string | undefined {
  const fits = ({ index, program, value }: Definition): boolean =>
    index === undefined ? program.values[value]?.shape?.length === rank : index.length === letters;
  const names = [symbol.name];
  if (tensor === tensorKey(symbol)) names.push(elementsName(symbol.name, letters));
  return names.find((name) => {
    const definition = s.definitions.get(name);
    return definition !== undefined && fits(definition);
  });
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
  tensor: string,
): ValueId | undefined {
  const names =
    rank === 1 && !indices.apart.has(tensorKey(symbol)) && tensor === tensorKey(symbol)
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

/**
 * `h_{t-1}` holds the element before for every t, a tensor of its own. Undefined where the element
 * itself stands beside it: then both would have to be parts of one tensor.
 */
function shifted(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  span: Span,
): Indexed | undefined {
  if (isDimension(symbol) || symbol.word) return undefined;
  const places = placesOf(symbol.sub);
  const [place] = places ?? [];
  if (place?.minus !== undefined && places?.length === 1) {
    const pair = [place.letter, place.minus] as const;
    const known = pair.every((l) => indices.letters.has(l)) && !/^W/.test(symbol.base);
    return known ? byDistance(s, indices, symbol, pair, span) : undefined;
  }
  if (places === undefined || places.every((p) => p.offset === 0)) return undefined;
  if (places.some((p) => p.step !== 1 || p.minus !== undefined)) return undefined;
  const index = places.map((p) => p.letter);
  if (!index.every((l) => indices.letters.has(l)) || new Set(index).size < index.length)
    return undefined;
  if (indices.unshifted.has(tensorKey(symbol)) || /^W/.test(symbol.base)) return undefined;
  return indexedTensor(s, indices, symbol, index, `${tensorKey(symbol)}[${symbol.sub}]`, span);
}

function plain(s: Lowering, indices: Indices, symbol: SymbolName, span: Span): Indexed | undefined {
  // An index letter beside something else (`b_{i-j}`) picks; that is not read.
  const letters = symbol.sub?.match(/[a-z]/g) ?? [];
  const shifts = /[^a-z]/.test(symbol.sub ?? '') && letters.some((l) => indices.letters.has(l));
  if (shifts && !isDimension(symbol) && !symbol.word) return undefined;
  if (indices.letters.has(symbol.name)) return letterValue(s, indices, symbol.name, span);
  const apart = indices.apart.has(tensorKey(symbol));
  const kind = kindOfSymbol(symbol);
  const declared = s.declared.get(symbol.name)?.length;
  const features =
    declared !== undefined && declared < 3
      ? declared
      : apart
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
    return { id: elements, index: [], features: 1, flipped: false, span };
  }
  // Gains and biases of norms are vectors; which size they have is for conventions to say.
  const gain = /^\\(?:gamma|beta)$/.test(symbol.name) && !indices.raised.has(symbol.name);
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
    return { id, index: [], features: features as 0 | 1, flipped: false, span };
  }
  const id = symbolValue(s, symbol, span);
  const rank = s.builder.shape(id)?.length ?? (s.sizes.has(symbol.name) ? 0 : features);
  if (rank > 2) return undefined;
  return { id, index: [], features: rank as 0 | 1 | 2, flipped: false, span };
}
