import type { Dim, Shape } from './dim.js';
import { isNormal, simplifyDim } from './dimTerms.js';

export { cannotBeEqual, equalDims, simplifyDim, withoutCommonFactors } from './dimTerms.js';

export const addDims = (a: Dim, b: Dim): Dim => simplifyDim({ operator: '+', left: a, right: b });
export const subtractDims = (a: Dim, b: Dim): Dim =>
  simplifyDim({ operator: '-', left: a, right: b });
export const multiplyDims = (a: Dim, b: Dim): Dim =>
  simplifyDim({ operator: '*', left: a, right: b });
export const divideDims = (a: Dim, b: Dim): Dim =>
  simplifyDim({ operator: '//', left: a, right: b });

/** Number of elements of a shape. */
export const elementsOf = (shape: Shape): Dim => shape.reduce<Dim>((a, b) => multiplyDims(a, b), 1);

/** `n`, `h*d_k`, `d_model//h`, `n + 1`. */
export function dimText(d: Dim): string {
  if (typeof d !== 'object') return Number.isNaN(d) ? '?' : String(d);
  const sum = d.operator === '+' || d.operator === '-';
  const wrap = (x: Dim, right: boolean): string => {
    if (typeof x !== 'object') return dimText(x);
    const inner = x.operator === '+' || x.operator === '-';
    const quotient = d.operator === '//' || (d.operator === '*' && x.operator === '//');
    return inner
      ? right || !sum
        ? `(${dimText(x)})`
        : dimText(x)
      : right && quotient
        ? `(${dimText(x)})`
        : dimText(x);
  };
  if (d.operator === '-' && d.left === 0) return `-${wrap(d.right, true)}`;
  const sign = sum ? ` ${d.operator} ` : d.operator;
  return `${wrap(d.left, false)}${sign}${wrap(d.right, true)}`;
}

/** `[n, d_k]`. */
export const shapeLabel = (shape: Shape): string => `[${shape.map(dimText).join(', ')}]`;

/** The number that `d` is when its symbols have these sizes; undefined where one is missing. */
export function evaluateDim(
  d: Dim,
  bindings: Readonly<Record<string, number>>,
): number | undefined {
  if (typeof d === 'number') return Number.isNaN(d) ? undefined : d;
  if (typeof d === 'string') return Object.hasOwn(bindings, d) ? bindings[d] : undefined;
  const left = evaluateDim(d.left, bindings);
  const right = evaluateDim(d.right, bindings);
  if (left === undefined || right === undefined) return undefined;
  switch (d.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    // Adding 0 makes 0 of −0.
    case '*':
      return left * right + 0;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right) + 0;
    default:
      return d.operator satisfies never;
  }
}

/** Sizes of a whole shape, or undefined where one is missing. */
export function evaluateShape(
  shape: Shape,
  bindings: Readonly<Record<string, number>>,
): number[] | undefined {
  const sizes: number[] = [];
  for (const d of shape) {
    const size = evaluateDim(d, bindings);
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return sizes;
}

/** Names in `d`, each once, in order of appearance. */
export function dimSymbols(d: Dim): string[] {
  const found = new Set<string>();
  const stack = [d];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') found.add(next);
    else if (typeof next === 'object') stack.push(next.right, next.left);
  }
  return [...found];
}

/** `d` with symbols replaced where `by` has something for them. */
export function substituteDim(d: Dim, by: (name: string) => Dim | undefined): Dim {
  if (typeof d === 'number') return d;
  if (typeof d === 'string') return by(d) ?? d;
  if (isNormal(d) && dimSymbols(d).every((name) => by(name) === undefined)) return d;
  return simplifyDim({
    operator: d.operator,
    left: substituteDim(d.left, by),
    right: substituteDim(d.right, by),
  });
}
