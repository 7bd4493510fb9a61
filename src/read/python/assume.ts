import type { Dim, Shape } from '../../program/dim.js';
import { parseEinsum } from '../../program/einsum.js';
import type { Operation } from '../../program/operation.js';
import type { ValueId } from '../../program/value.js';
import { agreeWithWeight, askedRank, assumeShape, learnShape } from './learn.js';
import type { Reader } from './reader.js';

/**
 * In a run with unknown inputs, what an operation shows of the shapes of its operands. Ranks that
 * an operation leaves open are taken to be the smallest that the code allows, and operands of a
 * product to have the same leading axes.
 */
export function assumeShapes(r: Reader, operation: Operation, inputs: readonly ValueId[]): void {
  const shapes = inputs.map((i) => r.builder.shape(i));
  if (shapes[0] !== undefined && operation.kind !== 'linear') {
    agreeWithWeight(r, { operation, inputs }, shapes[0]);
  }
  if (!shapes.includes(undefined)) return;
  const [a, b, c] = inputs;
  if (beside.has(operation.kind)) {
    for (const id of inputs) if (r.settings.has(id) && isOpen(r, id)) assumeShape(r, id, []);
    return;
  }
  const [x, y] = shapes;
  const fresh = (): Dim => r.builder.context.fresh();
  const axes = (count: number): Dim[] => Array.from({ length: count }, fresh);
  const learn = (id: ValueId | undefined, shape: Shape): void => {
    if (id !== undefined && isOpen(r, id)) assumeShape(r, id, shape);
  };
  switch (operation.kind) {
    case 'matmul':
      if (y === undefined && b !== undefined && isMatrix(r, b)) {
        learn(b, [x === undefined || x.length === 0 ? fresh() : (x.at(-1) ?? 1), fresh()]);
      } else if (x === undefined && y !== undefined && y.length > 2) {
        learn(a, [...y.slice(0, -2), fresh(), y[y.length - 2] ?? 1]);
      } else if (y === undefined && x !== undefined && x.length > 2) {
        learn(
          b,
          [...x.slice(0, -1), fresh()].map((d, i) =>
            i === x.length - 2 ? (x[x.length - 1] ?? d) : d,
          ),
        );
      }
      return;
    case 'scaledDotProductAttention': {
      const known = shapes.find((s) => s !== undefined);
      if (known === undefined || known.length < 2) return;
      const lead = known.slice(0, -2);
      const dim = (shapes[0] ?? shapes[1])?.at(-1) ?? fresh();
      const rows = (shapes[1] ?? shapes[2])?.at(-2) ?? fresh();
      learn(a, [...lead, fresh(), dim]);
      learn(b, [...lead, rows, dim]);
      learn(c, [...lead, rows, fresh()]);
      return;
    }
    case 'einsum':
      learnEquation(r, operation.equation, inputs);
      return;
    case 'permute':
      if (operation.axes.every((i) => i >= 0)) learn(a, axes(operation.axes.length));
      return;
    case 'transpose': {
      const most = Math.max(operation.axis0, operation.axis1);
      if (
        operation.axis0 >= 0 &&
        operation.axis1 >= 0 &&
        most >= 2 &&
        a !== undefined &&
        isClear(r, a)
      ) {
        learn(a, axes(Math.max(most + 1, askedRank(r, a))));
      }
      return;
    }
    case 'concat': {
      const known = shapes.find((s) => s !== undefined);
      if (known === undefined) return;
      const at = operation.axis < 0 ? operation.axis + known.length : operation.axis;
      for (const id of inputs)
        learn(
          id,
          known.map((d, i) => (i === at ? fresh() : d)),
        );
      return;
    }
    case 'chunk':
    case 'split':
    case 'softmax': {
      const { axis } = operation;
      if (axis >= 2 && a !== undefined && isClear(r, a))
        learn(a, axes(Math.max(axis + 1, askedRank(r, a))));
      return;
    }
    case 'index': {
      const taken = operation.items.filter(
        (i) => i.kind !== 'newAxis' && i.kind !== 'ellipsis',
      ).length;
      if (taken > 2 && a !== undefined && isClear(r, a))
        learn(a, axes(Math.max(taken, askedRank(r, a))));
      return;
    }
    default:
  }
}

const matrices =
  /^(?:w_?(?:[qkvo]|out|in|\d|up|down|gate|ff|query|key|value)|w|\w+_w|\w*(?:kernel|weight))$/i;

/** A free input that is named as a weight is a matrix, whatever stands before it: `x @ W_q`. */
function isMatrix(r: Reader, id: ValueId): boolean {
  const { operation, name } = r.builder.value(id);
  return operation.kind === 'input' && matrices.test(lastName(name ?? ''));
}

