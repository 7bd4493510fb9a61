import type { ValueId } from '../program/value.js';
import { throughLayout, type Graph } from './graph.js';
import { nameParts } from './names.js';
import { isScalar } from './scalars.js';

/** Names of functions that map queries and keys to features: `\phi(q)`, `\text{kernel}(K)`. */
const mapNames = /^(phi|varphi|psi|Phi|Psi|feature(_?map)?|kernel(_?map)?|favor|relu|elu)$/;

const elementwise = new Set(['elu', 'relu', 'exp', 'softmax', 'sigmoid', 'silu', 'gelu', 'cos']);

export interface Mapped {
  /** The tensor that is mapped, or the value itself where nothing is. */
  readonly source: ValueId;
  /** True where a feature map is applied, or a bar over the letter says so. */
  readonly isMapped: boolean;
}

/** A bar over a letter, as `\overline{Q}` for `\phi(Q)`. */
const hasBar = (name: string | undefined): boolean => /\\overline|\\bar\b/.test(name ?? '');

/** The tensor that a feature map `φ(x)`, `elu(x) + 1`, or any function of one tensor, is of. */
export function mapped(graph: Graph, id: ValueId): Mapped {
  let at = throughLayout(graph, id);
  let isMapped = hasBar(graph.value(at).name);
  for (let i = 0; i < 8; i++) {
    const { operation, inputs } = graph.value(at);
    const [a, b] = inputs;
    const call = operation.kind === 'call' && inputs.length === 1;
    const map = call || elementwise.has(operation.kind);
    const divided = operation.kind === 'div';
    const adds = operation.kind === 'add';
    const plusOne = adds && b !== undefined && isScalar(graph, b);
    const onePlus = adds && a !== undefined && isScalar(graph, a);
    const next = onePlus ? b : a;
    if (next === undefined || !(map || divided || plusOne || onePlus)) break;
    isMapped ||= operation.kind === 'call' ? isFeatureMap(operation.callee) : map;
    at = throughLayout(graph, next);
  }
  return { source: at, isMapped: isMapped || hasBar(graph.value(at).name) };
}

export const isFeatureMap = (callee: string): boolean => mapNames.test(nameParts(callee).base);
