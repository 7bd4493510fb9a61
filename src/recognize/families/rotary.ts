import type { ValueId } from '../../program/value.js';
import {
  hasAngle,
  hasLargeBase,
  isAbout,
  isAngleAtPosition,
  isAngleName,
  isAngleSymbol,
  isCosineOfAngle,
  isEquation,
  isPositionSymbol,
  nameBelow,
  namesMarkedQuery,
  namesQueryOrKey,
  namesQueryVector,
  numberAt,
} from '../evidence.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { cone, holdsBelow, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { kindOfFunction } from '../namedFunctions.js';
import { residual } from './residual.js';
import { hasRotaryMark, isComplexPair, isTurnedInProduct, turnsAcross } from './rotaryMarks.js';
import {
  angleUnder,
  isEulersFormula,
  isOfWaves,
  isRotaryCall,
  isRotationMatrix,
  isRotationName,
  rotatedFactor,
  turnsPair,
  isComplexTurn,
} from './rotaryParts.js';

const found = (root: ValueId, input: ValueId | undefined): Found => {
  const book = createRoleBook().input(input, 'input').set(root, 'output');
  return { kind: 'rotaryEmbedding', root, roles: book.roles, boundary: book.boundary };
};

const namesFrequency = (name: string): boolean =>
  isAngleName(nameParts(name)) && !/^omega$/.test(nameParts(name).base);

const hasFrequency = holdsBelow(
  (graph, id) => graph.kind(id) === 'input' && namesFrequency(graph.value(id).name ?? ''),
);
const hasWave = holdsBelow((graph, id) => graph.kind(id) === 'sin' || graph.kind(id) === 'cos');
const hasRotaryCall = holdsBelow(isRotaryCall);

/** `θ_i = 10000^{-2i/d}`, `\theta_{p,i} = p / 10000^{2i/d}`, `\Theta = \{θ_i = …\}`: the angles. */
function isAngleDefinition(graph: Graph, root: ValueId): boolean {
  const { name } = graph.value(root);
  const omega = name !== undefined && nameParts(name).base === 'omega' && isAbout(graph, 'rotary');
  const named = name !== undefined && namesFrequency(name) && isEquation(graph, root);
  if (!named && !omega && graph.kind(root) !== 'call') return false;
  if (hasWave(graph, root)) return false;
  // In a set, the angle is a member that is set equal to its frequency.
  const member = graph.kind(root) === 'call' && hasFrequency(graph, root);
  if (!named && !member && !omega) return false;
  const reach = cone(graph, root, new Set());
  return hasLargeBase(graph, reach) || reach.some((id) => isFrequencyPower(graph, id));
}

const isCounter = (graph: Graph, id: ValueId): boolean =>
  graph.kind(id) === 'arange' || /^[ijk]$/.test(graph.value(id).name ?? '');

/** `b^{-2i/d}`: any base to twice an index over a size. */
function isFrequencyPower(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const exponent = inputs[1];
  const power =
    operation.kind === 'pow' || (operation.kind === 'call' && operation.callee === 'matrixPower');
  if (!power || exponent === undefined) return false;
  const reach = cone(graph, exponent, new Set());
  const has = (test: (i: ValueId) => boolean): boolean => reach.some(test);
  return (
    has((i) => graph.kind(i) === 'div') &&
    has((i) => graph.kind(i) === 'dimension' && /^d/.test(graph.value(i).name ?? '')) &&
    has((i) => isCounter(graph, i))
  );
}

/** `R_m^\top R_n = R_{n-m}`: rotations alone, one of them by a difference of positions. */
function relatesRotations(graph: Graph, root: ValueId): boolean {
  if (!isEquation(graph, root) || graph.values.length > 24) return false;
  const named = graph.values.filter((v) => v.operation.kind === 'input' || v.id === root);
  const rotations = named.filter((v) => isRotationName(v.name));
  const difference = rotations.some((v) =>
    nameParts(v.name ?? '').marks.some((m) => /.-./.test(m)),
  );
  return difference && rotations.length >= 2 && named.every((v) => isRotationName(v.name));
}

