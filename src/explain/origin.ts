import type { RandomStream } from '../program/operation.js';
import type { Value } from '../program/value.js';
import { plainName } from './plainText.js';
import { placeText } from './symbolNotes.js';
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

/** The text's own numbers, with the lines of those that stand elsewhere in the document. */
function literalOrigin(view: View, values: readonly Value[]): string {
  const { phrases } = view.prose;
  const places = values.flatMap((v) => {
    const told = v.name === undefined ? undefined : view.told(v.name);
    return told?.value === undefined ? [] : [placeText(view, told.value)];
  });
  const distinct = [...new Set(places)].slice(0, 4);
  return distinct.length === 0
    ? phrases.originLiteral
    : phrases.originAt(phrases.originLiteral, distinct);
}

/**
 * Where the numbers come from: the text, a library's seeded generator, or examples; in code also
 * which names have no seed and which calls are not read.
 */
export function originLine(view: View): string {
  const { phrases } = view.prose;
  const values = sources(view);
  const unread = values.flatMap((v) =>
    v.operation.kind === 'call'
      ? [
          phrases.originNotRead(
            v.name === undefined ? undefined : plainName(v.name),
            `${v.operation.callee}()`,
          ),
        ]
      : [],
  );
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
