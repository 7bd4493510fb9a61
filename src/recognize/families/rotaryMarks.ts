import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import { isAngleAtPosition, isAngleName, namesIn, numberAt, productFactors } from '../evidence.js';
import { cone, throughLayout, type Graph } from '../graph.js';
import { nameParts, type NameParts } from '../names.js';
import {
  isComplexTurn,
  isRotaryCall,
  isRotationName,
  mayRotate,
  rotationsIn,
  type RotationTests,
} from './rotaryParts.js';

/** Functions of the derivation: `f_q(x_m, m)`, `g(x_m, x_n, m - n)`, real and imaginary parts. */
const functions = /^(f|g|Re|Im|re|im|Real|Imag)$/;
/** Words that name what was turned: `q_{\text{rotated}}`, `\tilde q_{rot}`, `q_{\text{complex}}`. */
const turnedWords = /rot(at(ed|e))?$|rope|complex/i;

const saysTurned = ({ base, marks }: NameParts): boolean =>
  // `d_{rope}` is a size.
  (!/^(?:[dDnNL]|dim)$/.test(base) && marks.some((m) => turnedWords.test(m.replace(/_.*$/, '')))) ||
  (/^(rot|rope)/i.test(base) && !marks.some((m) => /^(dim|d|size|n)/.test(m)));

/** The `q` of `f_q(x_m)`, the `q, k` of `f_{\{q,k\}}`; the `i` of `g_i(x)` is a place. */
const isOfVectors = (marks: readonly string[]): boolean =>
  marks.some((m) => /^[\\{(]*[qkvQKV](?![A-Za-z])/.test(m));

/** True where a formula has a sign of rotation: an angle, a rotation, a complex exponential. */
export const hasRotaryMark = onceEach(
  (graph: Graph): boolean =>
    graph.values.some((v) => {
      const { operation, name, defined } = v;
      if (operation.kind === 'call') {
        const { base, marks } = nameParts(operation.callee);
        // `q \odot \cos + \ldots`: tables of waves by their names.
        if (/^(cos|sin)$/.test(base) && v.inputs.length === 0) return true;
        // `f(x)` is any function, `f_q(x_m)` and `f(q, m)` place what they turn.
        const some = base.length > 1 || isOfVectors(marks) ? 0 : 1;
        if (functions.test(base) && v.inputs.length > some) return true;
      }
      if (name === undefined) return false;
      const parts = nameParts(name);
      if (defined === true && functions.test(parts.base) && isOfVectors(parts.marks)) return true;
      return isAngleName(parts) || isRotationName(name) || saysTurned(parts);
    }) ||
    graph.values.some(
      (v) => v.operation.kind === 'exp' && isComplexTurn(graph, v.id, () => true),
    ) ||
    isComplexPair(graph) ||
    comparesPair(graph) ||
    graph.values.some((v) => isBaseExponent(graph, v.id)) ||
    turnsWrittenPair(graph),
);

/** `b' = b s^{d/(d-2)}`: how a longer context stretches the base. Source: Peng et al. 2023, "YaRN". */
function isBaseExponent(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const [, exponent] = inputs;
  if (operation.kind !== 'pow' || exponent === undefined) return false;
  const { operation: ratio, inputs: parts } = graph.value(exponent);
  const [size, less] = parts;
  if (ratio.kind !== 'div' || size === undefined || less === undefined) return false;
  const { operation: minus, inputs: sides } = graph.value(less);
  const [whole, two] = sides;
  if (minus.kind !== 'sub' || whole === undefined || two === undefined) return false;
  return graph.sameAs(size, whole) && numberAt(graph, two) === 2;
}

/** `q_{m,2i} k_{n,2i} + q_{m,2i+1} k_{n,2i+1}`: what one turned pair adds to the score. */
function comparesPair(graph: Graph): boolean {
  return ['q', 'k'].every((base) =>
    [/(?:^|,)2[a-z]$/, /(?:^|,)2[a-z]\+1$/].every((place) =>
      namesIn(graph).some((n) => n.base === base && n.marks.some((m) => place.test(m))),
    ),
  );
}

/** `R \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}`: a pair that is written out, turned by a bare `R`. */
function turnsWrittenPair(graph: Graph): boolean {
  return graph.values.some(({ operation, inputs }) => {
    const [left, right] = inputs;
    if (operation.kind !== 'matmul' || left === undefined || right === undefined) return false;
    const pair = graph.value(throughLayout(graph, right)).operation;
    const written =
      pair.kind === 'concat' ||
      pair.kind === 'stack' ||
      (pair.kind === 'call' && pair.callee === 'matrix');
    return written && /^R$/.test(nameParts(graph.value(left).name ?? '').base);
  });
}

/** `z_j = x_{2j} + i x_{2j+1}`: two neighbours as one complex number; `x_1 + i x_2` is any. */
export const isComplexPair = onceEach((graph: Graph): boolean =>
  graph.values.some((v) => {
    if (v.operation.kind !== 'add') return false;
    const [a, b] = v.inputs.map((i) => graph.value(i));
    if (a === undefined || b?.operation.kind !== 'mul' || a.name === undefined) return false;
    const names = b.inputs.map((i) => nameParts(graph.value(i).name ?? ''));
    const own = nameParts(a.name);
    return (
      names.some((n) => /^[ij]$/.test(n.base) && n.marks.length === 0) &&
      names.some((n) => n.base === own.base && n.marks.join() !== own.marks.join()) &&
      [own, ...names].some((n) => n.marks.some((m) => /[a-z]/.test(m)))
    );
  }),
);

/** Halves and pairs of one vector: `x_{2i}` and `x_{2i+1}`, `q_0` and `q_1`, turned at a position. */
export function turnsAcross(graph: Graph, root: ValueId, angle: ValueId): boolean {
  if (!isAngleAtPosition(graph, angle)) return false;
  const names = cone(graph, root, new Set())
    .filter((id) => /^(?:input|index)$/.test(graph.kind(id)))
    .map((id) => nameParts(graph.value(id).name ?? ''))
    .filter((n) => !isAngleName(n) && n.marks.length > 0);
  return names.some((a) =>
    names.some((b) => a.base === b.base && a.marks.join() !== b.marks.join()),
  );
}

/** A product of two rotated vectors, or of two vectors with a rotation between them. */
export function isTurnedInProduct(
  graph: Graph,
  root: ValueId,
  context: Pick<RotationTests, 'symbol' | 'at'>,
): boolean {
  if (!mayRotate(graph)) return false;
  const at = throughLayout(graph, root);
  if (productFactors(graph, at).length < 2) return false;
  const { rotations, others } = rotationsIn(graph, at, {
    ...context,
    matrix: (angle) => isAngleAtPosition(graph, angle) || context.symbol(),
  });
  const calls = rotations.filter((r) => isRotaryCall(graph, r));
  return calls.length > 1 || (rotations.length > 0 && others.length >= 2);
}