/** `R(a)^\top R(b) = R(b - a)`, `R(a) R(b) = R(a + b)`: the same by functions of the positions. */
function relatesTurns(graph: Graph, root: ValueId): boolean {
  if (!isEquation(graph, root) || graph.values.length > 24) return false;
  const { operation, inputs } = graph.value(root);
  const [turn, by] = inputs;
  if (!/^(mul|matmul|call)$/.test(operation.kind)) return false;
  const rotation =
    operation.kind === 'call' ? operation.callee : (graph.value(turn ?? root).name ?? '');
  const difference = operation.kind === 'call' ? turn : by;
  if (difference === undefined || !/^(?:sub|add)$/.test(graph.kind(difference))) return false;
  return /^(R|Rot)$/.test(nameParts(rotation).base) && isAbout(graph, 'rotary');
}

/** `q \odot \cos + \text{rotate\_half}(q) \odot \sin`. */
const turnsHalves = (graph: Graph, root: ValueId): boolean =>
  graph.kind(root) === 'add' &&
  hasRotaryCall(graph, root) &&
  cone(graph, root, new Set()).every(
    (id) => !isRotaryCall(graph, id) || graph.users(id).length > 0,
  );

/** `\cos`, `\hat\sin` without an angle: a table of waves. */
const isTable = (graph: Graph, id: ValueId, wave: 'sin' | 'cos'): boolean => {
  const { operation, name, inputs } = graph.value(throughLayout(graph, id));
  if (inputs.length > 0) return false;
  return nameParts(operation.kind === 'call' ? operation.callee : (name ?? '')).base === wave;
};

/** `x^u \circ \cos - x^d \circ \sin`: halves by tables of waves. */
function turnsByTables(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  if (!/^(?:add|sub)$/.test(operation.kind)) return false;
  const by = (id: ValueId | undefined, wave: 'sin' | 'cos'): boolean =>
    id !== undefined &&
    graph.kind(id) === 'mul' &&
    graph.value(id).inputs.some((i) => isTable(graph, i, wave));
  const [a, b] = inputs;
  return (by(a, 'cos') && by(b, 'sin')) || (by(a, 'sin') && by(b, 'cos'));
}

/** The same, or a column of such. */
function turnsAllByTables(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const listed = operation.kind === 'call' && operation.callee === 'matrix' && inputs.length > 1;
  return (listed ? inputs : [root]).every((i) => turnsByTables(graph, i));
}

/** True where the formula itself or the text around it says that positions are rotated. */
const isRotaryContext = (graph: Graph): boolean =>
  (graph.setting.formula && namesQueryOrKey(graph)) || isAbout(graph, 'rotary');

/** The forms that stand without help from the text around them. */
function byGraph(graph: Graph, root: ValueId): Found | undefined {
  const { operation, inputs } = graph.value(root);
  if (operation.kind === 'rotary') return found(root, inputs[0]);
  if (isAngleDefinition(graph, root)) return found(root, undefined);
  const atPosition = (angle: ValueId): boolean => isAngleAtPosition(graph, angle);
  // The text is asked last, where the graph leaves it open: what was asked limits who shares the answer.
  const about = (): boolean => isAbout(graph, 'rotary');
  if (isRotationMatrix(graph, root, (a) => atPosition(a) || about())) return found(root, undefined);
  // `R_i \leftarrow k R_i` is a row of a matrix, scaled.
  const ofItself = isRotationName(graph.value(root).name);
  const rotated = rotatedFactor(graph, root, {
    symbol: () => (!ofItself && namesQueryVector(graph)) || about(),
    at: () => namesMarkedQuery(graph) || about(),
    matrix: (a) => atPosition(a) || isRotaryContext(graph),
  });
  if (rotated !== undefined) return found(root, rotated);
  if (!graph.setting.formula) return undefined;
  if (relatesRotations(graph, root) || relatesTurns(graph, root)) return found(root, undefined);
  if (turnsHalves(graph, root)) return found(root, undefined);
  if (turnsAllByTables(graph, root) && about()) return found(root, undefined);
  const pair = turnsPair(
    graph,
    root,
    (a) => (namesQueryOrKey(graph) && atPosition(a)) || turnsAcross(graph, root, a) || about(),
  );
  if (pair !== undefined) return found(root, pair);
  if (!graph.isOutput(root)) return undefined;
  if (isTurnedList(graph, root, (a) => turnsAcross(graph, root, a) || about())) {
    return found(root, undefined);
  }
  const complex = isComplexTurn(
    graph,
    root,
    (a) => (atPosition(a) && (namesMarkedQuery(graph) || isComplexPair(graph))) || about(),
  );
  // `x_m e^{im\theta}` turns something; `e^{im\theta}` alone only names the turn.
  const turned =
    operation.kind === 'mul' || operation.kind === 'matmul' || isTurnedPair(graph, root);
  const said = (): boolean => isEquation(graph, root) || (turned && about());
  return complex && said() && !isEulersFormula(graph) ? found(root, undefined) : undefined;
}

