import type { AnalyzedItem } from '../analysisTypes.js';
import { evaluateShape } from '../program/dims.js';
import type { Value, ValueId } from '../program/value.js';

/**
 * Values of a formula whose numbers are wanted where those of tensors with more than `maxElements` are
 * not shown: all but large ones that are only declared, `W_E \in \mathbb{R}^{50257 \times 768}`, whose
 * millions of example numbers say nothing. Undefined where these are all, and for code.
 */
export function wantedValues(
  item: AnalyzedItem,
  maxElements: number,
): ReadonlySet<ValueId> | undefined {
  if (item.language === 'python') return undefined;
  const { program, shapes, bindings } = item;
  const used = new Set(program.values.flatMap((v) => v.inputs));
  const isWanted = ({ id, operation }: Value): boolean => {
    const symbolic = shapes[id];
    if (operation.kind !== 'input' || used.has(id) || symbolic === undefined) return true;
    const shape = evaluateShape(symbolic, bindings);
    return shape === undefined || shape.reduce((a, b) => a * b, 1) <= maxElements;
  };
  const kept = program.values.filter(isWanted);
  return kept.length === program.values.length ? undefined : new Set(kept.map((v) => v.id));
}
