/** One stretch that two versions of a text do not share: `start` to `oldEnd`, then to `newEnd`. */
export interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

const piece = 1 << 14;

/** Length of what two texts begin with alike: long pieces first, which the machine compares at once. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + piece <= most && a.slice(at, at + piece) === b.slice(at, at + piece)) at += piece;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function commonEnd(a: string, b: string, most: number): number {
  let n = 0;
  const same = (length: number): boolean =>
    a.slice(a.length - n - length, a.length - n) === b.slice(b.length - n - length, b.length - n);
  while (n + piece <= most && same(piece)) n += piece;
  while (n < most && a.charCodeAt(a.length - n - 1) === b.charCodeAt(b.length - n - 1)) n += 1;
  return n;
}

/** The shortest stretch outside of which two texts are alike; undefined where they are the same. */
export function changeBetween(before: string, after: string): Change | undefined {
  const start = commonStart(before, after);
  if (start === before.length && start === after.length) return undefined;
  const end = commonEnd(before, after, Math.min(before.length, after.length) - start);
  return { start, oldEnd: before.length - end, newEnd: after.length - end };
}

/** `length` UTF-16 units from `offset` on give way to `text`. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The one stretch that holds a change and another one made after it. */
export function coverChanges(first: Change | undefined, next: Change): Change {
  if (first === undefined) return next;
  const more = Math.max(next.oldEnd - first.newEnd, 0);
  return {
    start: Math.min(first.start, next.start),
    oldEnd: first.oldEnd + more,
    newEnd: first.newEnd + more + next.newEnd - next.oldEnd,
  };
}
