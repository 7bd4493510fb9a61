import type { Operation } from '../../program/operation.js';
import type { TensorObject } from './objects.js';
import { operate, type Place, type Reader } from './reader.js';

/** Operators of the language that act element by element, as operations. */
const elementwiseOperations: Readonly<Record<string, Operation>> = {
  '+': { kind: 'add' },
  '-': { kind: 'sub' },
  '*': { kind: 'mul' },
  '/': { kind: 'div' },
  '//': { kind: 'floorDiv' },
  '%': { kind: 'remainder' },
  '**': { kind: 'pow' },
  '&': { kind: 'logical', relation: 'and' },
  '|': { kind: 'logical', relation: 'or' },
  '^': { kind: 'logical', relation: 'xor' },
  '==': { kind: 'compare', relation: 'eq' },
  '!=': { kind: 'compare', relation: 'ne' },
  '<': { kind: 'compare', relation: 'lt' },
  '<=': { kind: 'compare', relation: 'le' },
  '>': { kind: 'compare', relation: 'gt' },
  '>=': { kind: 'compare', relation: 'ge' },
};

/** `a operator b` on tensors, matrix products included; undefined for an unknown operator. */
export function elementwise(
  r: Reader,
  operator: string,
  a: TensorObject,
  b: TensorObject,
  place: Place,
): TensorObject | undefined {
  const operation: Operation | undefined =
    operator === '@' ? { kind: 'matmul' } : elementwiseOperations[operator];
  if (operation === undefined) return undefined;
  return operate(r, operation, [a, b], place);
}

/** The remainder with the divisor's sign. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** Python's arithmetic on plain numbers; undefined where it raises or is not a number. */
export function foldNumbers(
  operator: string,
  a: number,
  b: number,
  float: boolean,
): { value: number; float: boolean } | undefined {
  const result = (value: number, isFloat = float): { value: number; float: boolean } | undefined =>
    Number.isNaN(value) || (!isFloat && !Number.isSafeInteger(value))
      ? undefined
      : { value, float: isFloat };
  switch (operator) {
    case '+':
      return result(a + b);
    case '-':
      return result(a - b);
    case '*':
      return result(a * b);
    case '/':
      return b === 0 ? undefined : result(a / b, true);
    case '//':
      return b === 0 ? undefined : result(Math.floor(a / b));
    case '%':
      return b === 0 ? undefined : result(modulo(a, b));
    case '**':
      return result(a ** b, float || b < 0);
    case '&':
      return float ? undefined : result(a & b);
    case '|':
      return float ? undefined : result(a | b);
    case '^':
      return float ? undefined : result(a ^ b);
    case '<<':
      return float || b < 0 || b > 52 ? undefined : result(a * 2 ** b);
    case '>>':
      return float || b < 0 || b > 52 ? undefined : result(Math.floor(a / 2 ** b));
    default:
      return undefined;
  }
}
