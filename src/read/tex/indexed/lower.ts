/**
 * Index notation as arithmetic: an index is an axis. A value read here holds its expression for
 * every choice of its letters, and what comes out is what the same formula gives in matrices:
 *
 * | written                                     | values                                         |
 * |---------------------------------------------|------------------------------------------------|
 * | `q_i^\top k_j`, `q_i \cdot k_j`, `Q_{im} K_{jm}` summed | `matmul(q, transpose(k))`           |
 * | `\sum_j \alpha_{ij} v_j`                    | `matmul(α, v)`                                 |
 * | `W x_j`; `x_j W`                            | `linear(x, W)`; `matmul(x, W)`                 |
 * | `\sum_i a_i b_i`                            | `sum(mul(a, b))`                               |
 * | more than two factors                       | pairs of these, the smallest result first      |
 * | `e^{z_{ij}} / \sum_k e^{z_{ik}}`            | `div(exp(z), sum(exp(z), keepDim))`, one `exp` |
 * | `\text{softmax}_j(s_{ij})`, `\text{softmax}(S)_{ij}` | `softmax` with the axis of j         |
 * | `\sum_{j \le i} a_{ij} …`                   | the factor with both letters through `tril`    |
 * | `\sum_{j \le i} x_j`                        | `matmul(tril(ones), x)`                        |
 * | `\sum_{j \ne i} a_{ij} …`, other conditions | `maskedFill(a, compare(…), 0)`               |
 * | `j \in N(i)`                                | all j: one example of a neighbourhood          |
 * | `\max_j s_{ij}`, `\prod_j p_j`             | `max`, `prod` along the axis                   |
 * | cases, `\mathbb{1}[…]`, `\delta_{ij}`       | `tril`/`triu`, `where(compare(…), …)`, `eye`   |
 * | letters as numbers: `i - j`, `pos`          | `arange`                                       |
 * | `h_{t-1}`; `b_{i-j}`                        | a tensor of its own; `index(b, i - j + m - 1)` |
 * | `\phi(q_i)`, `a(s_{i-1}, h_j)`              | `call` with the axes of its letters, no numbers |
 *
 * Axes come in the order of the left-hand side's letters, features last. What has no such reading
 * (recurrences, sets of terms that no letter decides) is read with vectors,
 * its sum a `call`.
 */
import type { Operation } from '../../../program/operation.js';
import type { Span } from '../../../program/span.js';
import type { ValueId } from '../../../program/value.js';
import type { Expression, ExpressionOf } from '../expression.js';
import { emitImaginary, emitNumber } from '../lower/state.js';
import type { Lowering } from '../lower/state.js';
import { imaginaryBase } from '../notations/imaginary.js';
import { constantOf } from '../sizes.js';
import { lowerApplied } from './apply.js';
import { lowerCases } from './cases.js';
import { element } from './element.js';
import type { Indexed } from './element.js';
import { emitShared, joined, type Order } from './emit.js';
import { indicatorOf } from './indicator.js';
import type { Indices } from './indices.js';
import { multiply } from './multiply.js';
import { pickElements } from './pick.js';
import { lowerFactors, lowerTerms } from './terms.js';
import { extremeOver, joinOver, productOver, sumOver } from './reduce.js';

/** What the parts of an element-by-element reading share. */
export interface Reader {
  readonly s: Lowering;
  readonly indices: Indices;
  readonly order: Order;
  readonly lower: (e: Expression) => Indexed | undefined;
}

/**
 * Reads an expression element by element: every value holds all choices of its index letters, sums
 * become contractions. Undefined where something has no such reading.
 */
export function lowerIndexed(s: Lowering, order: Order, e: Expression): Indexed | undefined {
  const { indices } = s;
  if (indices === undefined) return undefined;
  const r: Reader = {
    s,
    indices,
    order,
    lower: (x) => present(lowerOne(r, x)),
  };
  return r.lower(e);
}

/** On the left-hand side only values that the right has are there. */
const present = (value: Indexed | undefined): Indexed | undefined =>
  value === undefined || value.id < 0 ? undefined : value;

