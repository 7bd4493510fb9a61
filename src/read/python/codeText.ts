import { onceEach } from '../../program/remember.js';
import type { Expr } from './ast.js';
import { texOf } from './tex.js';

/** The name of what is called, as a person would say it: `model.encoder`, `load`. */
export function codeText(expr: Expr, depth = 0): string {
  if (depth > 8) return '…';
  switch (expr.kind) {
    case 'name':
      return expr.name;
    case 'attribute':
      return `${codeText(expr.object, depth + 1)}.${expr.name}`;
    case 'subscript':
      return `${codeText(expr.object, depth + 1)}[${codeText(expr.index, depth + 1)}]`;
    case 'call':
      return `${codeText(expr.callee, depth + 1)}(…)`;
    case 'number':
      return String(expr.value);
    case 'string':
      return `'${expr.value.slice(0, 20)}'`;
    default:
      return '…';
  }
}

/** {@link texOf}, once per expression: loops come by many times. */
export const texOnce = onceEach((expr: Expr): string | undefined => texOf(expr));
