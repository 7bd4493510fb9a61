import type { Dim, Shape } from '../../../program/dim.js';
import { dimText, equalDims } from '../../../program/dims.js';
import type { Span } from '../../../program/span.js';
import type { Expression } from '../expression.js';
import { unwrapped } from '../expression.js';
import type { Lowering } from './state.js';

/** A matrix whose shape the text declares, as it stands in a product. */
interface Declared {
  readonly name: string;
  readonly rows: Dim;
  readonly columns: Dim;
  readonly turned: boolean;
}

function declared(s: Lowering, e: Expression): Declared | undefined {
  const inner = unwrapped(e);
  const turned = inner.kind === 'transpose';
  const symbol = turned ? unwrapped(inner.body) : inner;
  if (symbol.kind !== 'symbol' || s.definitions.has(symbol.symbol.name)) return undefined;
  const shape: Shape | undefined = s.declared.get(symbol.symbol.name);
  const [rows, columns] = shape ?? [];
  if (shape?.length !== 2 || rows === undefined || columns === undefined) return undefined;
  const { name } = symbol.symbol;
  return turned ? { name, rows: columns, columns: rows, turned } : { name, rows, columns, turned };
}

/**
 * Two declared matrices whose sizes are other letters where they meet, and the same letter with one
 * of them transposed: `QK` with `Q, K \in \mathbb{R}^{n \times d_k}`. Letters that merely differ may
 * be equal, so anything else is left alone. True where that was said.
 */
export function checkDeclared(
  s: Lowering,
  left: Expression,
  right: Expression,
  span: Span,
): boolean {
  const [a, b] = [declared(s, left), declared(s, right)];
  if (a === undefined || b === undefined || s.reuse) return false;
  if (equalDims(a.columns, b.rows)) return false;
  const turnRight = equalDims(a.columns, b.columns);
  const turnLeft = equalDims(a.rows, b.rows);
  if (!turnRight && !turnLeft) return false;
  const other = turnRight ? b : a;
  const suggestion = other.turned ? other.name : `${other.name}ᵀ`;
  const said = ({ name, turned }: Declared): string => (turned ? `${name}ᵀ` : name);
  const [size0, size1] = [dimText(a.columns), dimText(b.rows)];
  s.builder.problem({
    code: 'shape-mismatch',
    severity: 'error',
    message: `The columns of ${said(a)} (${size0}) must match the rows of ${said(b)} (${size1}): did you mean ${suggestion}?`,
    span,
    values: { reason: 'declared', 0: said(a), 1: said(b), size0, size1, suggestion },
  });
  return true;
}
