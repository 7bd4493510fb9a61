import type { Dim, Shape } from './dim.js';
import { dimSymbols } from './dims.js';
import type { DType, Operation } from './operation.js';
import type { Problem } from './problem.js';
import type { ShapeContext } from './shapeContext.js';
import { createShapeContext } from './shapeContext.js';
import { dtypeOf } from './dtypes.js';
import { shapeOf, type ShapeError } from './shapeRules.js';
import type { Span } from './span.js';
import type {
  AxisLabels,
  Entry,
  Mention,
  Origin,
  Program,
  Run,
  RunId,
  Value,
  ValueId,
} from './value.js';

/** What a reader knows of a value; the builder works out the rest. */
export interface Draft {
  readonly operation: Operation;
  readonly inputs?: readonly ValueId[];
  readonly span: Span;
  readonly name?: string;
  readonly defined?: boolean;
  readonly tex?: string;
  readonly dtype?: DType;
  readonly weak?: boolean;
  /** Overrides the shape that the operation's rule gives; needed for inputs that have one. */
  readonly shape?: Shape;
  /** Sizes were assumed: a contradiction leaves the shape unknown and is no problem of the text. */
  readonly assumed?: boolean;
  /** A problem says already that its inputs do not fit: nothing is learnt of their sizes from it. */
  readonly misfit?: boolean;
  readonly entries?: readonly Entry[];
  /** Overrides the origin worked out from operation and inputs. */
  readonly origin?: Origin;
}

/**
 * Makes a {@link Program} value by value. Shapes are worked out as values are emitted, so that a
 * reader can ask for them (`x.shape[1]`); a contradiction becomes a `shape-mismatch` problem at the
 * value's span and leaves the value's shape unknown.
 */
export interface Builder {
  readonly context: ShapeContext;
  emit(draft: Draft): ValueId;
  value(id: ValueId): Value;
  /** The shape known so far, with unified sizes resolved; undefined where unknown. */
  shape(id: ValueId): Shape | undefined;
  /** Gives a value the shape that later code shows it to have (`B, T, C = x.size()`), and other names of its sizes. */
  learn(id: ValueId, shape: Shape, axes?: Shape): void;
  /** Gives a value the name that an assignment or a definition gives it. */
  define(id: ValueId, name: string): void;
  mention(span: Span, value: ValueId): void;
  label(labels: AxisLabels): void;
  problem(problem: Problem): void;
  /** Does `work` as one run of a stretch of code: what it emits and mentions belongs to it. */
  during<T>(run: Omit<Run, 'within'>, work: () => T): T;
  readonly size: number;
  finish(outputs: readonly ValueId[]): Program;
}

const certainty: Readonly<Record<Origin, number>> = {
  literal: 2,
  seeded: 1,
  example: 0,
};

/** The least certain origin; `literal` for none. */
export const leastCertain = (origins: readonly Origin[]): Origin =>
  origins.reduce<Origin>((a, b) => (certainty[b] < certainty[a] ? b : a), 'literal');

function originOf(operation: Operation, inputs: readonly Value[]): Origin {
  switch (operation.kind) {
    case 'input':
    case 'call':
      return 'example';
    case 'arange':
      // How far it runs is an example until the text or the code says so.
      return [operation.start, operation.stop].some((d) => dimSymbols(d).length > 0)
        ? 'example'
        : 'literal';
    case 'random':
      return operation.stream === undefined ? 'example' : 'seeded';
    case 'library':
      return leastCertain([
        operation.stream !== undefined
          ? 'seeded'
          : operation.name === 'multinomial'
            ? 'example'
            : 'literal',
        ...inputs.map((v) => v.origin),
      ]);
    default:
      return leastCertain(inputs.map((v) => v.origin));
  }
}

/** What a message calls an operand that has no name. */
const nameless = (place: number, count: number): string =>
  count === 1
    ? 'this'
    : place === 0
      ? 'the first operand'
      : count === 2
        ? 'the other operand'
        : `operand ${place + 1}`;

/** Longer expressions say less than the place does. */
const maxName = 40;

/** What a message calls an operand: its name or its expression, unless that is a table of numbers. */
function calledBy({ name, tex }: Value): string | undefined {
  if (name !== undefined) return name;
  return tex === undefined || tex.length > maxName || tex.includes('\\begin') ? undefined : tex;
}

