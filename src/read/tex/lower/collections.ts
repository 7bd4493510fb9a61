import type { Dim } from '../../../program/dim.js';
import type { Span } from '../../../program/span.js';
import type { Entry, ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf, SymbolName } from '../expression.js';
import { isDimension } from '../conventions.js';
import { partsOf, unwrapped } from '../expression.js';
import { constantOf, dimOf } from '../sizes.js';
import { emit, emitCall, kindOf } from './state.js';
import type { Lowering } from './state.js';

/** All items as numbers, or undefined where one is not. */
export function numbers(items: readonly Expression[]): number[] | undefined {
  const data: number[] = [];
  for (const item of items) {
    const value = constantOf(item);
    if (value === undefined) return undefined;
    data.push(value);
  }
  return data.length === 0 ? undefined : data;
}

/** The items of a literal as the text writes them. */
export const entriesOf = (s: Lowering, items: readonly Expression[]): Entry[] =>
  items.map(({ span }) => ({ span, text: s.source(span) }));

const symbolOf = (e: Expression | undefined): SymbolName | undefined => {
  const inner = e === undefined ? undefined : unwrapped(e);
  return inner?.kind === 'symbol' ? inner.symbol : undefined;
};

/**
 * `h` of `head_1, \dots, head_h`, and of `head_0, \dots, head_{h-1}`: how many there are of what the last of a
 * list with an ellipsis counts to. A subscript that the first has too is a place: `v_i^{(1)}, \dots,
 * v_i^{(k)}` are k.
 */
function countShown(e: Expression | undefined, first?: Expression): Dim | undefined {
  const [start, end] = [symbolOf(first), symbolOf(e)];
  const placed = end?.sup !== undefined && end.sub === start?.sub;
  const indexOf = (symbol: SymbolName | undefined): string | undefined => {
    const above = symbol?.sup?.replaceAll(/[()]/g, '');
    return placed ? above : (symbol?.sub ?? above);
  };
  const text = indexOf(end);
  if (text === undefined) return undefined;
  const fromZero = e !== first && indexOf(start) === '0';
  if (/^\d+$/.test(text)) return Number(text) + (fromZero ? 1 : 0);
  const [, letter, before] = /^([A-Za-z]\w*?)(-1)?$/.exec(text) ?? [];
  return fromZero === (before !== undefined) ? letter : undefined;
}

const countText = (text: string | undefined): Dim | undefined =>
  text === undefined || text === '' ? undefined : /^\d+$/.test(text) ? Number(text) : text;

interface ShownItems {
  readonly shown: readonly Exclude<Expression, { kind: 'ellipsis' }>[];
  readonly open: boolean;
  readonly count: Dim | undefined;
}

/** The items of a list that are written out, and how many there are where dots stand for more. */
export function shownIn(items: readonly Expression[], counted?: string): ShownItems {
  const shown = items.filter((e) => e.kind !== 'ellipsis');
  const open = shown.length < items.length;
  const count = countText(counted) ?? (open ? countShown(shown.at(-1), shown[0]) : undefined);
  return { shown, open, count };
}

/** Concatenates tensors, stacks vectors; an ellipsis makes the first and last stand for all. */
export function joinItems(
  s: Lowering,
  items: readonly Expression[],
  span: Span,
  counted?: string,
): ValueId | undefined {
  const { shown, open, count } = shownIn(items, counted);
  const ids = shown.map((e) => s.lower(e)).filter((id) => id !== undefined);
  const [first] = ids;
  const last = ids.at(-1);
  if (first === undefined || last === undefined || ids.length !== shown.length) return undefined;
  if (open && count === undefined) return emitCall(s, 'concat', ids, span, 'matrix');
  const inputs = open ? (ids.length === 1 ? [first] : [first, last]) : ids;
  const extra = count === undefined ? {} : { count };
  const scalars = s.reuse ? 0 : ids.filter((id) => s.builder.shape(id)?.length === 0).length;
  // `[e^{0.1}, e^{0.2}]` is a vector of its numbers; numbers beside tensors are a range or a pair.
  if (scalars === ids.length && !open && ids.length > 1)
    return emit(s, { kind: 'stack', axis: 0 }, inputs, span, 'vector');
  if (scalars > 0) return emitCall(s, 'concat', ids, span, 'matrix');
  const rows = open && ids.every((id) => kindOf(s, id) !== 'matrix');
  return rows
    ? emit(s, { kind: 'stack', axis: 0, ...extra }, inputs, span, 'matrix')
    : emit(s, { kind: 'concat', axis: -1, ...extra }, inputs, span, 'matrix');
}

