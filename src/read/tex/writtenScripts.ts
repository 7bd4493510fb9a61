import type { Node, NodeOf } from './nodes.js';
import { only, plain } from './symbols.js';

type Scripts = NodeOf<'scripts'>;

/** `a^{<t>}` is `a^{\langle t \rangle}`. */
export function angled(node: Scripts): Scripts {
  const body = node.sup?.kind === 'group' ? node.sup.body : [];
  const is = (n: Node | undefined, sign: string): boolean =>
    n?.kind === 'symbol' && n.text === sign;
  if (!is(body[0], '<') || !is(body.at(-1), '>') || node.sup === undefined) return node;
  const sup: Node = {
    kind: 'delimited',
    open: '<',
    close: '<',
    body: body.slice(1, -1),
    span: node.sup.span,
    glued: true,
  };
  return { ...node, sup };
}

/** `\mathbf{z'}_l` and `{z'}_l` are `\mathbf{z}'_l`. */
export function primesOutside(node: Scripts): Scripts {
  const { base } = node;
  if (base?.kind !== 'styled' && base?.kind !== 'group') return node;
  if (base.kind === 'styled' && /brace$|boxed|cancel/.test(base.style)) return node;
  const inner = only(base.kind === 'styled' ? base.body : base);
  if (inner?.kind !== 'scripts' || inner.primes === 0 || inner.base === undefined) return node;
  if (inner.sub !== undefined || inner.sup !== undefined) return node;
  const letter = base.kind === 'styled' ? { ...base, body: inner.base } : inner.base;
  return { ...node, base: letter, primes: node.primes + inner.primes };
}

/** `(m, 512)`, `n \times d`: a subscript that is a shape; `(1, 2)` is a place. */
const shape = /^\((?:[^(),]+,)*\d{2,}(?:,[^(),]+)*\)$|^[^()]+(?:\\times|×)[^()]+$/;

/** `(\ldots)_{(m, 512)}`: what has no name of its own is the same beside its shape. */
export const isShape = (sub: Node | undefined): boolean =>
  sub !== undefined && shape.test(plain(sub).replaceAll(/\s/g, ''));
