import type { RandomStream } from '../program/operation.js';
import type { Value } from '../program/value.js';
import { plainName } from './plainText.js';
import type { View } from './view.js';

const libraries: Readonly<Record<RandomStream['generator'], string>> = {
  torch: 'PyTorch',
  numpy: 'NumPy',
  numpyPcg64: 'NumPy',
};

/** Library and seed of a random stream, for people. */
export const streamSource = (stream: RandomStream): { library: string; seed: number } => ({
  library: libraries[stream.generator],
  seed: stream.seed,
});

/** Everything the item's members are computed from, members included. */
function sources(view: View): Value[] {
  const seen = new Set<number>();
  const stack = [...view.item.members];
  const found: Value[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const value = view.value(id);
    if (value === undefined || seen.has(id)) continue;
    seen.add(id);
    found.push(value);
    stack.push(...value.inputs);
  }
  return found.sort((a, b) => a.id - b.id);
}

/** Lines of one text or cell that are named. */
const maxLines = 6;

/** The text's own numbers, with the lines of those that stand elsewhere in the document. */
function literalOrigin(view: View, values: readonly Value[]): string {
  const { phrases } = view.prose;
  const places = values.flatMap((v) => {
    const told = v.name === undefined ? undefined : view.told(v.name);
    return told?.value === undefined ? [] : [told.value];
  });
  if (places.length === 0) return phrases.originLiteral;
  const byCell = new Map<number | undefined, Set<number>>();
  for (const { line, cell } of places) {
    byCell.set(cell, (byCell.get(cell) ?? new Set<number>()).add(line));
  }
  const named = [...byCell].map(([cell, lines]) => {
    const sorted = [...lines].sort((x, y) => x - y);
    return phrases.placesName(sorted.slice(0, maxLines), cell);
  });
  return phrases.originAt(phrases.originLiteral, named);
}

/**
 * Where the numbers come from: the text, a library's seeded generator, or examples; in code also
 * which names have no seed and which calls are not read.
 */
export function originLine(view: View): string {
  const { phrases } = view.prose;
  const values = sources(view);
  const unread = values.flatMap((v) => {
    if (v.operation.kind !== 'call') return [];
    const callee = `${v.operation.callee}()`;
    if (v.operation.layer === true) return [phrases.originLayer(plainName(callee))];
    return [phrases.originNotRead(v.name === undefined ? undefined : plainName(v.name), callee)];
  });
  const line = (text: string): string => [text, ...new Set(unread)].join('; ');
  switch (view.item.origin) {
    case 'literal':
      return line(literalOrigin(view, values));
    case 'seeded': {
      const streams = values.flatMap((v) =>
        v.operation.kind === 'random' && v.operation.stream !== undefined
          ? [v.operation.stream]
          : [],
      );
      const texts = streams.map((s) => {
        const { library, seed } = streamSource(s);
        return phrases.originSeeded(library, seed);
      });
      return line([...new Set(texts)].join(', ') || phrases.originExample);
    }
    case 'example': {
      const unseeded = values
        .filter((v) => v.operation.kind === 'random' && v.operation.stream === undefined)
        .flatMap((v) => (v.name === undefined ? [] : [plainName(v.name)]));
      const free = values.some((v) => v.operation.kind === 'input');
      return line(
        unseeded.length > 0 && !free
          ? phrases.originUnseeded([...new Set(unseeded)].slice(0, 6))
          : phrases.originExample,
      );
    }
    default:
      return view.item.origin satisfies never;
  }
}