const joiners = new Set(['\\bigoplus', '\\bigparallel', '\\Vert']);

/** `W^O`, `W_{out}`: what heads side by side are projected with. */
const isOutputWeight = (e: Expression | undefined): boolean =>
  e?.kind === 'symbol' &&
  e.symbol.base === 'W' &&
  /^(?:O|o|out|0)$/.test(e.symbol.sup ?? e.symbol.sub ?? '');

/**
 * `\|_{k=1}^K h_k`, `\bigoplus_{i=1}^h H_i W^O`: K parts side by side of which one is shown. An
 * output weight after them is of all.
 */
export function joinOver(s: Lowering, e: ExpressionOf<'big'>): ValueId | undefined {
  if (!joiners.has(e.operator) || e.limit === undefined) return undefined;
  const count = dimOf(e.limit);
  const body = unwrapped(e.body);
  const last = body.kind === 'product' ? body.factors.at(-1) : undefined;
  if (count === undefined) return undefined;
  if (e.body.kind !== 'product' || last === undefined || !isOutputWeight(last)) {
    const id = s.lower(e.body);
    return id === undefined ? undefined : side(s, id, count, e.span);
  }
  const factors = e.body.factors.slice(0, -1);
  const [only] = factors;
  const rest: Expression =
    only !== undefined && factors.length === 1
      ? only
      : {
          ...e.body,
          factors,
          operators: e.body.operators.slice(0, -1),
        };
  const [id, weight] = [s.lower(rest), s.lower(last)];
  if (id === undefined || weight === undefined) return undefined;
  const parts = side(s, id, count, { start: e.span.start, end: rest.span.end });
  return emit(s, { kind: 'matmul' }, [parts, weight], e.span);
}

/** `\text{head}_1`, `H_1`, `O^{(1)}`: one of several that a number or a letter counts. */
export const isCounted = (e: Expression): boolean =>
  e.kind === 'symbol' && (e.symbol.sub ?? e.symbol.sup) !== undefined;

/** `(\text{head}_1 \ldots \text{head}_h) W^O`: before an output weight, parts in a row stand side by side. */
export function joinedHeads(
  s: Lowering,
  e: Expression,
  next: Expression | undefined,
): ValueId | undefined {
  if (e.kind !== 'paren' && e.kind !== 'list') return undefined;
  const inner = unwrapped(e);
  const items = inner.kind === 'list' ? inner.items : inner.kind === 'product' ? inner.factors : [];
  if (!isOutputWeight(next) || items.length < 2) return undefined;
  const shown = items.filter((i) => i.kind !== 'ellipsis');
  const open = inner.kind === 'list' || shown.length < items.length;
  return open && shown.every(isCounted) ? joinItems(s, items, e.span) : undefined;
}

const side = (s: Lowering, id: ValueId, count: Dim, span: Span): ValueId =>
  emit(s, { kind: 'concat', axis: -1, count }, [id], span, 'matrix');

export function lowerList(s: Lowering, e: ExpressionOf<'list'>): ValueId | undefined {
  const flat = numbers(e.items);
  if (flat !== undefined && e.open !== '{') {
    const operation = { kind: 'tensor', shape: [flat.length], data: flat } as const;
    return emit(s, operation, [], e.span, 'vector', { entries: entriesOf(s, e.items) });
  }
  const rows = e.items.map((item) => {
    const inner = unwrapped(item);
    const list = item.kind === 'paren' && item.open === '[' ? [item.body] : undefined;
    return list ?? (inner.kind === 'list' && inner.open === '[' ? inner.items : undefined);
  });
  if (rows.every((r) => r !== undefined)) {
    const table = numberTable(rows);
    if (table !== undefined) return emitTable(s, table, rows.flat(), e.span);
  }
  if (e.open === '[' || e.open === '<') {
    const joined = joinItems(s, e.items, e.span, e.count);
    if (joined !== undefined) return joined;
  }
  const inputs = e.items.map((a) => s.lower(a)).filter((id) => id !== undefined);
  return inputs.length === 0 ? undefined : emitCall(s, 'tuple', inputs, e.span);
}

