import type { Dim } from '../../../program/dim.js';
import { isUnknownDim } from '../../../program/shapeContext.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { SymbolName } from '../expression.js';
import { symbolValue, type Lowering } from '../lower/state.js';
import type { Indexed } from './element.js';
import { emitShared } from './emit.js';
import type { Indices } from './indices.js';
import { featureSize, sizeOfLetter } from './sizes.js';
import { ofPair } from './pairsIn.js';
import { tensorKey } from './vectors.js';

/** How many features the pairs are of that a letter counts: those of the tensor where nothing else says it. */
function featuresOf(s: Lowering, indices: Indices, symbol: SymbolName, letter: string): Dim {
  const { context } = s.builder;
  const size = context.resolve(sizeOfLetter(s, indices, letter));
  if (isUnknownDim(size)) {
    const features = featureSize(s, indices, symbol);
    const named = isUnknownDim(features) ? 'd' : features;
    context.unify(size, { operator: '//', left: named, right: 2 });
    return named;
  }
  return typeof size === 'object' && size.operator === '//' && size.right === 2
    ? size.left
    : { operator: '*', left: 2, right: size };
}

const wholeName = ({ base, sup }: SymbolName): string =>
  sup === undefined ? base : `${base}^${sup}`;

/** What pairs are of: `q` of `q_{2i}`, one tensor for all its parts. */
function wholeOf(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  index: readonly string[],
  span: Span,
): ValueId | undefined {
  const name = wholeName(symbol);
  const key = `pairs ${tensorKey(symbol)}/${index.length}`;
  const known = s.symbols.get(key);
  if (known !== undefined) return known;
  const given = s.symbols.has(name) || s.definitions.has(name) || s.declared.has(name);
  const rank = (id: ValueId | undefined): number | undefined =>
    id === undefined ? undefined : s.builder.shape(id)?.length;
  const own = given ? symbolValue(s, { ...symbol, name }, span) : undefined;
  const id =
    rank(own) === index.length
      ? own
      : s.builder.emit({
          operation: { kind: 'input' },
          span,
          name,
          tex: name,
          shape: index.map((l, i) =>
            i < index.length - 1 ? sizeOfLetter(s, indices, l) : featuresOf(s, indices, symbol, l),
          ),
        });
  if (id !== undefined) s.symbols.set(key, id);
  return id;
}

/**
 * `q_{2i}`, `x_{t,2i+1}`: of features in pairs the first or the second ones, as parts of one `q`. Where the
 * text has `2i-1` beside `2i`, it counts pairs from 1.
 */
export function pairElement(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  span: Span,
): Indexed | undefined {
  const pair = ofPair(symbol);
  const found = indices.pairs.get(tensorKey(symbol));
  if (pair === undefined || found === undefined) return undefined;
  if (!pair.index.every((l) => indices.letters.has(l))) return undefined;
  const { index, offset } = pair;
  const whole = wholeOf(s, indices, symbol, index, span);
  const shape = whole === undefined ? undefined : s.builder.shape(whole);
  if (whole === undefined || shape?.length !== index.length) return undefined;
  const sizes = index.map((l) => sizeOfLetter(s, indices, l));
  for (const [axis, size] of sizes.entries()) {
    const own = shape[axis];
    const isLast = axis === index.length - 1;
    if (isLast && typeof own === 'number' && own % 2 === 1) return undefined;
    const count = isLast && typeof own === 'number' ? own / 2 : isLast ? undefined : own;
    if (count !== undefined) s.builder.context.unify(size, count);
  }
  const pairs = emitShared(s, { kind: 'reshape', shape: [...sizes, 2] }, [whole], span);
  const second = offset === 0 ? found.first === 1 : offset === 1;
  const items = [
    ...index.map(() => ({ kind: 'slice' }) as const),
    { kind: 'at', index: second ? 1 : 0 } as const,
  ];
  const id = emitShared(s, { kind: 'index', items }, [pairs], span);
  if (id >= 0 && !s.reuse) s.builder.define(id, symbol.name);
  return { id, index, features: 0, flipped: false, span };
}
