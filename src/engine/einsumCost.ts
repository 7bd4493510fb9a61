import { parseEinsum } from '../program/einsum.js';
import { bytesOf } from './bytes.js';
import type { Task } from './costs.js';
import { sizeOf } from './tensor.js';

interface EinsumCost {
  readonly bytes: number;
  readonly steps: number;
}

/**
 * An equation followed as it is computed, operand by operand from the left: each is converted and
 * may be put in another order, and each contraction has a result. Nothing of it is dropped earlier.
 */
export function einsumCost({ operation, inputs, dtype }: Task): EinsumCost {
  const nothing = { bytes: 0, steps: 0 };
  if (operation.kind !== 'einsum') return nothing;
  const parsed = parseEinsum(operation.equation);
  if (!parsed.ok || parsed.value.inputs.length !== inputs.length) return nothing;
  const sizes = new Map<string, number>();
  const terms = parsed.value.inputs.map((term, k) => {
    const shape = inputs[k]?.shape ?? [];
    const hidden = Math.max(0, shape.length - term.before.length - term.after.length);
    const dots = Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`);
    const labels = [...term.before, ...dots, ...term.after];
    for (const [i, label] of labels.entries())
      sizes.set(label, Math.max(sizes.get(label) ?? 0, shape[i] ?? 1));
    return labels;
  });
  const { before, ellipsis, after } = parsed.value.output;
  const target = [...before, ...after];
  const isKept = (label: string): boolean =>
    target.includes(label) || (ellipsis && label.startsWith('.'));
  const elements = (labels: Iterable<string>): number =>
    sizeOf([...labels].map((l) => sizes.get(l) ?? 1));

  let bytes = inputs.reduce((sum, x) => sum + (x.dtype === dtype ? 0 : bytesOf(x.shape, dtype)), 0);
  let steps = 0;
  let current = new Set(terms[0] ?? []);
  let held = 0;
  for (const [k, next] of terms.entries()) {
    if (k === 0) continue;
    const all = new Set([...current, ...next]);
    const later = new Set(terms.slice(k + 1).flat());
    const kept = [...all].filter((l) => isKept(l) || later.has(l));
    // Each side is arranged, summed over what only it has, and arranged again.
    held += 3 * (elements(current) + elements(next)) + elements(kept);
    steps += elements(all);
    current = new Set(kept);
  }
  const summed = [...current].some((l) => !isKept(l));
  if (summed) held += 2 * elements(current);
  steps += elements(current);
  bytes += bytesOf([held], dtype);
  return { bytes, steps };
}
