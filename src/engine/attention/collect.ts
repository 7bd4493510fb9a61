import type { RowBlock, StepSink } from '../kernels/attend.js';
import { createTally, type Tally } from '../tally.js';
import type { Statistics } from '../trace.js';

/** A rectangle of one head's scores or weights. */
export interface TileRequest {
  readonly tensor: 'scores' | 'weights';
  /** batch · queryHeads + head; default 0. */
  readonly head?: number;
  /** First query and first key. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export interface Tile extends TileRequest {
  /** [rows, columns], row-major. */
  readonly data: Float32Array;
}

/** What is kept of steps that are dropped. */
export interface Collected {
  readonly statistics: { readonly scores: Statistics; readonly weights: Statistics };
  /** In the order in which they were asked for. */
  readonly tiles: readonly Tile[];
}

/** Takes steps by blocks and keeps statistics of all, and the tiles asked for. */
export function collector(requests: readonly TileRequest[]): {
  readonly sink: StepSink;
  readonly collected: () => Collected;
} {
  const tiles: Tile[] = requests.map((request) => ({
    ...request,
    data: new Float32Array(request.rows * request.columns),
  }));
  const [scores, weights] = [createTally(), createTally()];
  const take = (tensor: TileRequest['tensor'], tally: Tally) => (block: RowBlock) => {
    count(tally, block);
    for (const tile of tiles) if (tile.tensor === tensor) fill(tile, block);
  };
  return {
    sink: { scores: take('scores', scores), weights: take('weights', weights) },
    collected: () => ({
      statistics: { scores: scores.result(), weights: weights.result() },
      tiles,
    }),
  };
}

function fill(tile: Tile, block: RowBlock): void {
  if ((tile.head ?? 0) !== block.head) return;
  const from = Math.max(tile.row, block.query);
  const to = Math.min(tile.row + tile.rows, block.query + block.rows);
  for (let query = from; query < to; query++) {
    const start = block.start + (query - block.query) * block.stride + tile.column;
    const row = block.data.subarray(start, start + tile.columns);
    tile.data.set(row, (query - tile.row) * tile.columns);
  }
}

function count(tally: Tally, block: RowBlock): void {
  for (let i = 0, start = block.start; i < block.rows; i++, start += block.stride) {
    const row = block.summary(i);
    if (row === undefined) tally.addEach(block.data, start, start + block.keys);
    else tally.addSummary(row, block.keys);
  }
}
