import type { Expression } from '../expression.js';

/** The same expression with some of its parts replaced; the same object where none is. */
export function rewritten(
  e: Expression,
  replace: (e: Expression) => Expression | undefined,
): Expression {
  const of = (x: Expression): Expression => rewritten(x, replace);
  const all = (list: readonly Expression[]): readonly Expression[] => {
    const made = list.map(of);
    return made.every((x, i) => x === list[i]) ? list : made;
  };
  const inside = withParts(e, of, all);
  return replace(inside) ?? inside;
}

function withParts(
  e: Expression,
  of: (x: Expression) => Expression,
  all: (list: readonly Expression[]) => readonly Expression[],
): Expression {
  switch (e.kind) {
    case 'number':
    case 'symbol':
    case 'ellipsis':
    case 'prose':
    case 'missing':
      return e;
    case 'apply': {
      const args = all(e.args);
      return args === e.args ? e : { ...e, args };
    }
    case 'sum':
    case 'inner': {
      const [left, right] = [of(e.left), of(e.right)];
      return left === e.left && right === e.right ? e : { ...e, left, right };
    }
    case 'product': {
      const factors = all(e.factors);
      return factors === e.factors ? e : { ...e, factors };
    }
    case 'quotient': {
      const [over, under] = [of(e.over), of(e.under)];
      return over === e.over && under === e.under ? e : { ...e, over, under };
    }
    case 'negative':
    case 'transpose':
    case 'prime':
    case 'paren':
    case 'magnitude': {
      const body = of(e.body);
      return body === e.body ? e : { ...e, body };
    }
    case 'power': {
      const [base, exponent] = [of(e.base), of(e.exponent)];
      return base === e.base && exponent === e.exponent ? e : { ...e, base, exponent };
    }
    case 'root': {
      const body = of(e.body);
      return body === e.body ? e : { ...e, body };
    }
    case 'list': {
      const items = all(e.items);
      return items === e.items ? e : { ...e, items };
    }
    case 'matrix': {
      const rows = e.rows.map(all);
      return rows.every((r, i) => r === e.rows[i]) ? e : { ...e, rows };
    }
    case 'cases': {
      const rows = e.rows.map((r) => {
        const value = of(r.value);
        const condition = r.condition === undefined ? undefined : of(r.condition);
        if (value === r.value && condition === r.condition) return r;
        return condition === undefined ? { value } : { value, condition };
      });
      return rows.every((r, i) => r === e.rows[i]) ? e : { ...e, rows };
    }
    case 'big': {
      const index = e.index === undefined ? undefined : of(e.index);
      const limit = e.limit === undefined ? undefined : of(e.limit);
      const body = of(e.body);
      if (index === e.index && limit === e.limit && body === e.body) return e;
      return {
        ...e,
        ...(index === undefined ? {} : { index }),
        ...(limit === undefined ? {} : { limit }),
        body,
      };
    }
    case 'relation':
    case 'opaque': {
      const parts = all(e.parts);
      return parts === e.parts ? e : { ...e, parts };
    }
    default:
      return e satisfies never;
  }
}
