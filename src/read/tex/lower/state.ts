import type { Builder, Draft } from '../../../program/builder.js';
import type { Shape } from '../../../program/dim.js';
import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { DefinedFunction, Definition } from '../../types.js';
import type { Kind } from '../conventions.js';
import { isDimension, kindOfSymbol } from '../conventions.js';
import type { Expression, SymbolName } from '../expression.js';
import type { Indices } from '../indexed/indices.js';
import { copied } from './copies.js';

/** More values than this are no formula that a person reads. */
const maxValues = 800;

/** Tables by name: those of the formula's own rows, then what the document says elsewhere. */
export type ByName<T> = Pick<ReadonlyMap<string, T>, 'get' | 'has'>;

/** What is known while one formula becomes values. */
export interface Lowering {
  readonly builder: Builder;
  /** The text as written between two document offsets. */
  readonly source: (span: Span) => string;
  readonly definitions: ByName<Definition>;
  /** Functions that the text defines, by what they are called by. */
  readonly functions: ByName<DefinedFunction>;
  /** Letters that are sizes in this formula. */
  readonly sizes: ReadonlySet<string>;
  /** Shapes declared by `x \in \mathbb{R}^{…}` anywhere in the text. */
  readonly declared: ByName<Shape>;
  readonly symbols: Map<string, ValueId>;
  readonly kinds: Map<ValueId, Kind>;
  /** Values by what they compute, so that a left-hand side finds those of the right. */
  readonly computed: Map<string, ValueId>;
  /** Functions that are added to what they are of, which their results are as large as. */
  readonly layers: Set<Expression>;
  /** True while a left-hand side is read: values are looked up and mentioned, never made. */
  reuse: boolean;
  /** True while a second equal side is read: what the first has already is mentioned, not made again. */
  sharing: boolean;
  /** True where an expression on the left is worked out beside what it equals. */
  readonly leftToo: boolean;
  /** True once the formula was found too long. */
  full: boolean;
  /** Values of earlier formulas that it has copied. */
  copied: number;
  /** Index letters and what they count, where the formula is read element by element. */
  readonly indices?: Indices;
  /** True once an element-by-element reading met something it can't read. */
  gaveUp: boolean;
  readonly lower: (e: Expression) => ValueId | undefined;
}

/** Stands for a value that a left-hand side has and the right-hand side does not. */
const absent: ValueId = -1;

/** The shape of a value known so far; none for what a left-hand side alone has. */
export const shapeOf = (s: Lowering, id: ValueId): Shape | undefined =>
  id === absent ? undefined : s.builder.shape(id);

export const kindOf = (s: Lowering, id: ValueId): Kind => {
  if (id === absent) return 'matrix';
  const shape = shapeOf(s, id);
  if (shape?.length === 0) return 'scalar';
  return s.kinds.get(id) ?? 'matrix';
};

/** What is computed, as a text: most operations are but their kind. */
export function computationKey(operation: Operation, inputs: readonly ValueId[]): string {
  for (const attribute in operation) {
    if (attribute !== 'kind') return `${JSON.stringify(operation)}(${inputs.join()})`;
  }
  return `${operation.kind}(${inputs.join()})`;
}

/** Emits one operation on values; its kind as a factor follows from its inputs unless given. */
export function emit(
  s: Lowering,
  operation: Operation,
  inputs: readonly ValueId[],
  span: Span,
  kind?: Kind,
  more: Pick<Draft, 'entries' | 'misfit'> = {},
): ValueId {
  const key = computationKey(operation, inputs);
  if (s.reuse) {
    const before = s.computed.get(key) ?? absent;
    if (before !== absent) s.builder.mention(span, before);
    return before;
  }
  const shared = s.sharing ? s.computed.get(key) : undefined;
  if (shared !== undefined) {
    s.builder.mention(span, shared);
    return shared;
  }
  if (s.builder.size >= maxValues && !s.full) {
    s.full = true;
    s.builder.problem({
      code: 'formula-too-long',
      severity: 'warning',
      message: `Only the first ${maxValues} values of this formula are read.`,
      span,
      values: { limit: maxValues },
    });
  }
  const id = s.builder.emit({
    operation,
    inputs,
    span,
    tex: s.source(span),
    ...more,
  });
  s.computed.set(key, id);
  s.kinds.set(id, kind ?? joinedKind(s, inputs));
  return id;
}

/** Elementwise results are scalar only if all inputs are. */
function joinedKind(s: Lowering, inputs: readonly ValueId[]): Kind {
  const kinds = inputs.map((id) => kindOf(s, id));
  if (kinds.every((k) => k === 'scalar')) return inputs.length === 0 ? 'matrix' : 'scalar';
  return kinds.every((k) => k !== 'matrix') ? 'vector' : 'matrix';
}

export function emitNumber(s: Lowering, value: number, span: Span, name?: string): ValueId {
  const key = `#${value}`;
  if (s.reuse) return s.computed.get(key) ?? absent;
  const shared = s.sharing ? s.computed.get(key) : undefined;
  if (shared !== undefined) {
    s.builder.mention(span, shared);
    return shared;
  }
  const id = s.builder.emit({
    operation: { kind: 'tensor', shape: [], data: [value] },
    span,
    ...(name === undefined ? {} : { name }),
    tex: s.source(span),
    entries: [{ span, text: s.source(span) }],
    dtype: 'float64',
    weak: true,
    origin: 'literal',
  });
  s.computed.set(key, id);
  s.kinds.set(id, 'scalar');
  return id;
}

export function emitCall(
  s: Lowering,
  callee: string,
  inputs: readonly ValueId[],
  span: Span,
  kind?: Kind,
): ValueId {
  return emit(s, { kind: 'call', callee }, inputs, span, kind);
}

/** √−1: a value that no real number is, so that nothing computed with it has any. */
export function emitImaginary(s: Lowering, span: Span): ValueId {
  const key = 'imaginary unit';
  const known = s.computed.get(key);
  if (known !== undefined || s.reuse) {
    if (known !== undefined) s.builder.mention(span, known);
    return known ?? absent;
  }
  const tex = s.source(span);
  const operation: Operation = { kind: 'call', callee: 'i' };
  const id = s.builder.emit({ operation, inputs: [], span, name: tex, tex, shape: [] });
  s.computed.set(key, id);
  s.kinds.set(id, 'scalar');
  return id;
}

/** The one value of a name: made where it first stands, mentioned where it stands again. */
export function symbolValue(s: Lowering, symbol: SymbolName, span: Span): ValueId {
  const known = s.symbols.get(symbol.name);
  if (known !== undefined) {
    s.builder.mention(span, known);
    return known;
  }
  const defined = s.definitions.get(symbol.name);
  const copy = defined === undefined ? undefined : copied(s, defined);
  if (copy !== undefined) s.builder.mention(span, copy);
  const id = copy ?? free(s, symbol, span);
  s.symbols.set(symbol.name, id);
  return id;
}

function free(s: Lowering, symbol: SymbolName, span: Span): ValueId {
  const { name } = symbol;
  const tex = s.source(span);
  const shape = s.declared.get(name);
  const isSize = isDimension(symbol) || s.sizes.has(name);
  const id =
    isSize && shape === undefined
      ? s.builder.emit({
          operation: { kind: 'dimension', dim: name },
          span,
          name,
          tex,
          origin: 'example',
        })
      : s.builder.emit({
          operation: { kind: 'input' },
          span,
          name,
          tex,
          ...(shape === undefined ? {} : { shape }),
        });
  s.kinds.set(id, isSize ? 'scalar' : kindOfSymbol(symbol));
  return id;
}
