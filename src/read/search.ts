/** Finds strings in one text; asking from places that go forward costs one pass for each string. */
export interface Search {
  /** As String.prototype.indexOf. */
  indexOf(what: string, from: number): number;
}

/** `onMissing` is told where something does not stand in the text from some place on. */
export function createSearch(text: string, onMissing?: () => void): Search {
  const last = new Map<string, { readonly from: number; readonly at: number }>();
  return {
    indexOf(what, from) {
      const known = last.get(what);
      if (known !== undefined && known.from <= from && (known.at < 0 || from <= known.at)) {
        return known.at;
      }
      const at = text.indexOf(what, from);
      last.set(what, { from, at });
      if (at < 0) onMissing?.();
      return at;
    },
  };
}

/** The first place from another one on where a global pattern matches, asked for from places that go forward. */
export function createPatternSearch(text: string, pattern: RegExp): (from: number) => number {
  const own = new RegExp(pattern.source, `${pattern.flags}g`);
  let asked = 0;
  let at = -1;
  return (from) => {
    if (at >= from && asked <= from) return at;
    own.lastIndex = from;
    asked = from;
    return (at = own.exec(text)?.index ?? Number.POSITIVE_INFINITY);
  };
}
