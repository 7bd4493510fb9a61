/** What a factor of a product is by what stands beside it. */
import type { Expression, ExpressionOf } from '../expression.js';
import { unwrapped } from '../expression.js';

type Product = ExpressionOf<'product'>;

/** `\frac{q}{\|q\|}` as it is written. */
function isUnitWritten(e: Expression | undefined): boolean {
  const inner = e === undefined ? undefined : unwrapped(e);
  if (inner?.kind !== 'quotient') return false;
  const [of, length] = [unwrapped(inner.over), unwrapped(inner.under)];
  if (length.kind !== 'magnitude' || of.kind !== 'symbol') return false;
  const measured = unwrapped(length.body);
  return measured.kind === 'symbol' && measured.symbol.name === of.symbol.name;
}

/** The `g` of `g \cdot \frac{q}{\|q\|} \cdot \frac{k}{\|k\|}`: a number that all scores are scaled by. */
export const isGain = (factors: readonly Expression[], i: number): boolean =>
  i === 0 &&
  factors.length === 3 &&
  factors[0]?.kind === 'symbol' &&
  factors.slice(1).every(isUnitWritten);

/** `x` of `e^x`, `\exp(x)`. */
function exponentOf(e: Expression): Expression | undefined {
  if (e.kind === 'apply') return e.callee.base === 'exp' ? e.args[0] : undefined;
  const isPower = e.kind === 'power' && e.base.kind === 'symbol' && e.base.symbol.name === 'e';
  return isPower ? e.exponent : undefined;
}

/** The `e^{m - m'}` of `e^{m - m'} O`: numbers that what was summed so far is scaled by. */
export function isRescaling(e: Expression, next: Expression | undefined): boolean {
  const after = next === undefined ? undefined : unwrapped(next);
  if (after?.kind !== 'symbol' || after.symbol.base !== 'O') return false;
  const exponent = exponentOf(e);
  const change = exponent === undefined ? undefined : unwrapped(exponent);
  if (change?.kind !== 'sum' || change.operator !== '-') return false;
  return [change.left, change.right].every((side) => {
    const inner = unwrapped(side);
    return (inner.kind === 'symbol' || inner.kind === 'prime') && inner.symbol.base === 'm';
  });
}

/** The `P_{ij}` of `P_{ij} V_j`: a block of weights before the block of values that it weighs. */
export function isBlock(e: Expression, next: Expression | undefined): boolean {
  const after = next === undefined ? undefined : unwrapped(next);
  if (e.kind !== 'symbol' || after?.kind !== 'symbol' || after.symbol.base !== 'V') return false;
  const [, over] = /^[a-z],?([a-z])$/.exec(e.symbol.sub ?? '') ?? [];
  const capital = /^(?:\\(?:wide)?(?:tilde|hat|bar)\{)?[APS]\}?$/.test(e.symbol.base);
  return capital && over !== undefined && after.symbol.sub === over;
}

/** `\text{Swish}(x W_1) \odot x \cdot W_3`: a gate is of the layer behind it, not of its input. */
export const isGatedLayer = ({ factors, operators }: Product, i: number): boolean => {
  const [gate, input, weight] = [factors[i - 1], factors[i], factors[i + 1]];
  return (
    /^(?:elementwise|outer)$/.test(operators[i - 1] ?? '') &&
    /^(?:beside|dot)$/.test(operators[i] ?? '') &&
    gate?.kind === 'apply' &&
    input?.kind === 'symbol' &&
    weight?.kind === 'symbol' &&
    weight.symbol.base === 'W'
  );
};
