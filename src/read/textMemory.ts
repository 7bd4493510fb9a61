/** How much is kept at most. */
export interface TextLimits {
  readonly texts: number;
  /** UTF-16 units of all texts together. */
  readonly characters: number;
}

/** A text by itself: a part of another one would keep the whole of that. */
const ownText = (text: string): string => ` ${text}`.slice(1);

/**
 * `make`'s answers for texts, for as many as are within `limits`; past them all are given up. For
 * answers that depend on nothing but the text. A text past a quarter of the limit is not kept.
 */
export function createTextMemory<T>(
  limits: TextLimits,
  make: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  let characters = 0;
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as T;
    const made = make(text);
    if (text.length > limits.characters / 4) return made;
    if (known.size >= limits.texts || characters + text.length > limits.characters) {
      known.clear();
      characters = 0;
    }
    characters += text.length;
    known.set(ownText(text), made);
    return made;
  };
}
