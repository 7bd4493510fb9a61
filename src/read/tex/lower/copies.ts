import type { Dim } from '../../../program/dim.js';
import { substituteDim } from '../../../program/dims.js';
import { isUnknownDim } from '../../../program/shapeContext.js';
import type { Span } from '../../../program/span.js';
import type { Value, ValueId } from '../../../program/value.js';
import type { DefinedFunction, Definition } from '../../types.js';
import type { Lowering } from './state.js';

/**
 * Values of earlier rows that one formula copies at most; what rests on more is taken as it is named.
 * Rows that rest on each other would else copy all rows above them.
 */
const maxCopies = 150;

/** A definition's arguments as they are where it is called, and the call. */
interface Called {
  readonly given: ReadonlyMap<string, ValueId>;
  readonly span: Span;
}

/** Copies a value of an earlier row, with all it is computed from, unless that is too much. */
export function copied(
  s: Lowering,
  { program, value }: Definition,
  called?: Called,
): ValueId | undefined {
  const needed = new Set<ValueId>([value]);
  for (let id = value; id >= 0; id--) {
    if (!needed.has(id)) continue;
    for (const input of program.values[id]?.inputs ?? []) needed.add(input);
  }
  if (s.copied + needed.size > maxCopies) return undefined;
  s.copied += needed.size;
  const copies = new Map<ValueId, ValueId>();
  // Unknown sizes of another row's program are other sizes than the unknowns of this one.
  const unknowns = new Map<string, Dim>();
  const renamed = (d: Dim): Dim =>
    substituteDim(d, (name) => {
      if (!isUnknownDim(name)) return undefined;
      const size = unknowns.get(name) ?? s.builder.context.fresh();
      unknowns.set(name, size);
      return size;
    });
  for (const id of [...needed].sort((a, b) => a - b)) {
    const from = program.values[id];
    if (from === undefined) continue;
    const isFree = from.operation.kind === 'input' || from.operation.kind === 'dimension';
    const isSource = from.inputs.length === 0;
    const same =
      isFree && from.name !== undefined
        ? (called?.given.get(from.name) ?? s.symbols.get(from.name))
        : undefined;
    if (same !== undefined) {
      copies.set(id, same);
      const known = s.builder.shape(same);
      for (const [k, d] of (from.shape ?? []).entries()) {
        const size = known?.[k];
        if (typeof d === 'string' && isUnknownDim(d) && size !== undefined) unknowns.set(d, size);
      }
      continue;
    }
    const { operation, span, name, defined, tex, dtype, weak, shape, entries, origin } =
      called !== undefined && id === value ? resultOf(s, from, called) : from;
    const copy = s.builder.emit({
      operation,
      inputs: from.inputs.map((i) => copies.get(i) ?? 0),
      span,
      // Of other arguments it is what they make it.
      ...(called === undefined || isSource ? { dtype, origin } : {}),
      ...(name === undefined ? {} : { name }),
      ...(defined === undefined ? {} : { defined }),
      ...(tex === undefined ? {} : { tex }),
      ...(weak === undefined ? {} : { weak }),
      ...(entries === undefined ? {} : { entries }),
      ...((isFree || operation.kind === 'call') && shape !== undefined
        ? { shape: shape.map(renamed) }
        : {}),
    });
    copies.set(id, copy);
    const kind = shape?.length === 0 ? 'scalar' : 'matrix';
    s.kinds.set(copy, kind);
    if (isFree && name !== undefined) s.symbols.set(name, copy);
  }
  return copies.get(value);
}

/** What a function gives stands where it is called, and has the call for a name. */
function resultOf(s: Lowering, value: Value, { span }: Called): Value {
  const { id, operation, inputs, dtype, shape, origin } = value;
  return { id, operation, inputs, dtype, shape, origin, span, tex: s.source(span) };
}

/** Axes of a function's argument, where its definition says so. */
function rankOf({ program }: DefinedFunction, name: string): number | undefined {
  return program.values.find((v) => v.name === name && v.operation.kind === 'input')?.shape?.length;
}

/** What an earlier formula, `f(x) = …`, gives for other arguments; undefined where they do not fit it. */
export function applied(
  s: Lowering,
  defined: DefinedFunction,
  args: readonly ValueId[],
  span: Span,
): ValueId | undefined {
  if (defined.takes.length !== args.length || s.reuse) return undefined;
  const fits = defined.takes.every((name, i) => {
    const [wanted, rank] = [rankOf(defined, name), s.builder.shape(args[i] ?? -1)?.length];
    return wanted === undefined || rank === undefined || wanted === rank;
  });
  if (!fits) return undefined;
  const given = new Map(defined.takes.map((name, i) => [name, args[i] ?? -1]));
  return copied(s, defined, { given, span });
}