/** `(x_1 \cos mθ - x_2 \sin mθ, x_1 \sin mθ + x_2 \cos mθ)`: both turned, in a list. */
function isTurnedList(graph: Graph, root: ValueId, accepts: (angle: ValueId) => boolean): boolean {
  const { operation, inputs } = graph.value(root);
  const list =
    /^(?:stack|concat)$/.test(operation.kind) ||
    (operation.kind === 'call' && operation.callee === 'tuple');
  return (
    list &&
    inputs.length > 1 &&
    inputs.every((i) => turnsPair(graph, throughLayout(graph, i), accepts) !== undefined)
  );
}

/** `(q_1 \cos mθ - q_2 \sin mθ) + (q_1 \sin mθ + q_2 \cos mθ) i`: real and imaginary part. */
function isTurnedPair(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'add') return false;
  return inputs.some((i) => turnsPair(graph, throughLayout(graph, i), () => true) !== undefined);
}

/**
 * `7θ - 3θ = 4θ`, `\theta = 30^\circ`, `n\theta = m\theta + 2k\pi`: numbers, places and angles that
 * turn nothing.
 */
function isAngleArithmetic(graph: Graph, root: ValueId): boolean {
  // The sides of `m\theta = 2\pi k` are of one another.
  const named = graph.value(root).defined === true;
  const reach = named ? cone(graph, root, new Set()) : graph.values.map((v) => v.id);
  if (reach.some((id) => /^(sin|cos|exp|pow|call)$/.test(graph.kind(id)))) return false;
  const leaves = reach.filter((id) => graph.value(id).inputs.length === 0);
  // `f(q, m) \cdot f(k, n)` has places, and no angle.
  const unnamed = !named && leaves.some((id) => isAngleSymbol(graph, id));
  return leaves.every(
    (id) =>
      graph.kind(id) === 'tensor' ||
      isAngleSymbol(graph, id) ||
      (unnamed && (isPositionSymbol(graph, id) || /^[ckl]$/.test(graph.value(id).name ?? ''))),
  );
}

/** `T_{\max} = 2\pi / \theta_{\min}`: how many places one turn takes. */
function isPeriod(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  const [turn, angle] = inputs;
  if (operation.kind !== 'div' || turn === undefined || angle === undefined) return false;
  return isAngleSymbol(graph, angle) && isClose(numberAt(graph, turn), 2 * Math.PI);
}

const isClose = (a: number | undefined, b: number): boolean =>
  a !== undefined && Math.abs(a - b) < 0.01;

/** `\theta_{t+1} = \theta_t - \eta g`: parameters, a step further. */
function isStep(graph: Graph, root: ValueId): boolean {
  const { operation, inputs, name } = graph.value(root);
  const [before, change] = inputs;
  if (!/^(?:add|sub)$/.test(operation.kind) || before === undefined || change === undefined)
    return false;
  const own = nameParts(name ?? '').base;
  return [before, ...graph.value(before).inputs].some((i) => nameBelow(graph, i).base === own);
}

/** In a passage about rotary embeddings, an equation that speaks of angles or rotations. */
function byTopic(graph: Graph, root: ValueId): Found | undefined {
  if (!graph.setting.formula || !isEquation(graph, root)) return undefined;
  if (!hasRotaryMark(graph) || !isAbout(graph, 'rotary')) return undefined;
  if (isAngleArithmetic(graph, root) || isEulersFormula(graph)) return undefined;
  if (isAngleSymbol(graph, root) && isStep(graph, root)) return undefined;
  if (isCosineOfAngle(graph)) return undefined;
  if (graph.program.outputs.some((o) => isPeriod(graph, o)) || isOfWaves(graph, root))
    return undefined;
  const { name = '' } = graph.value(root);
  // `\text{Cost} = N \omega`
  if (/^(?:cost|flops?|time|size|params?|memory)$/i.test(nameParts(name).base)) return undefined;
  // `\text{softmax}(x) = f(x) / \ell(x)` says what it is.
  if ((kindOfFunction(nameParts(name)) ?? 'rotaryEmbedding') !== 'rotaryEmbedding')
    return undefined;
  // `h' = h + \text{GQA}(x; W^Q, \text{RoPE})`: a layer that turns in it what it compares.
  return residual(graph, root) === undefined ? found(root, undefined) : undefined;
}

