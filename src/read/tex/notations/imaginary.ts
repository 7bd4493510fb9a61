import type { Expression, ExpressionOf } from '../expression.js';
import { partsOf, unwrapped } from '../expression.js';
import { rewritten } from './rewrite.js';

/** Base of the symbol that stands for √−1 once it is known to: it has no real number. */
export const imaginaryBase = '\\imath';

const unit = /^[ij]$/;
const angle = /^\\?(?:theta|vartheta|omega|phi|varphi|psi|alpha|pi|Theta|Omega|Delta|θ|ω|φ|ϕ|ψ|π)$/;

const isUnit = (e: Expression): e is ExpressionOf<'symbol'> =>
  e.kind === 'symbol' &&
  unit.test(e.symbol.base) &&
  e.symbol.sub === undefined &&
  e.symbol.sup === undefined;

function holds(e: Expression, test: (x: Expression) => boolean): boolean {
  const stack = [e];
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (test(x)) return true;
    for (const part of partsOf(x)) stack.push(part);
  }
  return false;
}

const hasAngle = (e: Expression): boolean =>
  holds(e, (x) => x.kind === 'symbol' && angle.test(x.symbol.base));

const factorsOf = (e: Expression): readonly Expression[] => {
  const inner = unwrapped(e);
  if (inner.kind === 'negative') return factorsOf(inner.body);
  if (inner.kind === 'quotient') return factorsOf(inner.over);
  if (inner.kind !== 'product') return [inner];
  return inner.factors.flatMap((f) => (unwrapped(f).kind === 'product' ? factorsOf(f) : [f]));
};

/** `i m \theta` in an exponent: a bare i or j times an angle. */
const isPhase = (e: Expression): boolean => factorsOf(e).some((f) => isUnit(f)) && hasAngle(e);

const isWave = (e: Expression, name: string): boolean =>
  holds(e, (x) => x.kind === 'apply' && x.callee.base.replace('\\', '') === name);

/** `\cos x + i \sin x`. */
function isTurn(e: ExpressionOf<'sum'>): boolean {
  const [left, right] = [factorsOf(e.left), factorsOf(e.right)];
  return (
    right.some(isUnit) && right.some((f) => isWave(f, 'sin')) && left.some((f) => isWave(f, 'cos'))
  );
}

const baseOf = (e: Expression | undefined): string | undefined =>
  e?.kind === 'symbol' && e.symbol.sub !== undefined ? e.symbol.base : undefined;

/** `x_{2j} + i x_{2j+1}`: two elements of one vector as one complex number. */
function isPair(e: ExpressionOf<'sum'>): boolean {
  const left = baseOf(unwrapped(e.left));
  const right = factorsOf(e.right);
  return (
    left !== undefined &&
    right.length === 2 &&
    right.some(isUnit) &&
    right.some((f) => baseOf(f) === left)
  );
}

const marked = (e: Expression): Expression =>
  rewritten(e, (x) =>
    isUnit(x) ? { ...x, symbol: { ...x.symbol, base: imaginaryBase } } : undefined,
  );

/** True where √−1 may stand in the text at all. */
const mayHaveUnit = (text: string): boolean =>
  /e\s*\^|exp|cos|\+\s*(?:\\mathrm\s*\{\s*)?[ij](?![A-Za-z])/.test(text);

/**
 * Tells √−1 from an index: `i` of `e^{im\theta}`, of `\cos x + i \sin x` and of
 * `x_{2j} + i x_{2j+1}`. What is computed with it has no real numbers.
 */
export const markImaginary = (
  expressions: readonly Expression[],
  text: string,
): readonly Expression[] => (mayHaveUnit(text) ? expressions.map((e) => markedIn(e)) : expressions);

function markedIn(e: Expression): Expression {
  return rewritten(e, (x) => {
    if (x.kind === 'apply' && x.callee.base === 'exp') {
      const [argument] = x.args;
      return argument !== undefined && x.args.length === 1 && isPhase(argument)
        ? { ...x, args: [marked(argument)] }
        : undefined;
    }
    if (x.kind !== 'sum' || (!isTurn(x) && !isPair(x))) return undefined;
    return { ...x, right: marked(x.right) };
  });
}
