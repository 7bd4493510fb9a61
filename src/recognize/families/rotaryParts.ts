import { onceEach } from '../../program/remember.js';
import type { ValueId } from '../../program/value.js';
import {
  hasAngle,
  isAngleAtPosition,
  isAngleSymbol,
  isPositionSymbol,
  productFactors,
} from '../evidence.js';
import { cone, holdsBelow, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { kindOfFunction } from '../namedFunctions.js';

type Test = (id: ValueId) => boolean;

/** A symbol `R_m`, `R_{\Theta,m}^d` that stands for a rotation at a position. */
export const isRotationName = (name: string | undefined): boolean => {
  if (name === undefined) return false;
  const { base, marks } = nameParts(name);
  return (
    /^(R|Rot|R_rot)$/.test(base) &&
    marks.some((m) => /[A-Za-z]/.test(m)) &&
    // `R_Q` is a rank.
    !marks.some((m) => /^[*+]|^-1$|^[QKV]$/.test(m))
  );
};

const hasWaves = ({ kinds }: Graph): boolean => kinds.has('sin') && kinds.has('cos');

/** The angle under a sine or cosine, its sign aside. */
export function angleUnder(graph: Graph, id: ValueId, wave: 'sin' | 'cos'): ValueId | undefined {
  const v = graph.value(throughLayout(graph, id));
  const inner = v.operation.kind === 'neg' ? graph.value(v.inputs[0] ?? v.id) : v;
  return inner.operation.kind === wave ? inner.inputs[0] : undefined;
}

/** The cells of a matrix that is written out, or of a list of them. */
function cellsOf(graph: Graph, id: ValueId): readonly ValueId[] {
  const { operation, inputs } = graph.value(id);
  const matrix =
    (operation.kind === 'call' && operation.callee === 'matrix') ||
    operation.kind === 'stack' ||
    operation.kind === 'concat';
  if (!matrix) return [];
  return inputs.flatMap((i) => {
    const inner = cellsOf(graph, i);
    return inner.length > 0 ? inner : [i];
  });
}

/** `\begin{pmatrix} \cos mθ & -\sin mθ \\ \sin mθ & \cos mθ \end{pmatrix}`, or blocks of it. */
export function isRotationMatrix(graph: Graph, id: ValueId, accepts: Test): boolean {
  if (!hasWaves(graph)) return false;
  const cells = cellsOf(graph, throughLayout(graph, id));
  if (cells.length < 2) return false;
  const turned = (wave: 'sin' | 'cos'): boolean =>
    cells.some((c) =>
      // Of a table of numbers, some are the wave itself.
      (cells.length > 3 ? [unsigned(graph, c)] : cone(graph, c, new Set())).some((i) => {
        const angle = angleUnder(graph, i, wave);
        return angle !== undefined && hasAngle(graph, angle) && accepts(angle);
      }),
    );
  // A column of waves is an encoding; a turn takes one of them away.
  const minus = cells.length < 4 || cells.some((c) => unsigned(graph, c) !== c);
  return minus && turned('cos') && turned('sin');
}

const unsigned = (graph: Graph, id: ValueId): ValueId =>
  graph.kind(id) === 'neg' ? (graph.value(id).inputs[0] ?? id) : id;

/** `p`, `q - p`, `m\\theta`: what a rotation is written as a function of. */
const isPositionOrAngle = (graph: Graph, id: ValueId): boolean =>
  cone(graph, id, new Set()).every(
    (i) =>
      graph.value(i).inputs.length > 0 ||
      graph.kind(i) === 'tensor' ||
      isPositionSymbol(graph, i) ||
      isAngleSymbol(graph, i),
  );

/** `R(p)`: a plain `R` before a position is a rotation at it. */
function isRotationAt(graph: Graph, factor: ValueId, next: ValueId | undefined): boolean {
  if (graph.kind(factor) !== 'input' || next === undefined) return false;
  const { base, marks } = nameParts(graph.value(factor).name ?? '');
  return base === 'R' && marks.length === 0 && isPositionOrAngle(graph, next);
}

/** `\\text{RoPE}(q, m)`, `\\text{rotate\\_half}(x)`. */
export function isRotaryCall(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  // `\text{RoPE}` among arguments names it and turns nothing.
  if (operation.kind !== 'call' || inputs.length === 0) return false;
  return kindOfFunction(nameParts(operation.callee)) === 'rotaryEmbedding';
}

/** True where anything in a graph could be taken for a rotation. */
export const mayRotate = onceEach(
  (graph: Graph): boolean =>
    hasWaves(graph) ||
    graph.values.some(
      ({ id, name }) =>
        isRotaryCall(graph, id) ||
        isRotationName(name) ||
        (name !== undefined && nameParts(name).base === 'R'),
    ),
);

/** The `\theta` of `m\theta`, or all of it. */
const isTurnAt = (graph: Graph, factors: readonly ValueId[], k: number): boolean => {
  const [before, angle] = [factors[k - 1], factors[k]];
  if (before === undefined || angle === undefined || !hasAngle(graph, angle)) return false;
  return (
    isAngleAtPosition(graph, angle) ||
    cone(graph, before, new Set()).some((i) => isPositionSymbol(graph, i))
  );
};

export interface RotationTests {
  /** Whether a symbol `R_m` may be taken for a rotation of positions. */
  readonly symbol: () => boolean;
  /** Whether `R(p)` may; a bare `R(q)` is as well a rotation by a quaternion. */
  readonly at: () => boolean;
  readonly matrix: Test;
}

/** Rotations among the factors of a product, and what is left. */
export function rotationsIn(
  graph: Graph,
  root: ValueId,
  { symbol, at: mayBeAt, matrix }: RotationTests,
): { readonly rotations: readonly ValueId[]; readonly others: readonly ValueId[] } {
  const rotations: ValueId[] = [];
  const others: ValueId[] = [];
  const factors = productFactors(graph, root);
  for (let i = 0; i < factors.length; i++) {
    const f = factors[i] ?? root;
    const next = factors[i + 1];
    // `R(m\theta) q` says its angle, and where; `R(\theta) k` may turn anything.
    const turned = (): boolean =>
      [i + 1, i + 2].some((k) => isTurnAt(graph, factors, k)) && symbol();
    const at = isRotationAt(graph, f, next) && (mayBeAt() || turned());
    // The position itself is no factor.
    if (at) i++;
    const turns =
      at ||
      (isRotationName(graph.value(f).name) && symbol()) ||
      isRotaryCall(graph, f) ||
      isRotationMatrix(graph, f, matrix);
    if (turns) rotations.push(f);
    else if (graph.kind(f) !== 'tensor') others.push(f);
  }
  return { rotations, others };
}

/** What a product with a rotation turns: `W_q x_m` of `R_m W_q x_m`. */
export function rotatedFactor(
  graph: Graph,
  root: ValueId,
  tests: RotationTests,
): ValueId | undefined {
  if (!mayRotate(graph) || productFactors(graph, root).length < 2) return undefined;
  const { rotations, others } = rotationsIn(graph, root, tests);
  return rotations.length > 0 ? others.at(-1) : undefined;
}

/** The angle of a wave, or of a column of waves. */
function angleOf(graph: Graph, id: ValueId, wave: 'sin' | 'cos'): ValueId | undefined {
  const cells = cellsOf(graph, throughLayout(graph, id));
  if (cells.length === 0) return angleUnder(graph, id, wave);
  const angles = cells.map((c) => angleUnder(graph, c, wave));
  return angles.every((a) => a !== undefined) ? angles[0] : undefined;
}

/** One side of a turned pair: `x_1 \cos mθ`. */
function turnedSide(
  graph: Graph,
  id: ValueId,
): { wave: 'sin' | 'cos'; angle: ValueId; of: ValueId } | undefined {
  const v = graph.value(throughLayout(graph, id));
  const inner = v.operation.kind === 'neg' ? throughLayout(graph, v.inputs[0] ?? v.id) : v.id;
  const factors = productFactors(graph, inner);
  for (const wave of ['cos', 'sin'] as const) {
    for (const f of factors) {
      const angle = angleOf(graph, f, wave);
      const of = factors.find((o) => o !== f);
      if (angle !== undefined && of !== undefined) return { wave, angle, of };
    }
  }
  return undefined;
}

/** `x_1 \cos mθ - x_2 \sin mθ`: gives what is turned where the angle is accepted. */
export function turnsPair(graph: Graph, root: ValueId, accepts: Test): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [a, b] = inputs;
  if (
    (operation.kind !== 'add' && operation.kind !== 'sub') ||
    a === undefined ||
    b === undefined
  ) {
    return undefined;
  }
  const [first, second] = [turnedSide(graph, a), turnedSide(graph, b)];
  if (first === undefined || second === undefined || first.wave === second.wave) return undefined;
  if (graph.sameAs(first.of, second.of)) return undefined;
  const angles = [first.angle, second.angle];
  return angles.every((x) => hasAngle(graph, x)) && angles.some(accepts) ? first.of : undefined;
}

