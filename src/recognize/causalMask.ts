import type { Dim } from '../program/dim.js';
import type { Span } from '../program/span.js';
import type { ValueId } from '../program/value.js';
import type { Editor } from './rewrite.js';

/**
 * Scores with every key later than the query at −∞. `rows` and `columns` are the last two sizes of
 * the scores; `keysInRows` where queries stand in the columns.
 */
export function addCausalMask(
  editor: Editor,
  scores: ValueId,
  [rows, columns]: readonly [Dim, Dim],
  span: Span,
  keysInRows = false,
): ValueId {
  const ones = editor.add({ operation: { kind: 'ones', shape: [rows, columns] }, span });
  const triangle = editor.add({
    operation: { kind: keysInRows ? 'triu' : 'tril', diagonal: 0 },
    inputs: [ones],
    span,
  });
  const number = (x: number): ValueId =>
    editor.add({
      operation: { kind: 'tensor', shape: [], data: [x] },
      span,
      weak: true,
      dtype: 'float32',
    });
  const zero = number(0);
  const mask = editor.add({
    operation: { kind: 'compare', relation: 'gt' },
    inputs: [triangle, zero],
    span,
    name: 'mask',
    defined: true,
  });
  const low = number(Number.NEGATIVE_INFINITY);
  return editor.add({
    operation: { kind: 'where' },
    inputs: [mask, scores, low],
    span,
    name: 'masked',
    defined: true,
  });
}
