/** Where in a source an error stands. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** One of MathJax's nested parsers: what it reads and how far it came. */
export interface Progress {
  readonly string: string;
  readonly i: number;
}

/** Where `ending` begins at the end of `text`, spaces apart, which MathJax puts in and takes out. */
function startOfEnding(text: string, ending: string): number | undefined {
  let at = text.length;
  for (const char of [...ending].reverse()) {
    if (/\s/.test(char)) continue;
    while (at > 0 && /\s/.test(text[at - 1] ?? '')) at--;
    if (at < char.length || !text.startsWith(char, at - char.length)) return undefined;
    at -= char.length;
  }
  return at;
}

/**
 * How far MathJax read before it gave up, as an offset in `tex`. Parsers are given innermost first, as
 * MathJax keeps them. A parser's text changes when it puts in a macro's body, but what it has not read
 * yet is always an end of the text it was given.
 */
export function offsetReached(tex: string, parsers: readonly Progress[]): number {
  // Parsers that came to their end are gone: the error lies in what they made.
  if (parsers.length === 0) return tex.length;
  let start = 0;
  let end = tex.length;
  let offset = 0;
  for (const { string, i } of [...parsers].reverse()) {
    const inside = tex.slice(start, end);
    // An inner parser reads an argument that the one around it has just taken.
    const at = start === 0 && end === tex.length && offset === 0 ? 0 : inside.lastIndexOf(string);
    if (at < 0) break;
    const rest = string.slice(i);
    const own = tex.slice(start + at, at === 0 ? end : start + at + string.length);
    const reached = startOfEnding(own, rest);
    if (reached === undefined) break;
    const from = start + at;
    offset = from + reached;
    start = from;
    end = offset;
  }
  return offset;
}

const token = /\\(?:begin|end)\s*\{[^{}]*\}|\\(?:[a-zA-Z]+|[^]|$)|[^\s\\]|\s+/g;

const isOpener = (text: string): boolean =>
  text === '{' || text === '\\left' || text.startsWith('\\begin');
const isCloser = (text: string): boolean =>
  text === '}' || text === '\\right' || text.startsWith('\\end');

/** The last script up to `offset`: a second one on the same base is found when its base ends. */
function lastScript(tex: string, offset: number, id: string): Place | undefined {
  const sign = id.startsWith('DoubleSub') ? '_' : id.startsWith('DoubleExponentP') ? "'" : '^';
  const start = tex.lastIndexOf(sign, offset);
  if (start < 0) return undefined;
  const script =
    /^(?:\{[^{}]*\}|\\[a-zA-Z]+|\\?[^])/.exec(tex.slice(start + 1).trimEnd())?.[0] ?? '';
  return { start, end: start + 1 + script.length };
}

/**
 * What to point at for an error at `offset`: the token that ends there, or, where the text ended too
 * early, the opening that nothing closes. `id` is MathJax's name for the error.
 */
export function errorPlace(tex: string, offset: number, id: string): Place | undefined {
  const script = id.startsWith('Double') ? lastScript(tex, offset, id) : undefined;
  if (script !== undefined) return script;
  const open: Place[] = [];
  let last: Place | undefined;
  let found: Place | undefined;
  for (const match of tex.matchAll(token)) {
    const [text] = match;
    const place = { start: match.index, end: match.index + text.length };
    if (text.trim() === '') continue;
    if (place.start < offset) found = place;
    last = place;
    if (isOpener(text)) open.push(place);
    else if (isCloser(text) && open.pop() === undefined) return place;
  }
  const atEnd = last === undefined || offset >= last.end;
  return (atEnd ? open.at(-1) : undefined) ?? found ?? last;
}
