import type { Station } from './station.js';
import { fixed, text } from './svg.js';

export interface Placed {
  readonly station: Station;
  /** Pixels between it and what stands before it. */
  readonly lead: number;
  readonly arrow: boolean;
}

const arrowWidth = 24;
const pairGap = 12;
const arrowHead = 3.5;

/** Path of an arrow in the space before a station, its shaft at height `y`. */
export function arrowPath(x: number, y: number): string {
  const head = `m${-arrowHead},${-arrowHead}l${arrowHead},${arrowHead}l${-arrowHead},${arrowHead}`;
  return `M${fixed(x + 5)},${fixed(y)}H${fixed(x + arrowWidth - 5)}${head}`;
}

/** Stands for stations left out. */
export const more = (color: string, size: number): Station => ({
  width: 14,
  joined: true,
  captionHeight: 0,
  draw: (x, y) => text(x + 7, y + size / 2 + 4, '…', { fill: color, size: 14, anchor: 'middle' }),
});

/** Stations in rows of `maxWidth` pixels, filled one after the other. */
function filled(stations: readonly Station[], maxWidth: number): Placed[][] {
  const rows: Placed[][] = [];
  let used = 0;
  for (const station of stations) {
    const arrow = rows.length > 0 && station.joined;
    const row = rows.at(-1);
    const lead = arrow ? arrowWidth : pairGap;
    if (row !== undefined && used + lead + station.width <= maxWidth) {
      row.push({ station, lead, arrow });
      used += lead + station.width;
      continue;
    }
    const indent = arrow ? arrowWidth : 0;
    rows.push([{ station, lead: indent, arrow }]);
    used = indent + station.width;
  }
  return rows;
}

/**
 * Stations in as few rows as possible and in rows about equally long; undefined where `maxRows` rows
 * of `maxWidth` pixels don't hold them.
 */
export function layOut(
  stations: readonly Station[],
  maxWidth: number,
  maxRows: number,
): Placed[][] | undefined {
  const rows = filled(stations, maxWidth);
  if (rows.length > maxRows) return undefined;
  if (rows.length < 2) return rows;
  for (let width = maxWidth / 2; width < maxWidth; width += 12) {
    const balanced = filled(stations, width);
    if (balanced.length === rows.length) return balanced;
  }
  return rows;
}