/** Fills a shape error's `{0}` and `{shape0}` with the operands' names and shapes. */
export function describeMismatch(
  error: ShapeError,
  operands: readonly Value[],
  span: Span,
): Problem {
  const values: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(error.values)) {
    // Sizes nobody named (`?12`) are told apart by numbers that mean nothing to a reader.
    values[key] = typeof value === 'string' ? value.replaceAll(/\?\w+/g, '?') : value;
  }
  for (const [i, operand] of operands.entries()) {
    values[i] = calledBy(operand) ?? nameless(i, operands.length);
  }
  const start = /^\{(\d+)\}/.exec(error.message)?.[1];
  const first = start === undefined ? undefined : operands[Number(start)];
  const filled = error.message.replaceAll(/\{(\w+)\}/g, (whole, key: string) =>
    String(values[key] ?? whole),
  );
  const named = first !== undefined && calledBy(first) !== undefined;
  return {
    code: error.code,
    severity: 'error',
    // A name keeps its case at the beginning of a sentence.
    message: named ? filled : filled.charAt(0).toUpperCase() + filled.slice(1),
    span,
    values,
  };
}

/** The operation with the sizes it is told as they are known at the end. */
function resolvedOperation(operation: Operation, context: ShapeContext): Operation {
  const of = (d: Dim): Dim => context.resolve(d);
  switch (operation.kind) {
    case 'arange':
      return { ...operation, start: of(operation.start), stop: of(operation.stop) };
    case 'eye':
      return { ...operation, rows: of(operation.rows), columns: of(operation.columns) };
    case 'full':
    case 'ones':
    case 'reshape':
    case 'zeros':
      return { ...operation, shape: operation.shape.map(of) };
    default:
      return operation;
  }
}

/** A shape with the sizes that are known at the end; the same one where nothing became known. */
function resolvedShape(shape: Shape, context: ShapeContext): Shape {
  const resolved = shape.map((d) => context.resolve(d));
  return resolved.every((d, i) => Object.is(d, shape[i])) ? shape : resolved;
}

export function createBuilder(context: ShapeContext = createShapeContext()): Builder {
  const values: Value[] = [];
  const mentions: Mention[] = [];
  const labels: AxisLabels[] = [];
  const problems: Problem[] = [];
  const runs: Run[] = [];
  let current: RunId | undefined;
  const get = (id: ValueId): Value => {
    const found = values[id];
    if (found === undefined) throw new Error(`no value ${id} in the program`);
    return found;
  };
  const resolved = (id: ValueId): Shape | undefined =>
    get(id).shape?.map((d) => context.resolve(d));

  function inferred(draft: Draft, inputs: readonly ValueId[]): Shape | undefined {
    if (draft.shape !== undefined || draft.misfit === true) return draft.shape;
    const result = shapeOf(
      draft.operation,
      inputs.map(resolved),
      context,
      inputs.map((id) => get(id).dtype),
    );
    if (result.ok) return result.value;
    if (draft.assumed !== true)
      problems.push(describeMismatch(result.error, inputs.map(get), draft.span));
    return undefined;
  }

  return {
    context,
    emit(draft) {
      const inputs = draft.inputs ?? [];
      const sources = inputs.map(get);
      const shape = inferred(draft, inputs);
      const type = dtypeOf(draft.operation, sources);
      const weak = draft.weak ?? type.weak;
      // Every field, in one order: what all passes read must not come in many shapes.
      values.push({
        id: values.length,
        operation: draft.operation,
        inputs,
        span: draft.span,
        name: draft.name,
        defined: draft.defined,
        tex: draft.tex,
        dtype: draft.dtype ?? type.dtype,
        weak: weak ? true : undefined,
        shape,
        axes: undefined,
        entries: draft.entries,
        origin: draft.origin ?? originOf(draft.operation, sources),
        run: current,
      });
      return values.length - 1;
    },
    value: get,
    shape: resolved,
    learn(id, shape, axes) {
      values[id] = { ...get(id), shape, ...(axes === undefined ? {} : { axes }) };
    },
    define(id, name) {
      values[id] = { ...get(id), name, defined: true };
    },
    mention: (at, value) => void mentions.push({ span: at, value, run: current }),
    label: (entry) => void labels.push(entry),
    problem: (entry) => void problems.push(entry),
    during(run, work) {
      const outer = current;
      current = runs.push({ ...run, within: outer }) - 1;
      try {
        return work();
      } finally {
        current = outer;
      }
    },
    get size() {
      return values.length;
    },
    finish: (outputs) => ({
      values: values.map((v) => {
        const operation = resolvedOperation(v.operation, context);
        const shape = v.shape && resolvedShape(v.shape, context);
        return operation === v.operation && shape === v.shape ? v : { ...v, operation, shape };
      }),
      outputs,
      mentions,
      labels,
      problems,
      runs,
    }),
  };
}
