/** A physical line of Python text: `[start, end)` without its line break. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** False inside a bracket or a triple-quoted string, and after a backslash. */
  readonly fresh: boolean;
}

/** Lines with whether a statement can begin there; follows strings, comments and brackets. */
export function scanLines(text: string): Line[] {
  const lines: Line[] = [];
  let depth = 0;
  let quote = '';
  let fresh = true;
  let start = 0;
  let i = 0;
  const endLine = (end: number, next: number, continued: boolean): void => {
    lines.push({ start, end, fresh });
    if (quote.length === 1 && !continued) quote = '';
    fresh = depth === 0 && quote === '' && !continued;
    start = next;
  };
  while (i < text.length) {
    const c = text[i];
    if (c === '\n' || c === '\r') {
      const next = c === '\r' && text[i + 1] === '\n' ? i + 2 : i + 1;
      endLine(i, next, text[i - 1] === '\\');
      i = next;
    } else if (quote !== '') {
      if (c === '\\' && text[i + 1] !== '\n' && text[i + 1] !== '\r') i += 2;
      else if (text.startsWith(quote, i)) {
        i += quote.length;
        quote = '';
      } else i++;
    } else if (c === '#') {
      while (i < text.length && text[i] !== '\n' && text[i] !== '\r') i++;
    } else if (c === '"' || c === "'") {
      quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      i += quote.length;
    } else {
      if (c === '(' || c === '[' || c === '{') depth++;
      else if (c === ')' || c === ']' || c === '}') depth = Math.max(0, depth - 1);
      i++;
    }
  }
  lines.push({ start, end: text.length, fresh });
  return lines;
}
