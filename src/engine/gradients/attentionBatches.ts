import { broadcastShapes, broadcastStrides, sizeOf, stridesOf } from '../tensor.js';
import type { Tensor } from '../trace.js';

/** The matrices of one attention: how many there are, and which one of an operand each uses. */
export interface AttentionBatches {
  /** Leading axes of the result. */
  readonly shape: readonly number[];
  readonly count: number;
  /** Place of the query's, key's and value's matrix for result matrix `i`. */
  readonly place: (operand: 0 | 1 | 2, i: number) => number;
}

/** Leading axes broadcast, or fewer heads of key and value each serve a group of the query's heads. */
export function attentionBatches(operands: readonly [Tensor, Tensor, Tensor]): AttentionBatches {
  const leads = operands.map((t) => t.shape.slice(0, -2));
  const [queryHeads = 1, keyHeads = 1, valueHeads = 1] = leads.map((l) => l[l.length - 1] ?? 1);
  const grouped =
    keyHeads > 1 && keyHeads === valueHeads && queryHeads > keyHeads && queryHeads % keyHeads === 0;
  const outer = grouped ? leads.map((l) => l.slice(0, -1)) : leads;
  const joined = broadcastShapes(...outer) ?? [];
  const shape = grouped ? [...joined, queryHeads] : joined;
  const heads = grouped ? queryHeads : 1;
  const places = outer.map((o) => placeIn(joined, broadcastStrides(o, joined)));
  return {
    shape,
    count: sizeOf(shape),
    place: (operand, i) => {
      const at = places[operand]?.(Math.floor(i / heads)) ?? 0;
      if (!grouped) return at;
      const own = operand === 0 ? queryHeads : keyHeads;
      return at * own + Math.floor(((i % heads) * own) / queryHeads);
    },
  };
}

/** Where element `i` of a shape, row-major, is for an operand that is read with `strides`. */
function placeIn(shape: readonly number[], strides: readonly number[]): (i: number) => number {
  const own = stridesOf(shape);
  return (i) =>
    own.reduce(
      (at, step, axis) => at + (Math.floor(i / step) % (shape[axis] ?? 1)) * (strides[axis] ?? 0),
      0,
    );
}

/** Where a mask that broadcasts to the scores has what belongs to one matrix of them. */
export interface MaskPlaces {
  readonly start: (matrix: number) => number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** `lead` are the leading axes of the scores, `last` queries and keys. */
export function maskPlaces(
  mask: Tensor,
  lead: readonly number[],
  last: readonly number[],
): MaskPlaces {
  const spread = broadcastStrides(mask.shape, [...lead, ...last]);
  const [rowStep = 0, columnStep = 0] = spread.slice(-2);
  return { rowStep, columnStep, start: placeIn(lead, spread) };
}
