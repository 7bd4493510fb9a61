import type { Dim } from '../../program/dim.js';
import { shapeLabel } from '../../program/dims.js';
import type { Problem } from '../../program/problem.js';
import type { Span } from '../../program/span.js';
import type { TensorObject } from './objects.js';
import type { Reader } from './reader.js';
import type { Written } from './writtenShapes.js';

/** What a text says of the shape of a tensor. */
export interface Claim {
  /** Where it says so. */
  readonly span: Span;
  readonly sizes: Written;
  /** True where the words say that it is a shape; brackets with numbers alone may be the values. */
  readonly explicit: boolean;
}

/** Names that only sizes have, and letters that the field uses for them; `(q, k, v)` lists tensors. */
const sizeName =
  /^(?:[A-PR-UWbcdehlnst]|\d+|hs|nh|bs|bsz|hd|h_?d|[nd]_\w+|num_\w+|(?:\w+_)?(?:batch|seq|src|tgt|trg|heads?|hidden|embed|embd|emb|vocab|channels?|classes|patches|tokens|len|length|dim|size|width|height|k|v|q)(?:_\w+)?)$/i;

const isTensorName = /^[qkvxyzw]$/i;

/** The number that a name stands for in the function that is read: in comments, or in its own variables. */
function numberOf(r: Reader, name: string, named: ReadonlyMap<string, Dim>): number | undefined {
  const said = named.get(name);
  const size = said === undefined ? undefined : r.builder.context.resolve(said);
  if (typeof size === 'number') return size;
  if (said !== undefined || r.frame.function === undefined) return undefined;
  const own = r.frame.environment.variables.get(name);
  return own?.type === 'number' && Number.isInteger(own.value) ? own.value : undefined;
}

/** Whether a text that only lists something in brackets means sizes by it. */
function meansShape({ sizes, explicit }: Claim, rank: number): boolean {
  if (explicit) return true;
  if (sizes.length < 2) return false;
  // `# (4, 6)` behind a vector of two may be its numbers.
  if (sizes.every((s) => /^-?\d+$/.test(s))) return rank > 1;
  return sizes.every((s) => s.split(/\W+/).every((w) => sizeName.test(w) && !isTensorName.test(w)));
}

/**
 * Compares what a comment or an annotation says of a tensor's shape with what is computed. It is wrong
 * where the rank or a known number differs, or where the same name stood for another number in the same
 * function; where one run agrees it is right. Nothing is said of shapes that were only assumed.
 */
export function checkClaim(
  r: Reader,
  tensor: TensorObject,
  claim: Claim,
  named: ReadonlyMap<string, Dim>,
): void {
  const value = r.builder.value(tensor.id);
  const shape = r.builder.shape(tensor.id);
  if (shape === undefined || r.assumed.has(tensor.id) || value.operation.kind === 'call') return;
  if (!meansShape(claim, shape.length)) return;
  const wrong =
    shape.length !== claim.sizes.length ||
    claim.sizes.some((text, axis) => {
      const size = shape[axis];
      const said = /^\d+$/.test(text) ? Number(text) : numberOf(r, text, named);
      return typeof size === 'number' && said !== undefined && said !== size;
    });
  const at = claim.span.start;
  if (!wrong) r.claims.set(at, 'right');
  else if (!r.claims.has(at)) r.claims.set(at, problemOf(claim, shapeLabel(shape)));
}

function problemOf({ span, sizes }: Claim, computed: string): Problem {
  const stated = `[${sizes.join(', ')}]`;
  return {
    code: 'shape-comment',
    severity: 'hint',
    message: `This says the shape ${stated}, but the shape computed is ${computed}.`,
    values: { stated, computed },
    span,
  };
}

/** What the comments of a text get wrong. */
export const wrongClaims = (r: Reader): Problem[] =>
  [...r.claims.values()].filter((c): c is Problem => c !== 'right');
