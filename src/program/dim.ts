/**
 * A symbolic size: a number, a name (`n`, `d_k`; names that start with `?` are
 * unknowns nobody named), or an expression of sizes (`h*d_v`, `d_model//h`). NaN is a size that
 * nothing is known about.
 */
export type Dim = number | string | DimExpression;

export interface DimExpression {
  readonly operator: '+' | '-' | '*' | '//';
  readonly left: Dim;
  readonly right: Dim;
}

/** Sizes of a tensor's axes, outermost first. `[]` is a scalar. */
export type Shape = readonly Dim[];