const isImaginary = (graph: Graph, id: ValueId): boolean => {
  const { operation, name } = graph.value(id);
  const free = operation.kind === 'input' || operation.kind === 'call';
  return free && /^(i|j|mathrm i)$/.test(nameParts(name ?? '').base);
};

const hasImaginary = holdsBelow(isImaginary);

/** `r` of `z = r e^{i\theta}`: how long a number of the plane is. */
const isLength = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'input' && /^(?:r|\\rho|ρ)$/.test(graph.value(id).name ?? '');

/** `\cos(a + b) = \cos a \cos b - \sin a \sin b`: what waves are, whatever they are of. */
export const isOfWaves = (graph: Graph, root: ValueId): boolean => {
  const { name, defined, operation } = graph.value(root);
  const either = operation.kind === 'call' && /^\\(?:pm|mp)$/.test(operation.callee);
  if (!either && !/^(?:add|sub|mul|div)$/.test(operation.kind)) return false;
  return defined === true && /^(?:sin|cos|tan)$/i.test(nameParts(name ?? '').base);
};

/** `z = r (\cos\varphi + i \sin\varphi) = r e^{i\varphi}`: Euler's formula, which is of no place and turns nothing. */
export const isEulersFormula = onceEach((graph: Graph): boolean => {
  const leaves = graph.values.filter((v) => v.inputs.length === 0);
  if (!leaves.some((v) => isImaginary(graph, v.id))) return false;
  // `e^{ix} = \cos x + i \sin x`: of one letter, whatever it is.
  const others = leaves.filter((v) => !isImaginary(graph, v.id) && graph.kind(v.id) !== 'tensor');
  // `x_{2j} + i x_{2j+1}` is of two.
  const parts = graph.kinds.has('index');
  const letters = new Set(others.map((v) => v.name ?? ''));
  if (!parts && letters.size === 1 && others.every((v) => /^[a-z]$/.test(v.name ?? '')))
    return true;
  return leaves.every(
    ({ id, name }) =>
      isImaginary(graph, id) ||
      isLength(graph, id) ||
      graph.kind(id) === 'tensor' ||
      (isAngleSymbol(graph, id) && nameParts(name ?? '').marks.length === 0),
  );
});

