import type { Dim } from '../../../program/dim.js';
import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { SymbolName } from '../expression.js';
import type { Lowering } from '../lower/state.js';
import type { Indexed } from './element.js';
import { emitShared } from './emit.js';
import type { Indices } from './indices.js';
import { sizeOfLetter } from './sizes.js';
import { tensorKey } from './vectors.js';

/**
 * An index letter where it stands as a number: all its values, from 0 unless the text counts from
 * elsewhere (`\sum_{j=1}^{i}`, `(i-1)`).
 */
export function letterValue(s: Lowering, indices: Indices, letter: string, span: Span): Indexed {
  const start = indices.starts.get(letter) ?? 0;
  const size = sizeOfLetter(s, indices, letter);
  const stop = start === 0 ? size : ({ operator: '+', left: size, right: start } as const);
  const key = `position ${letter}`;
  const known = s.symbols.get(key);
  if (known !== undefined) s.builder.mention(span, known);
  const id = known ?? emitShared(s, { kind: 'arange', start, stop, step: 1 }, [], span);
  if (id >= 0) s.symbols.set(key, id);
  return { id, index: [letter], features: 0, flipped: false, span };
}

/**
 * `b_{i-j}`: a table of one number for each distance, and the one that each pair of places picks.
 */
export function byDistance(
  s: Lowering,
  indices: Indices,
  symbol: SymbolName,
  letters: readonly [string, string],
  span: Span,
): Indexed {
  const features = indices.vectors.has(tensorKey(symbol)) ? 1 : 0;
  const [row, column] = letters;
  const [rows, columns] = letters.map((l) => sizeOfLetter(s, indices, l));
  const key = `distance ${tensorKey(symbol)}`;
  const last: Dim = { operator: '-', left: columns ?? 1, right: 1 };
  const table =
    s.symbols.get(key) ??
    s.builder.emit({
      operation: { kind: 'input' },
      span,
      name: symbol.base,
      tex: s.source(span),
      shape: [
        { operator: '+', left: rows ?? 1, right: last },
        ...(features === 1 ? [s.builder.context.fresh()] : []),
      ],
    });
  s.symbols.set(key, table);
  const at = (start: Dim, stop: Dim): ValueId =>
    emitShared(s, { kind: 'arange', start, stop, step: 1 }, [], span);
  // The distance 0 stands at the number of columns less one, so that no place is negative.
  const from = at(last, { operator: '+', left: last, right: rows ?? 1 });
  const to = at(0, columns ?? 1);
  const down = emitShared(
    s,
    { kind: 'index', items: [{ kind: 'slice' }, { kind: 'newAxis' }] },
    [from],
    span,
  );
  const distance = emitShared(s, { kind: 'sub' }, [down, to], span);
  const operation: Operation = { kind: 'index', items: [{ kind: 'tensor', input: 1 }] };
  const id = emitShared(s, operation, [table, distance], span);
  if (id >= 0 && !s.reuse) s.builder.define(id, symbol.name);
  return { id, index: [row, column], features, flipped: false, span };
}
