/** Elements merged between two looks at the clock. */
const STRETCH = 1 << 14;

/**
 * Sorts `items` stably, bottom up, so that a long sort can be stopped between merges. `before` is
 * true where the first belongs in front of the second.
 */
export function mergeSort(
  items: Uint32Array,
  before: (a: number, b: number) => boolean,
  spend: (steps: number) => boolean,
): Uint32Array {
  let from: Uint32Array = items;
  let to: Uint32Array = new Uint32Array(items.length);
  for (let width = 1; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      let [left, right] = [start, middle];
      for (let part = start; part < end; part += STRETCH) {
        const stop = Math.min(end, part + STRETCH);
        for (let at = part; at < stop; at++) {
          const takeRight =
            left >= middle || (right < end && before(from[right] as number, from[left] as number));
          to[at] = from[takeRight ? right++ : left++] as number;
        }
        if (!spend((stop - part) * 2)) return from;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