/** `W_q` of `params['W_q']` and `self.W_q`. */
const lastName = (name: string): string =>
  name.replace(/^.*[.[']([\p{L}_][\p{L}\p{N}_]*)\W*$/u, '$1');

/** True where a shape can still be learnt. */
export const isOpen = (r: Reader, id: ValueId): boolean => r.builder.value(id).shape === undefined;

/** False for what comes from an unread call, whose rank a lower bound does not settle. */
function isClear(r: Reader, id: ValueId, depth = 0): boolean {
  const value = r.builder.value(id);
  const [first] = value.inputs;
  if (value.operation.kind === 'call') return false;
  return (
    value.shape !== undefined || first === undefined || depth > 40 || isClear(r, first, depth + 1)
  );
}

/** A number among the settings (a temperature) is what stands beside a tensor in arithmetic. */
const beside = new Set(['add', 'sub', 'mul', 'div', 'pow', 'compare']);

/** An equation without an ellipsis gives every operand's rank, and which sizes are one. */
function learnEquation(r: Reader, equation: string, inputs: readonly ValueId[]): void {
  const parsed = parseEinsum(equation);
  if (!parsed.ok || parsed.value.inputs.some((t) => t.ellipsis)) return;
  const sizes = new Map<string, Dim>();
  parsed.value.inputs.forEach((term, i) => {
    const id = inputs[i];
    const shape = id === undefined ? undefined : r.builder.shape(id);
    term.before.forEach((letter, j) => {
      const d = shape?.[j];
      if (d !== undefined && !sizes.has(letter)) sizes.set(letter, d);
    });
  });
  parsed.value.inputs.forEach((term, i) => {
    const id = inputs[i];
    if (id === undefined || !isOpen(r, id)) return;
    const shape = term.before.map((letter) => {
      const d = sizes.get(letter) ?? r.builder.context.fresh();
      sizes.set(letter, d);
      return d;
    });
    learnShape(r, id, shape);
  });
}

const vectors = /^(?:b|b_?\d*|bias\w*|beta|gamma|g|\w*_b|\w*bias|\w*_bias)$/;
const joined = new Set(['add', 'sub', 'mul', 'div', 'maskedFill', 'where', 'max', 'min']);

/**
 * After a run, free inputs whose shape nothing showed: as what they are combined with, vectors
 * where they read as a bias, else matrices.
 */
export function assumeRest(r: Reader, ids: readonly ValueId[]): void {
  for (const id of ids) {
    const value = r.builder.value(id);
    if (value.operation.kind !== 'input' || value.shape !== undefined) continue;
    const name = lastName(value.name ?? '');
    const vector = vectors.test(name);
    const partner = partnerShape(r, id);
    const rank = Math.max(vector ? 1 : 2, askedRank(r, id));
    const query = attended.test(name) ? besideQuery(r, ids) : undefined;
    if (vector && partner !== undefined) assumeShape(r, id, partner.slice(-1));
    else if (query !== undefined && query.length > rank) assumeShape(r, id, query);
    else if (partner !== undefined && partner.length >= rank) assumeShape(r, id, partner);
    else if (used(r, id)) {
      assumeShape(
        r,
        id,
        Array.from({ length: rank }, () => r.builder.context.fresh()),
      );
    }
  }
}

const attended = /^(?:[kv]|keys?|values?)(?:_?in(?:put)?)?$/i;
const asking = /^(?:q|quer(?:y|ies))(?:_?in(?:put)?)?$/i;

/** Keys and values have as many axes as the queries beside them, and the same leading ones. */
function besideQuery(r: Reader, ids: readonly ValueId[]): Shape | undefined {
  const query = ids.find((i) => {
    const { operation, name, shape } = r.builder.value(i);
    return operation.kind === 'input' && shape !== undefined && asking.test(lastName(name ?? ''));
  });
  const shape = query === undefined ? undefined : r.builder.shape(query);
  const own = (): Dim => r.builder.context.fresh();
  return shape === undefined || shape.length < 3
    ? undefined
    : [...shape.slice(0, -2), own(), own()];
}

/** The shape of a tensor, in a run with unknown inputs assumed where the code needs one to go on. */
export function knownShape(r: Reader, t: { readonly id: ValueId }): Shape | undefined {
  const shape = r.builder.shape(t.id);
  if (shape !== undefined || !r.frame.symbolic) return shape;
  const sources = new Set<ValueId>();
  const visit = (id: ValueId): void => {
    if (sources.has(id) || r.builder.value(id).shape !== undefined || sources.size > 500) return;
    sources.add(id);
    r.builder.value(id).inputs.forEach(visit);
  };
  visit(t.id);
  assumeRest(
    r,
    [...sources].sort((a, b) => a - b),
  );
  return r.builder.shape(t.id);
}

const used = (r: Reader, id: ValueId): boolean => {
  for (let next = id + 1; next < r.builder.size; next++) {
    if (r.builder.value(next).inputs.includes(id)) return true;
  }
  return false;
};

/** The known shape of what an input is added to or multiplied with. */
function partnerShape(r: Reader, id: ValueId): Shape | undefined {
  for (let next = id + 1; next < r.builder.size; next++) {
    const value = r.builder.value(next);
    if (!joined.has(value.operation.kind) || !value.inputs.includes(id)) continue;
    for (const other of value.inputs) {
      const shape = other === id ? undefined : r.builder.shape(other);
      if (shape !== undefined && shape.length > 0) return shape;
    }
  }
  return undefined;
}
