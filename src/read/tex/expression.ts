import type { Span } from '../../program/span.js';
import type { DelimiterKind } from './nodes.js';

/** A name as the text writes it. */
export interface SymbolName {
  /** Canonical plain text, subscript first: `W_i^Q`, `d_model`, `\alpha_{ij}`. */
  readonly name: string;
  /** Without scripts: `W`, `\alpha`, `head`. */
  readonly base: string;
  /** Plain text of the subscript and of the superscript that belong to the name. */
  readonly sub?: string;
  readonly sup?: string;
  /** Bold, calligraphic and the like: the command's name. */
  readonly style?: string;
  /** True for names that can't be a product of letters: `\text{…}`, `head`. */
  readonly word: boolean;
}

export type ProductOperator =
  /** Side by side, `\cdot`, `\times` and `@`: matrix product where there are matrices. */
  | 'beside'
  | 'dot'
  | 'times'
  /** `\odot`, `\circ` */
  | 'elementwise'
  /** `*`: a matrix product in sloppy plain text, elementwise elsewhere */
  | 'star'
  /** `\otimes`: elementwise in gated units, else not read */
  | 'outer'
  /** `\oplus`: not read */
  | 'directSum'
  /** `\cup`, `\wedge`: not read */
  | 'unread';

interface Base {
  readonly span: Span;
}

/** What a formula says, before anything is known of shapes. Spans cover the whole expression. */
export type Expression =
  | (Base & { readonly kind: 'number'; readonly value: number })
  | (Base & { readonly kind: 'symbol'; readonly symbol: SymbolName })
  | (Base & {
      readonly kind: 'apply';
      readonly callee: SymbolName;
      /** Where the function's name with its scripts stands. */
      readonly calleeSpan: Span;
      readonly args: readonly Expression[];
    })
  | (Base & {
      readonly kind: 'sum';
      readonly operator: '+' | '-' | '±';
      readonly left: Expression;
      readonly right: Expression;
    })
  /** `factors[k]` and `factors[k + 1]` are joined by `operators[k]`. */
  | (Base & {
      readonly kind: 'product';
      readonly factors: readonly Expression[];
      readonly operators: readonly ProductOperator[];
    })
  | (Base & { readonly kind: 'quotient'; readonly over: Expression; readonly under: Expression })
  | (Base & { readonly kind: 'negative'; readonly body: Expression })
  | (Base & { readonly kind: 'power'; readonly base: Expression; readonly exponent: Expression })
  | (Base & { readonly kind: 'transpose'; readonly body: Expression })
  /** `K'`: a transpose or another name, which only its surroundings tell. */
  | (Base & { readonly kind: 'prime'; readonly body: Expression; readonly symbol: SymbolName })
  | (Base & { readonly kind: 'root'; readonly body: Expression; readonly degree?: Expression })
  /** Brackets or braces that only group. */
  | (Base & { readonly kind: 'paren'; readonly body: Expression; readonly open: DelimiterKind })
  /** `[a, b]`, `(a, b)`, `[a; b]` */
  | (Base & {
      readonly kind: 'list';
      readonly items: readonly Expression[];
      readonly open: DelimiterKind;
      readonly separator: ',' | ';' | '|';
      /** `\{x_i\}_{i=1}^n`: how many items the one shown stands for. */
      readonly count?: string;
    })
  | (Base & {
      readonly kind: 'matrix';
      readonly rows: readonly (readonly Expression[])[];
      readonly environment: string;
    })
  | (Base & {
      readonly kind: 'cases';
      readonly rows: readonly { readonly value: Expression; readonly condition?: Expression }[];
    })
  /** `\sum_{j=1}^n body`, `\prod`, `\int`. */
  | (Base & {
      readonly kind: 'big';
      readonly operator: string;
      readonly index?: Expression;
      readonly limit?: Expression;
      readonly body: Expression;
    })
  | (Base & {
      readonly kind: 'magnitude';
      readonly body: Expression;
      readonly double: boolean;
      readonly degree?: string;
    })
  | (Base & { readonly kind: 'inner'; readonly left: Expression; readonly right: Expression })
  /** `a = b = c`, `x \in \mathbb{R}^n`, `i \le j`. */
  | (Base & {
      readonly kind: 'relation';
      readonly parts: readonly Expression[];
      readonly relations: readonly Relation[];
      /** The signs as written, commands with their backslash. */
      readonly signs: readonly string[];
    })
  | (Base & { readonly kind: 'ellipsis' })
  | (Base & { readonly kind: 'prose'; readonly text: string })
  /** Something that has parts but no meaning here. */
  | (Base & {
      readonly kind: 'opaque';
      readonly label: string;
      /** Plain text of a subscript on brackets: `i` of `\text{softmax}(z)_i`. */
      readonly sub?: string;
      readonly parts: readonly Expression[];
    })
  /** An operand that is not there. */
  | (Base & { readonly kind: 'missing' });

export type Relation = 'equal' | 'in' | 'order' | 'proportional' | 'arrow';

export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Direct parts in the order of the text. */
export function partsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'number':
    case 'symbol':
    case 'ellipsis':
    case 'prose':
    case 'missing':
      return [];
    case 'apply':
      return e.args;
    case 'sum':
    case 'inner':
      return [e.left, e.right];
    case 'product':
      return e.factors;
    case 'quotient':
      return [e.over, e.under];
    case 'negative':
    case 'transpose':
    case 'prime':
    case 'paren':
    case 'magnitude':
      return [e.body];
    case 'power':
      return [e.base, e.exponent];
    case 'root':
      return e.degree === undefined ? [e.body] : [e.degree, e.body];
    case 'list':
      return e.items;
    case 'matrix':
      return e.rows.flat();
    case 'cases':
      return e.rows.flatMap((r) =>
        r.condition === undefined ? [r.value] : [r.value, r.condition],
      );
    case 'big':
      return [e.index, e.limit, e.body].filter((p) => p !== undefined);
    case 'relation':
    case 'opaque':
      return e.parts;
  }
}

/** The expression inside brackets that only group. */
export function unwrapped(e: Expression): Expression {
  let inner = e;
  while (inner.kind === 'paren') inner = inner.body;
  return inner;
}
