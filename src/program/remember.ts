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

/** `make`'s answer for an object, found once and kept for as long as the object. */
export function onceEach<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, T>();
  return (of) => {
    const found = known.get(of);
    if (found !== undefined || known.has(of)) return found as T;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}
