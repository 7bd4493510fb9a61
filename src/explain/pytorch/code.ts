/** Python source of an expression and how tightly it holds together. */
export interface Code {
  readonly text: string;
  readonly level: Level;
}

/** Python's precedences, loosest first. */
export const levels = ['compare', 'sum', 'product', 'sign', 'power', 'atom'] as const;
export type Level = (typeof levels)[number];

export const code = (text: string, level: Level = 'atom'): Code => ({ text, level });

/** Parenthesised where it holds together less tightly than its place needs. */
export const at = (c: Code, least: Level): string =>
  levels.indexOf(c.level) < levels.indexOf(least) ? `(${c.text})` : c.text;

/** A number as Python writes it. */
export function pythonNumber(x: number): string {
  if (Number.isNaN(x)) return "float('nan')";
  if (!Number.isFinite(x)) return x > 0 ? "float('inf')" : "float('-inf')";
  return Object.is(x, -0) ? '-0.0' : String(x).replace('e+', 'e');
}

/** A list of numbers nested by shape: `[[1.0, 2.0], [3.0, 4.0]]`. */
export function nested(
  shape: readonly number[],
  data: readonly number[],
  write: (x: number) => string,
): string {
  const [size = 0, ...rest] = shape;
  const step = rest.reduce((a, b) => a * b, 1);
  const parts = Array.from({ length: size }, (_, i) =>
    rest.length === 0
      ? write(data[i] ?? Number.NaN)
      : nested(rest, data.slice(i * step, (i + 1) * step), write),
  );
  return `[${parts.join(', ')}]`;
}

/** Sizes as arguments: `3, 4`; `()` for none. */
export const sizeArguments = (sizes: readonly (number | string)[]): string =>
  sizes.length === 0 ? '()' : sizes.join(', ');

/** `(3, 4)`, `(3,)`, `()`. */
export const tuple = (sizes: readonly (number | string)[]): string =>
  sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(', ')})`;
