import type { Shape } from '../program/dim.js';
import type { Program, ValueId } from '../program/value.js';
import { weightsAt } from './attentionParts.js';
import { addCausalMask } from './causalMask.js';
import { throughLayout, createGraph, type Graph } from './graph.js';
import { isScalar } from './scalars.js';
import { rewrite, unchanged, type Rewriting } from './rewrite.js';
import type { Structure } from './roles.js';

export interface Variant {
  /** `none` adds no mask; masks of the text itself stay. */
  readonly mask: 'none' | 'causal';
  /** False takes the scale of the scores out. */
  readonly scaling: boolean;
}

/** What is not the scalar of a scaling by a scalar. */
function unscaled(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(id);
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return undefined;
  if (operation.kind === 'div') return isScalar(graph, b) ? a : undefined;
  if (operation.kind !== 'mul') return undefined;
  if (isScalar(graph, b)) return a;
  return isScalar(graph, a) ? b : undefined;
}

interface Plan {
  /** Scalings to drop: value → what it scales. */
  readonly dropped: Map<ValueId, ValueId>;
  /** Inputs of softmax to mask; true where the keys stand in the rows. */
  readonly masked: Map<ValueId, boolean>;
}

function planFor(graph: Graph, structures: readonly Structure[], variant: Variant): Plan {
  const plan: Plan = { dropped: new Map(), masked: new Map() };
  const roots = structures.flatMap((s) =>
    [...s.roles].filter(([, role]) => role === 'weights').map(([id]) => id),
  );
  for (const id of new Set(roots)) {
    const match = weightsAt(graph, id, true);
    if (match === undefined) continue;
    const { path, softmax } = match;
    if (variant.mask === 'causal') {
      for (const v of graph.values) {
        if (graph.sameAs(v.id, softmax.input)) plan.masked.set(v.id, softmax.axis === -2);
      }
    }
    if (variant.scaling) continue;
    const folded = [path.product?.left, path.product?.right].flatMap((side) =>
      side === undefined ? [] : [throughLayout(graph, side)],
    );
    for (const step of [
      ...path.steps.filter((s) => s.role === 'scaled').map((s) => s.id),
      ...folded,
    ]) {
      const inner = unscaled(graph, step);
      if (inner === undefined) continue;
      for (const v of graph.values)
        if (graph.sameAs(v.id, step)) plan.dropped.set(v.id, unscaled(graph, v.id) ?? inner);
    }
  }
  return plan;
}

/**
 * The program with a causal mask put before every softmax of attention, or with the scaling of the
 * scores taken out. Values before the first change keep their ids; `ids` gives the new id of each
 * old value, a dropped scaling that of what it scaled.
 */
export function withVariant(
  program: Program,
  shapes: readonly (Shape | undefined)[],
  structures: readonly Structure[],
  variant: Variant,
): Rewriting {
  const graph = createGraph(program, shapes);
  const { dropped, masked } = planFor(graph, structures, variant);
  if (dropped.size === 0 && masked.size === 0) return unchanged(program);
  const renamed = new Map<ValueId, ValueId>();
  for (const [scaling, inner] of dropped) {
    const named = program.values[scaling]?.defined === true;
    if (named && program.values[inner]?.name === undefined) renamed.set(inner, scaling);
  }
  return rewrite(program, (value, editor) => {
    const inner = dropped.get(value.id);
    const heir = renamed.get(value.id);
    const name = heir === undefined ? undefined : program.values[heir]?.name;
    const id =
      inner === undefined
        ? editor.copy(value, name === undefined ? {} : { name, defined: true })
        : editor.use(inner);
    const keysInRows = masked.get(value.id);
    const shape = graph.shape(value.id);
    const [rows, columns] = (shape ?? []).slice(-2);
    if (keysInRows === undefined || rows === undefined || columns === undefined) return id;
    editor.redirect(value.id, addCausalMask(editor, id, [rows, columns], value.span, keysInRows));
    return id;
  });
}
