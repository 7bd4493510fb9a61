/** What ends a line for `^` and `$` of a pattern, apart from `\n`. */
const rareBreaks = ['\r', '\u2028', '\u2029'];

/**
 * Visits the places where `^` matches with the flag `m`, with the first character of the line that is
 * no blank: most lines can be told by it to be none of those that a pattern looks for.
 */
export function visitLineStarts(text: string, visit: (start: number, first: number) => void): void {
  const anyBreak = rareBreaks.some((sign) => text.includes(sign))
    ? /[\n\r\u2028\u2029]/g
    : undefined;
  for (let start = 0, next = 0; next >= 0; start = next + 1) {
    let i = start;
    let c = text.charCodeAt(i);
    while (c === 32 || c === 9) c = text.charCodeAt(++i);
    // An empty line is none that anybody looks for.
    if (c !== 10) visit(start, c);
    if (anyBreak === undefined) next = text.indexOf('\n', i);
    else {
      anyBreak.lastIndex = i;
      next = anyBreak.test(text) ? anyBreak.lastIndex - 1 : -1;
    }
  }
}

/** Matches of a pattern that begins with `^`, on lines that begin with one of the characters, in order. */
export function matchLines(text: string, pattern: RegExp, begins: string): RegExpExecArray[] {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}y`);
  const isBeginning = new Uint8Array(65_536);
  for (let i = 0; i < begins.length; i++) isBeginning[begins.charCodeAt(i)] = 1;
  const matches: RegExpExecArray[] = [];
  let next = 0;
  visitLineStarts(text, (start, first) => {
    if (isBeginning[first] !== 1 || start < next) return;
    sticky.lastIndex = start;
    const match = sticky.exec(text);
    if (match === null) return;
    matches.push(match);
    next = sticky.lastIndex;
  });
  return matches;
}
