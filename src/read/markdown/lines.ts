/** A line without its break, and where the next one starts. */
export interface LineEnds {
  readonly end: number;
  readonly next: number;
}

/** Ends of lines at `\n`, `\r\n` or a lone `\r`, asked for from places that go forward. */
export function createLineReader(text: string): (start: number) => LineEnds {
  let feed = -2;
  let carriage = -2;
  const from = (known: number, what: string, at: number): number =>
    known === -1 || known >= at ? known : text.indexOf(what, at);
  return (start) => {
    feed = from(feed, '\n', start);
    carriage = from(carriage, '\r', start);
    if (carriage !== -1 && (feed === -1 || carriage < feed)) {
      return { end: carriage, next: carriage + 1 === feed ? feed + 1 : carriage + 1 };
    }
    return feed === -1 ? { end: text.length, next: text.length } : { end: feed, next: feed + 1 };
  };
}

/** A place in a line, with its column: a tab goes on to the next multiple of four. */
export interface Place {
  readonly at: number;
  readonly column: number;
}

/** Past spaces and tabs, no further than `limit` columns. */
export function skipBlanks(text: string, place: Place, end: number, limit = Infinity): Place {
  let { at, column } = place;
  for (; at < end && column < limit; at++) {
    const c = text.charCodeAt(at);
    if (c === 32) column += 1;
    else if (c === 9) column += 4 - (column % 4);
    else break;
  }
  return { at, column };
}

export const forward = ({ at, column }: Place, by: number): Place => ({
  at: at + by,
  column: column + by,
});
