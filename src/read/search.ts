/** Finds strings in one text; asking from places that go forward costs one pass for each string. */
export interface Search {
  /** As String.prototype.indexOf. */
  indexOf(what: string, from: number): number;
}

export function createSearch(text: string): Search {
  const last = new Map<string, { readonly from: number; readonly at: number }>();
  return {
    indexOf(what, from) {
      const known = last.get(what);
      if (known !== undefined && known.from <= from && (known.at < 0 || from <= known.at)) {
        return known.at;
      }
      const at = text.indexOf(what, from);
      last.set(what, { from, at });
      return at;
    },
  };
}
