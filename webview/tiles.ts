import {
  maxTileCells,
  type HostToPanel,
  type PanelToHost,
  type Tile,
  type TileQuery,
} from '../src/protocol/panel.js';

type Answer = Extract<HostToPanel, { kind: 'tile' }>;
type Question = Extract<PanelToHost, { kind: 'tile' }>;

/** Cells along both sides of a tile. */
export const TILE = Math.sqrt(maxTileCells);
/** Questions without an answer; more would only wait in line behind what is no longer seen. */
const MOST_OPEN = 12;
/** More than a screen of 3,840 × 2,160 points: what is seen must fit, or tiles would chase each other. */
const MOST_BYTES = 224 * 2 ** 20;
const RETRY_MS = 500;
const MOST_TRIES = 3;
/** Overviews kept to stand in until those of a new model are there. */
const MOST_OVERVIEWS = 64;

/** How many elements one cell of a tile stands for, as powers of two per axis. */
export interface Level {
  readonly rows: number;
  readonly columns: number;
}

/** The tiles of one matrix: of one step of one model, at fixed leading indices. */
export interface TileSource {
  readonly rows: number;
  readonly columns: number;
  /** The tile in this row and column of tiles; null until it is there, and it is asked for. */
  readonly at: (level: Level, row: number, column: number) => Tile | null;
  /** The number in a cell; undefined until its tile is there. */
  readonly value: (row: number, column: number) => number | undefined;
  /** The whole matrix as one tile; that of the model before while this one's is on its way. */
  readonly overview: () => Tile | null;
}

/** The nearest level at which `size` elements are at most `cells` cells. */
export const levelFor = (size: number, cells: number): number =>
  Math.max(0, Math.ceil(Math.log2(Math.max(1, size) / cells)));

export interface TileStore {
  readonly sourceOf: (
    handle: string,
    step: number,
    lead: readonly number[],
    size: { readonly rows: number; readonly columns: number },
  ) => TileSource;
  /** Keeps an answer; true where it is new and the picture changes. */
  readonly receive: (answer: Answer) => boolean;
}

const bytesOf = (tile: Tile): number =>
  tile.kind === 'cells' ? tile.data.byteLength : 24 * tile.rows * tile.columns;

const keyOf = (step: number, { lead, rows, columns, block }: TileQuery): string =>
  [step, lead.join(), rows.join(), columns.join(), block.join()].join(' ');

/**
 * Holds the tiles of the model shown, and asks for one when it is first looked for. A tile that is
 * not asked for because too many are on their way is looked for again when one arrives, as that
 * draws the picture anew. `later` is told when a lost tile is worth another look.
 */
export function createTileStore(
  post: (question: Question) => void,
  later: (wait: number) => void = () => undefined,
): TileStore {
  let model = '';
  let tiles = new Map<string, Tile>();
  let bytes = 0;
  const open = new Set<string>();
  const tries = new Map<string, number>();
  const overviews = new Map<string, Tile>();

  function turnTo(handle: string): void {
    if (handle === model) return;
    model = handle;
    tiles = new Map();
    bytes = 0;
    open.clear();
    tries.clear();
  }

  function find(handle: string, step: number, query: TileQuery): Tile | null {
    turnTo(handle);
    const key = keyOf(step, query);
    const known = tiles.get(key);
    if (known !== undefined) {
      tiles.delete(key);
      tiles.set(key, known);
      return known;
    }
    const isSpent = (tries.get(key) ?? 0) >= MOST_TRIES;
    if (open.has(key) || open.size >= MOST_OPEN || isSpent) return null;
    open.add(key);
    post({ kind: 'tile', handle, step, query });
    return null;
  }

  return {
    sourceOf(handle, step, lead, { rows, columns }) {
      const place = `${step} ${lead.join()} ${rows} ${columns}`;
      let near: { readonly row: number; readonly column: number; readonly tile: Tile } | undefined;
      const source: TileSource = {
        rows,
        columns,
        value(row, column) {
          const [tileRow, tileColumn] = [Math.floor(row / TILE), Math.floor(column / TILE)];
          if (near?.row !== tileRow || near.column !== tileColumn) {
            const tile = source.at({ rows: 0, columns: 0 }, tileRow, tileColumn);
            if (tile === null) return undefined;
            near = { row: tileRow, column: tileColumn, tile };
          }
          const { tile } = near;
          if (tile.kind !== 'cells') return undefined;
          return tile.data[(row % TILE) * tile.columns + (column % TILE)];
        },
        at(level, row, column) {
          const block: [number, number] = [2 ** level.rows, 2 ** level.columns];
          const span = (at: number, size: number, cell: number): [number, number] => [
            at * TILE * cell,
            Math.min(size, (at + 1) * TILE * cell),
          ];
          return find(handle, step, {
            lead,
            rows: span(row, rows, block[0]),
            columns: span(column, columns, block[1]),
            block,
          });
        },
        overview() {
          const tile = find(handle, step, {
            lead,
            rows: [0, rows],
            columns: [0, columns],
            block: [2 ** levelFor(rows, TILE), 2 ** levelFor(columns, TILE)],
          });
          if (tile === null) return overviews.get(place) ?? null;
          overviews.delete(place);
          overviews.set(place, tile);
          const [oldest] = overviews.keys();
          if (overviews.size > MOST_OVERVIEWS && oldest !== undefined) overviews.delete(oldest);
          return tile;
        },
      };
      return source;
    },
    receive({ handle, step, query, tile }) {
      const key = keyOf(step, query);
      if (handle !== model || !open.delete(key)) return false;
      if (tile === null) {
        tries.set(key, (tries.get(key) ?? 0) + 1);
        later(RETRY_MS);
        return false;
      }
      tiles.set(key, tile);
      bytes += bytesOf(tile);
      for (const [oldest, old] of tiles) {
        if (bytes <= MOST_BYTES || oldest === key) break;
        bytes -= bytesOf(old);
        tiles.delete(oldest);
      }
      return true;
    },
  };
}