const scalarSymbol =
  /^\\(?:theta|vartheta|omega|phi|varphi|psi|delta|kappa|rho|lambda|eta|tau|pi|epsilon)$/;

/** `\cos m\theta`: angles, sizes and numbers alone. */
function isScalarCell(cell: Expression): boolean {
  const stack = [cell];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === 'symbol' && !scalarSymbol.test(e.symbol.base) && !isDimension(e.symbol))
      return false;
    if (['missing', 'ellipsis', 'prose', 'opaque', 'list', 'matrix', 'big'].includes(e.kind))
      return false;
    for (const part of partsOf(e)) stack.push(part);
  }
  return true;
}

interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
}

function numberTable(rows: readonly (readonly Expression[])[]): Table | undefined {
  const columns = rows[0]?.length ?? 0;
  const data: number[] = [];
  for (const row of rows) {
    const values = row.length === columns ? numbers(row) : undefined;
    if (values === undefined) return undefined;
    for (const v of values) data.push(v);
  }
  return { rows: rows.length, columns, data };
}

function emitTable(
  s: Lowering,
  { rows, columns, data }: Table,
  cells: readonly Expression[],
  span: Span,
): ValueId {
  const operation = { kind: 'tensor', shape: [rows, columns], data } as const;
  return emit(s, operation, [], span, 'matrix', { entries: entriesOf(s, cells) });
}

export function lowerMatrix(s: Lowering, e: ExpressionOf<'matrix'>): ValueId | undefined {
  const { rows, span } = e;
  if (rows.length === 0) return undefined;
  const table = numberTable(rows);
  if (table !== undefined) return emitTable(s, table, rows.flat(), span);
  const columns = rows[0]?.length ?? 0;
  const numeric = rows.flat().every((c) => constantOf(c) !== undefined);
  if (numeric && rows.some((r) => r.length !== columns)) {
    s.builder.problem({
      code: 'ragged-matrix',
      severity: 'error',
      message: `The rows of this matrix have different lengths: ${rows
        .map((r) => r.length)
        .slice(0, 8)
        .join(', ')}.`,
      span,
    });
    return emitCall(s, 'matrix', [], span, 'matrix');
  }
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) {
    // `\begin{bmatrix} \text{head}_1, \dots, \text{head}_h \end{bmatrix}`
    const [cell] = only;
    const listed = columns === 1 && cell?.kind === 'list' && cell.open === '.' ? cell : undefined;
    const joined = joinItems(s, listed?.items ?? only, span, listed?.count);
    if (joined !== undefined) return joined;
  }
  const inputs = rows
    .flat()
    .map((cell) => s.lower(cell))
    .filter((id) => id !== undefined);
  const isNumber = (id: ValueId): boolean =>
    s.builder.shape(id)?.length === 0 && s.builder.value(id).origin === 'literal';
  const full = !s.reuse && inputs.length === rows.length * columns;
  // A column of letters that are numbers each, `\alpha_1 \\ \alpha_2`.
  const isColumn =
    columns === 1 && rows.length > 1 && inputs.every((id) => kindOf(s, id) === 'scalar');
  if (full && (isColumn || inputs.every(isNumber) || rows.flat().every(isScalarCell))) {
    const list = emit(s, { kind: 'stack', axis: 0 }, inputs, span, 'vector');
    return emit(s, { kind: 'reshape', shape: [rows.length, columns] }, [list], span, 'matrix');
  }
  return emitCall(s, 'matrix', inputs, span, 'matrix');
}
