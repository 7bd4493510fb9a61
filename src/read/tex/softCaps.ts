import type { Shape } from '../../program/dim.js';
import type { Expression } from './expression.js';
import { partsOf, unwrapped } from './expression.js';

const isSymbol = (e: Expression, name: string): boolean => {
  const inner = unwrapped(e);
  return inner.kind === 'symbol' && inner.symbol.name === name;
};

/** Numbers by what they do: the `c` of `c \tanh(x / c)` bounds x, whatever its letter is elsewhere. */
export function softCaps(formulas: readonly Expression[]): ReadonlyMap<string, Shape> {
  const caps = new Map<string, Shape>();
  const stack = [...formulas];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    const factors = e.kind === 'product' ? e.factors.map(unwrapped) : [];
    const bounded = factors.find((f) => f.kind === 'apply' && /^\\?tanh$/.test(f.callee.base));
    const [of] = bounded === undefined ? [] : partsOf(bounded).map(unwrapped);
    const under = of?.kind === 'quotient' ? unwrapped(of.under) : undefined;
    const divisors = under?.kind === 'product' ? under.factors : under === undefined ? [] : [under];
    for (const f of factors) {
      if (f.kind === 'symbol' && divisors.some((d) => isSymbol(d, f.symbol.name)))
        caps.set(f.symbol.name, []);
    }
    for (const part of partsOf(e)) stack.push(part);
  }
  return caps;
}