function lowerOne(r: Reader, e: Expression): Indexed | undefined {
  const { s, indices, order, lower } = r;
  if (s.full) return undefined;
  const same = (x: Expression, operation: Operation): Indexed | undefined => {
    const body = lower(x);
    return body && { ...body, id: emitShared(s, operation, [body.id], e.span), span: e.span };
  };
  switch (e.kind) {
    case 'number':
      return number(emitNumber(s, e.value, e.span), e.span);
    case 'symbol':
      if (e.symbol.name === '\\pi') return number(emitNumber(s, Math.PI, e.span, '\\pi'), e.span);
      if (e.symbol.base === imaginaryBase) return number(emitImaginary(s, e.span), e.span);
      if (indicatorOf(e) !== undefined) return lowerTerms(r, [e], [], e.span);
      return element(s, indices, e.symbol, e.span);
    case 'prime':
      return element(s, indices, e.symbol, e.span);
    case 'paren': {
      if (indicatorOf(e) !== undefined) return lowerTerms(r, [e], [], e.span);
      const body = lower(e.body);
      return body && { ...body, span: e.span };
    }
    case 'negative':
      return same(e.body, { kind: 'neg' });
    case 'root':
      return e.degree === undefined ? same(e.body, { kind: 'sqrt' }) : undefined;
    case 'sum':
      if (e.operator === '±') return undefined;
      return joined(
        s,
        e.operator === '+' ? 'add' : 'sub',
        [lower(e.left), lower(e.right)],
        e.span,
        order,
      );
    case 'quotient': {
      const over = lower(e.over);
      const keep = over?.features === 0 ? over.index : undefined;
      const under = e.under.kind === 'big' ? present(lowerBig(r, e.under, keep)) : lower(e.under);
      return joined(s, 'div', [over && amongSummed(s, over, under), under], e.span, order);
    }
    case 'power': {
      const constant = constantOf(e.exponent);
      if (constant === 0.5) return same(e.base, { kind: 'sqrt' });
      const base = lower(e.base);
      if (constant === -0.5)
        return base?.features === 2 ? undefined : same(e.base, { kind: 'rsqrt' });
      const exponent = lower(e.exponent);
      if (base?.features === 2 || exponent?.features !== 0) return undefined;
      return joined(s, 'pow', [base, exponent], e.span, order);
    }
    case 'transpose': {
      const body = lower(e.body);
      if (body === undefined || body.features === 0) return body;
      if (body.features === 1) return { ...body, flipped: !body.flipped, span: e.span };
      const turn: Operation = { kind: 'transpose', axis0: -2, axis1: -1 };
      return { ...body, id: emitShared(s, turn, [body.id], e.span), span: e.span };
    }
    case 'apply':
      return lowerApplied(r, e);
    case 'product':
      return lowerFactors(r, e, [], e.span);
    case 'inner': {
      const [left, right] = [lower(e.left), lower(e.right)];
      if (left?.features !== 1 || right?.features !== 1) return undefined;
      const turned = { ...left, flipped: true };
      return multiply(s, order, beside, [turned, { ...right, flipped: false }], [], e.span);
    }
    case 'magnitude': {
      const body = lower(e.body);
      if (body === undefined || body.features === 2) return undefined;
      if (body.features === 0)
        return { ...body, id: emitShared(s, { kind: 'abs' }, [body.id], e.span), span: e.span };
      const norm: Operation = { kind: 'norm', p: e.degree === '1' ? 1 : 2, axes: [-1] };
      if (e.degree !== undefined && e.degree !== '2' && e.degree !== '1') return undefined;
      const id = emitShared(s, norm, [body.id], e.span);
      return { ...body, id, features: 0, flipped: false, span: e.span };
    }
    case 'big':
      return lowerBig(r, e, undefined);
    case 'cases':
      return lowerCases(r, e);
    case 'opaque':
      return pickElements(r, e);
    case 'list':
    case 'matrix':
    case 'relation':
    case 'ellipsis':
    case 'prose':
    case 'missing':
      return undefined;
    default:
      return e satisfies never;
  }
}

/**
 * The share of a term among some, `\frac{e^{s_{ij}}}{\sum_{l \le i} e^{s_{il}}}`: those that the sum
 * leaves out have none.
 */
function amongSummed(s: Lowering, over: Indexed, under: Indexed | undefined): Indexed {
  const sum = under === undefined ? undefined : s.builder.value(under.id);
  const kept = sum?.operation.kind === 'sum' ? s.builder.value(sum.inputs[0] ?? -1) : undefined;
  const masks = kept !== undefined && /^(?:tril|triu|maskedFill)$/.test(kept.operation.kind);
  return masks && kept.inputs[0] === over.id ? { ...over, id: kept.id } : over;
}

const beside = { operators: ['beside'] } as const;

const number = (id: ValueId, span: Span): Indexed => ({
  id,
  index: [],
  features: 0,
  flipped: false,
  span,
});

/** `keep`: axes of what the sum divides, which keep their places where they can. */
function lowerBig(
  r: Reader,
  e: ExpressionOf<'big'>,
  keep: Indexed['index'] | undefined,
): Indexed | undefined {
  switch (e.operator) {
    case '\\sum':
      return sumOver(r, e, keep);
    case '\\prod':
      return productOver(r, e);
    case '\\max':
    case '\\min':
      return extremeOver(r, e, e.operator === '\\max' ? 'max' : 'min');
    case '\\bigoplus':
    case '\\bigparallel':
    case '\\Vert':
      return joinOver(r, e);
    default:
      return undefined;
  }
}
