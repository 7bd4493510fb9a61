import type { Dim } from '../../../src/program/dim.js';

/** Reads what `dimText` prints, as Python would: `*` and `//` bind alike, from left to right. */
export function dimOf(text: string): Dim {
  const tokens = text.match(/\/\/|[-+*()]|\w+/g) ?? [];
  let at = 0;
  const chain = (operators: readonly string[], part: () => Dim): Dim => {
    let left = part();
    for (let t = tokens[at]; t !== undefined && operators.includes(t); t = tokens[at]) {
      at += 1;
      left = { operator: t as '+', left, right: part() };
    }
    return left;
  };
  const atom = (): Dim => {
    const token = tokens[at++] ?? '0';
    if (token === '(') {
      const inner = sum();
      at += 1;
      return inner;
    }
    if (token === '-') return { operator: '-', left: 0, right: atom() };
    return /^\d+$/.test(token) ? Number(token) : token;
  };
  const product = (): Dim => chain(['*', '//'], atom);
  const sum = (): Dim => chain(['+', '-'], product);
  return sum();
}
