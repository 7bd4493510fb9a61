import type { ValueId } from '../../program/value.js';
import { createRoleBook, type Found, type Recognizer } from '../found.js';
import { cone, throughLayout, type Graph } from '../graph.js';
import { nameParts } from '../names.js';
import { monomial } from '../scalars.js';

const found = (graph: Graph, root: ValueId, input: ValueId | undefined): Found => {
  const book = createRoleBook().input(input, 'input').set(root, 'output');
  return { kind: 'rotaryEmbedding', root, roles: book.roles, boundary: book.boundary };
};

const isAngle = (graph: Graph, id: ValueId): boolean => graph.meaning(id) === 'angle';

/** `θ_i = 10000^{-2i/d}`: the frequencies. */
function isFrequency(graph: Graph, root: ValueId): boolean {
  const { operation, inputs, defined } = graph.value(root);
  const [base] = inputs;
  if (operation.kind !== 'pow' || base === undefined || defined !== true) return false;
  return isAngle(graph, root) && monomial(graph, base)?.coefficient === 10_000;
}

/** The angle `mθ` under a sine or cosine. */
function turnsBy(graph: Graph, id: ValueId, wave: 'sin' | 'cos'): boolean {
  const v = graph.value(id);
  const inner = v.operation.kind === 'neg' ? graph.value(v.inputs[0] ?? id) : v;
  if (inner.operation.kind !== wave) return false;
  const reach = cone(graph, inner.id, new Set());
  return reach.some((i) => isAngle(graph, i)) && reach.some((i) => graph.kind(i) === 'mul');
}

/** `\begin{pmatrix} \cos mθ & -\sin mθ \\ \sin mθ & \cos mθ \end{pmatrix}`, alone or times a vector. */
function isRotationMatrix(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  const matrix =
    (operation.kind === 'call' && operation.callee === 'matrix') || operation.kind === 'stack';
  if (!matrix || inputs.length < 2) return false;
  const cells = cone(graph, id, new Set());
  return cells.some((i) => turnsBy(graph, i, 'cos')) && cells.some((i) => turnsBy(graph, i, 'sin'));
}

/** A symbol `R_m`, `R_{\Theta,m}^d` that stands for a rotation. */
const isRotationSymbol = (graph: Graph, id: ValueId): boolean => {
  const leaf = throughLayout(graph, id);
  const { base, marks } = nameParts(graph.value(leaf).name ?? '');
  return graph.kind(leaf) === 'input' && base === 'R' && marks.length > 0;
};

/** The first factor of a chain of products. */
function leftmost(graph: Graph, id: ValueId): ValueId {
  let at = id;
  for (let i = 0; i < 16; i++) {
    const { operation, inputs } = graph.value(at);
    if (operation.kind !== 'matmul' || inputs[0] === undefined) return at;
    at = inputs[0];
  }
  return at;
}

function rotates(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [first, b] = inputs;
  if (operation.kind !== 'matmul' || first === undefined || b === undefined) return undefined;
  const a = leftmost(graph, first);
  if (isRotationMatrix(graph, throughLayout(graph, a))) return b;
  if (!isRotationSymbol(graph, a)) return undefined;
  const names = cone(graph, root, new Set()).map((id) => graph.meaning(id));
  const position = names.some(
    (m) => m === 'query' || m === 'key' || m === 'queryWeight' || m === 'keyWeight',
  );
  return position ? b : undefined;
}

/** Rotary embeddings: the operation, its matrix, its frequencies. Source: Su et al. 2021. */
export const rotaryEmbedding: Recognizer = (graph, root) => {
  const { operation, inputs } = graph.value(root);
  if (operation.kind === 'rotary') return found(graph, root, inputs[0]);
  if (isFrequency(graph, root) || isRotationMatrix(graph, root))
    return found(graph, root, undefined);
  const rotated = rotates(graph, root);
  return rotated === undefined ? undefined : found(graph, root, rotated);
};