const isTurned = (graph: Graph, id: ValueId, wave: 'sin' | 'cos'): boolean => {
  const angle = angleUnder(graph, id, wave);
  return angle !== undefined && hasAngle(graph, angle);
};
const hasCosine = holdsBelow((graph, id) => isTurned(graph, id, 'cos'));
const hasSine = holdsBelow((graph, id) => isTurned(graph, id, 'sin'));

/** `x e^{i mθ}`, `x (\cos mθ + i \sin mθ)`: a number of the complex plane that is turned. */
export function isComplexTurn(graph: Graph, root: ValueId, accepts: Test): boolean {
  const waves = hasCosine(graph, root) && hasSine(graph, root);
  if ((!waves && !graph.kinds.has('exp')) || !hasImaginary(graph, root)) return false;
  return cone(graph, root, new Set()).some((id) => {
    const { operation, inputs } = graph.value(id);
    const [a] = inputs;
    if (a === undefined) return false;
    if (operation.kind === 'exp') {
      return hasImaginary(graph, a) && hasAngle(graph, a) && accepts(a);
    }
    if (operation.kind !== 'add' || !waves || !hasImaginary(graph, id)) return false;
    if (!hasCosine(graph, id) || !hasSine(graph, id)) return false;
    const all = cone(graph, id, new Set());
    return (['cos', 'sin'] as const).every((wave) =>
      all.some((i) => {
        const angle = angleUnder(graph, i, wave);
        return angle !== undefined && hasAngle(graph, angle) && accepts(angle);
      }),
    );
  });
}
