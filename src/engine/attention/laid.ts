/** Sizes of one tensor, whatever its layout. */
export interface Laid {
  readonly batch: number;
  readonly heads: number;
  readonly length: number;
  readonly dim: number;
}

/** [batch, head, length, dim] of a tensor; `heads` is undefined where they were not given. */
export function laid(shape: readonly number[], heads: number | undefined): Laid | undefined {
  const rank = shape.length;
  const length = shape[rank - 2] as number;
  const width = shape[rank - 1] as number;
  if (rank === 4) {
    const own = shape[1] as number;
    if (heads !== undefined && heads !== own) return undefined;
    return { batch: shape[0] as number, heads: own, length, dim: width };
  }
  const count = heads ?? 1;
  if (width % count !== 0) return undefined;
  return { batch: rank === 3 ? (shape[0] as number) : 1, heads: count, length, dim: width / count };
}
