import type { IndexItem } from '../program/operation.js';
import type { Program, Value, ValueId } from '../program/value.js';

/**
 * What a free input is used for, where plain normal numbers would make no sense of it: a position
 * along an axis, a mask, something a square root is taken of, a weight matrix.
 */
export type Demand =
  | { readonly kind: 'index'; readonly of: ValueId; readonly axis: number }
  /** 1 and 0; `keeps`: 1 is what stays. */
  | { readonly kind: 'mask'; readonly keeps: boolean }
  | { readonly kind: 'positive' }
  /** Scaled by 1 / √(size of `axis`), so that a projection keeps the spread of what it projects. */
  | { readonly kind: 'weight'; readonly axis: number };

const strength: Readonly<Record<Demand['kind'], number>> = {
  index: 3,
  mask: 2,
  positive: 1,
  weight: 0,
};

/** A temperature, a standard deviation or a variance by its name, in formulas and in code. */
const spreads =
  /^(?:\\(?:tau|sigma|varsigma)|[τσ]|tau|sigma|temp(?:erature)?|std|stdev|var(?:iance)?)(?:$|[_^'])/;

/** What only divides as something positive: `z / T`, `x / Z`. */
const divisors = /^(?:T|Z|\\ell|ℓ)(?:$|[_^'])/;

const positive: Demand = { kind: 'positive' };

/** Exponents that are whole numbers by themselves, or may be. */
const plainExponents: ReadonlySet<string> = new Set(['tensor', 'dimension', 'input']);

const isNamed = (value: Value | undefined, names: RegExp): boolean =>
  value?.operation.kind === 'input' && value.dtype !== 'bool' && names.test(value.name ?? '');

/** What each value has to be, by what is made of it further on. One pass from the end. */
export function demandsOf(program: Program): ReadonlyMap<ValueId, Demand> {
  const demands = new Map<ValueId, Demand>();
  const demand = (id: ValueId | undefined, what: Demand | undefined): void => {
    if (id === undefined || what === undefined) return;
    const before = demands.get(id);
    if (before === undefined || strength[what.kind] > strength[before.kind]) demands.set(id, what);
  };
  for (let i = program.values.length - 1; i >= 0; i--) {
    const value = program.values[i] as Value;
    if (isNamed(value, spreads)) demand(value.id, positive);
    const own = demands.get(value.id);
    for (const [place, what] of demanded(value, own, program).entries())
      demand(value.inputs[place], what);
  }
  return demands;
}

/** The axis a tensor subscript picks from: counted from the end where an ellipsis hides axes. */
function subscriptAxis(items: readonly IndexItem[], input: number): number {
  const taken = items.filter((i) => i.kind !== 'newAxis');
  const place = taken.findIndex((i) => i.kind === 'tensor' && i.input === input);
  const hidden = taken.findIndex((i) => i.kind === 'ellipsis');
  return hidden >= 0 && hidden < place ? place - taken.length : place;
}

const opposite = (d: Demand | undefined): Demand | undefined =>
  d?.kind === 'mask' ? { kind: 'mask', keeps: !d.keeps } : undefined;

const isZero = (value: Value | undefined): boolean =>
  value?.operation.kind === 'tensor' && value.operation.data.every((x) => x === 0);

const isOne = (value: Value | undefined): boolean =>
  value?.operation.kind === 'tensor' && value.operation.data.every((x) => x === 1);

/** Demands on the inputs of a value, in their order. */
function demanded(value: Value, own: Demand | undefined, program: Program): (Demand | undefined)[] {
  const { operation: op, inputs } = value;
  const kept = own?.kind === 'positive' ? own : undefined;
  const input = (i: number): Value | undefined => {
    const id = inputs[i];
    return id === undefined ? undefined : program.values[id];
  };
  switch (op.kind) {
    case 'embedding':
      return [{ kind: 'index', of: inputs[1] ?? -1, axis: 0 }];
    case 'gather':
      return [undefined, { kind: 'index', of: inputs[0] ?? -1, axis: op.axis }];
    case 'index':
    case 'indexPut':
      return inputs.map((_, i) =>
        i === 0
          ? op.kind === 'indexPut' || own?.kind === 'weight'
            ? undefined
            : own
          : op.items.some((item) => item.kind === 'tensor' && item.input === i)
            ? { kind: 'index', of: inputs[0] ?? -1, axis: subscriptAxis(op.items, i) }
            : undefined,
      );
    case 'loss':
      return op.loss === 'crossEntropy' && input(1)?.dtype === 'int64'
        ? [undefined, { kind: 'index', of: inputs[0] ?? -1, axis: 1 }]
        : [];
    case 'maskedFill':
      return [undefined, { kind: 'mask', keeps: false }];
    case 'where':
      return [{ kind: 'mask', keeps: true }];
    case 'scaledDotProductAttention':
      return [
        undefined,
        undefined,
        undefined,
        input(3)?.dtype === 'bool' ? { kind: 'mask', keeps: true } : undefined,
      ];
    case 'multiHeadAttention':
      return inputs.map((_, i) =>
        i === 7 && input(7)?.dtype === 'bool' ? { kind: 'mask', keeps: false } : undefined,
      );
    case 'compare': {
      const [zero, one] = [isZero(input(1)), isOne(input(1))];
      const same =
        (zero && (op.relation === 'ne' || op.relation === 'gt')) || (one && op.relation === 'eq');
      const inverted = (zero && op.relation === 'eq') || (one && op.relation === 'ne');
      return [same && own?.kind === 'mask' ? own : inverted ? opposite(own) : undefined];
    }
    case 'logical':
      return op.relation === 'not' ? [opposite(own)] : [own, own];
    case 'sqrt':
    case 'rsqrt':
    case 'log':
      return [{ kind: 'positive' }];
    case 'pow':
      // `b^{-2i/d}`: a root of what is below zero is no number.
      return [plainExponents.has(input(1)?.operation.kind ?? 'tensor') ? undefined : positive];
    case 'div':
      return [kept, isNamed(input(1), divisors) ? positive : kept];
    case 'add':
    case 'mul':
      return [kept, kept];
    case 'sum':
    case 'mean':
    case 'prod':
      return [kept];
    case 'matmul':
      // Attention weights times values: the values are no weight matrix.
      return input(0)?.operation.kind === 'softmax'
        ? []
        : [undefined, { kind: 'weight', axis: -2 }];
    case 'linear':
      return [undefined, { kind: 'weight', axis: -1 }];
    case 'transpose':
    case 'permute':
    case 'reshape':
    case 'expand':
    case 'repeat':
    case 'rearrange':
    case 'cast':
    case 'tril':
    case 'triu':
    case 'split':
    case 'chunk':
    case 'unbind':
    case 'concat':
    case 'stack':
      // A transposed operand is a key, not a weight.
      return inputs.map(() => (own?.kind === 'weight' ? undefined : own));
    default:
      return [];
  }
}