/** Rotary embeddings: the operation, its matrix, its angles. Source: Su et al. 2021. */
export const rotaryEmbedding: Recognizer = (graph, root) =>
  byGraph(graph, root) ?? byTopic(graph, root);

/** `q_m \cdot k_n \cos((m - n)\theta)`: scores times the wave of a distance are turned, not scaled. */
function scoresTimesWave(graph: Graph, root: ValueId): boolean {
  if (!graph.kinds.has('cos') || !isEquation(graph, root)) return false;
  const turns = cone(graph, root, new Set()).some((id) => {
    const angle = angleUnder(graph, id, 'cos');
    return angle !== undefined && hasAngle(graph, angle) && isAngleAtPosition(graph, angle);
  });
  return turns && isAbout(graph, 'rotary');
}

/** `\langle f(q, m), f(k, n) \rangle`: a query and a key, each with its position. */
function comparesAtPositions(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'matmul' || !graph.kinds.has('call')) return false;
  if (!isEquation(graph, root)) return false;
  const sides = inputs.map((i) => graph.value(throughLayout(graph, i)));
  const compares = sides.some((v) => {
    const [, position] = v.inputs;
    if (v.operation.kind !== 'call' || v.inputs.length !== 2 || position === undefined)
      return false;
    if (!/^f$/.test(nameParts(v.operation.callee).base)) return false;
    return cone(graph, position, new Set()).some((i) => isPositionSymbol(graph, i));
  });
  return compares && isAbout(graph, 'rotary');
}

/** `\langle q e^{im\theta}, k e^{in\theta} \rangle = \langle q, k \rangle e^{i(m-n)\theta}`: compared in the complex plane. */
function comparesTurned(graph: Graph, root: ValueId): boolean {
  if (!graph.kinds.has('exp') || !graph.isOutput(root)) return false;
  if (!/^(?:mul|matmul)$/.test(graph.kind(root))) return false;
  const turns = isComplexTurn(graph, root, (angle) => isAngleAtPosition(graph, angle));
  return turns && isAbout(graph, 'rotary');
}

/** `q'_{2i} k'_{2i} + q'_{2i+1} k'_{2i+1}` of what an earlier row turned. */
function addsTurnedPairs(graph: Graph, root: ValueId): boolean {
  const { operation, inputs } = graph.value(root);
  if (operation.kind !== 'add' || !graph.kinds.has('cos') || !graph.kinds.has('sin')) return false;
  return inputs.every((term) => {
    const { operation: product, inputs: sides } = graph.value(throughLayout(graph, term));
    const turned = (id: ValueId): boolean =>
      turnsPair(graph, throughLayout(graph, id), (a) => isAngleAtPosition(graph, a)) !== undefined;
    return /^(?:mul|matmul)$/.test(product.kind) && sides.length === 2 && sides.every(turned);
  });
}

/** `(R_m q)^\top (R_n k)`: scores of rotated queries and keys, which are more than plain scores. */
export const rotatedScores: Recognizer = (graph, root) => {
  if (graph.setting.formula && scoresTimesWave(graph, root)) return found(root, undefined);
  if (graph.setting.formula && comparesAtPositions(graph, root)) return found(root, undefined);
  if (graph.setting.formula && addsTurnedPairs(graph, root)) return found(root, undefined);
  if (graph.setting.formula && comparesTurned(graph, root)) return found(root, undefined);
  if (
    !graph.setting.formula ||
    !isTurnedInProduct(graph, root, {
      symbol: () => isRotaryContext(graph),
      at: () => namesMarkedQuery(graph) || isAbout(graph, 'rotary'),
    })
  ) {
    return undefined;
  }
  return found(root, undefined);
};
