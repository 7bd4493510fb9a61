/**
 * `make`, done once for each key: what was made is kept for as many keys as `limit`, and then all of
 * it is given up. For answers that depend on nothing but the key.
 */
export function remembering<T>(limit: number, make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as T;
    const made = make(key);
    if (known.size >= limit) known.clear();
    known.set(key, made);
    return made;
  };
}
