import type { ValueId } from '../../program/value.js';
import { chainOf, sameExpression, termsOf } from '../chain.js';
import { nameBelow } from '../evidence.js';
import { summand, through, throughLayout, type Graph } from '../graph.js';
import { nameParts, type NameParts } from '../names.js';
import { scoreFunctions } from './comparisons.js';

/** What a sum adds, its bound aside: `\sum_{i=1}^t x_i`. */
function added(graph: Graph, id: ValueId): ValueId | undefined {
  const at = throughLayout(graph, id);
  const { operation, inputs } = graph.value(at);
  const [bound, of] = inputs;
  const bounded =
    operation.kind === 'matmul' && bound !== undefined && graph.kind(bound) === 'tril';
  return bounded ? of : summand(graph, at);
}

/** `\frac{\exp(f(h_t, s))}{\sum_i \exp(f(h_i, s))}`: one function of the same letters, each at its place. */
function isOfScoreFunction(graph: Graph, top: ValueId, under: ValueId): boolean {
  const all = added(graph, under);
  const of = all === undefined ? undefined : exponent(graph, all);
  if (of === undefined) return false;
  const [a, b] = [top, of].map((id) => graph.value(throughLayout(graph, id)));
  if (a?.operation.kind !== 'call' || b?.operation.kind !== 'call') return false;
  const same = a.operation.callee === b.operation.callee && a.inputs.length === b.inputs.length;
  if (!same || !scoreFunctions.test(nameParts(a.operation.callee).base)) return false;
  return a.inputs.every((id, i) => {
    const base = nameBelow(graph, id).base;
    return base !== '' && base === nameBelow(graph, b.inputs[i] ?? id).base;
  });
}

/** What an exponential is of. */
function exponent(graph: Graph, id: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(through(graph, id));
  return operation.kind === 'exp' ? inputs[0] : undefined;
}

/**
 * `\frac{e^a}{e^a + e^b}`, `\frac{e^{s_i}}{1 + \sum_j e^{s_j}}`: a softmax whose sum is written term by
 * term or has one term more, a sink that takes weight away. Gives what is above, in the exponent.
 * Source of the second: Miller 2023, "Attention is off by one".
 */
export function writtenSoftmax(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs } = graph.value(root);
  const [over, under] = inputs;
  if (operation.kind !== 'div' || over === undefined || under === undefined) {
    return runningSum(graph, root);
  }
  const top = exponent(graph, over);
  if (top !== undefined && isByRunningSum(graph, root, top, under)) return top;
  if (top !== undefined && isFirstOfAll(graph, top, under)) return top;
  if (top !== undefined && isOfScoreFunction(graph, top, under)) return top;
  const terms = termsOf(graph, under);
  if (top === undefined || terms.length < 2) return undefined;
  const summed = terms.map((t) =>
    throughLayout(graph, summand(graph, throughLayout(graph, t)) ?? t),
  );
  const isOne = (id: ValueId): boolean => {
    const { operation: o } = graph.value(id);
    return o.kind === 'tensor' && o.data.length === 1 && o.data[0] === 1;
  };
  if (isOverNumbers(graph, top, summed)) return top;
  const known = summed.every((t) => exponent(graph, t) !== undefined || isOne(t));
  const apart = summed.every((t, i) => summed.findIndex((u) => graph.sameAs(t, u)) === i);
  if (!known || !apart || !summed.some((t) => sameExpression(graph, t, over))) return undefined;
  // `e^x / (1 + e^x)` is a sigmoid.
  const sigmoid = terms.every(
    (t) => isOne(t) || graph.sameAs(through(graph, t), through(graph, over)),
  );
  return sigmoid ? undefined : top;
}

/** `a_i = e^{x_i - m_N} / d_N`: over a sum that is called by its letter, as the maximum is. */
function isByRunningSum(graph: Graph, root: ValueId, top: ValueId, under: ValueId): boolean {
  const { operation, inputs } = graph.value(top);
  const [, maximum] = inputs;
  if (operation.kind !== 'sub' || maximum === undefined || graph.value(root).defined !== true) {
    return false;
  }
  const [m, d] = [maximum, under].map((id) => nameBelow(graph, id));
  // `d_N'`: the sum for what was the largest then.
  const places = (n: NameParts | undefined): string =>
    (n?.marks.join() ?? '').replaceAll(/'|,?\s*prime/g, '');
  if (m === undefined || d === undefined || places(m) !== places(d)) return false;
  return /^(m|M|max)$/.test(m.base) && /^(d|l|ell|Z|s|S)'*$/.test(d.base);
}

/** `\frac{e^{u_1}}{\sum_i e^{u_i}}`: one of all by its number. */
function isFirstOfAll(graph: Graph, top: ValueId, under: ValueId): boolean {
  const sum = summand(graph, throughLayout(graph, under));
  const of = sum === undefined ? undefined : exponent(graph, sum);
  if (of === undefined) return false;
  const [ones, alls] = [top, of].map((id) => chainOf(graph, id).factors);
  // `s^\top h_3` among `s^\top h_j`: what is left where the factors are the same.
  const [a, b] = [ones, alls].map((own, i) =>
    (own ?? []).filter((f) => !(i === 0 ? alls : ones)?.some((g) => graph.sameAs(f, g))),
  );
  const [one, all] = [a, b].map((rest) => (rest?.length === 1 ? rest[0] : undefined));
  if (one === undefined || all === undefined) return false;
  const [x, y] = [one, all].map((id) => nameBelow(graph, id));
  if (x?.base !== y?.base) return false;
  return /^\d$/.test(x?.marks.join() ?? '') && /^[a-z]$/.test(y?.marks.join() ?? '');
}

/** `2.0 / 0.5`, `2.0`: a number, worked out or not. */
const isInNumbers = (graph: Graph, id: ValueId): boolean => {
  const { operation, inputs } = graph.value(id);
  return (
    operation.kind === 'tensor' || (inputs.length > 0 && inputs.every((i) => isInNumbers(graph, i)))
  );
};

/** `z_i`, `z_i / T` */
const dividend = (graph: Graph, id: ValueId): ValueId => {
  const { operation, inputs } = graph.value(id);
  return operation.kind === 'div' ? (inputs[0] ?? id) : id;
};

/** `\frac{e^{z_i}}{e^{2.0} + e^{1.0} + e^{0.1}}`: one of all, over the sum in numbers. */
const isOverNumbers = (graph: Graph, top: ValueId, summed: readonly ValueId[]): boolean =>
  /^[a-z\d]$/.test(nameBelow(graph, dividend(graph, top)).marks.join()) &&
  summed.every((t) => {
    const of = exponent(graph, t);
    return of !== undefined && isInNumbers(graph, of);
  });

/** `m_{i-1} - m_i`: a maximum before less the one now. */
function isChangeOfMaximum(graph: Graph, id: ValueId): boolean {
  const { operation, inputs } = graph.value(id);
  if (operation.kind !== 'sub') return false;
  const [a, b] = inputs.map((i) => nameBelow(graph, i));
  if (a === undefined || b === undefined) return false;
  return /^(m|M|mu|max)$/.test(a.base) && a.base === b.base && a.marks.join() !== b.marks.join();
}

/**
 * `\ell_i = e^{m_{i-1} - m_i} \ell_{i-1} + e^{x_i - m_i}`: the sum of a softmax in one pass. Source:
 * Milakov & Gimelshein 2018, "Online normalizer calculation for softmax".
 */
function runningSum(graph: Graph, root: ValueId): ValueId | undefined {
  const { operation, inputs, name, defined } = graph.value(root);
  if (operation.kind !== 'add' || defined !== true || name === undefined) return undefined;
  const own = nameParts(name).base;
  // `O = e^{m - m'} O + P V` adds values.
  if (/^[oO]'*$/.test(own)) return undefined;
  for (const term of inputs) {
    const { operation: product, inputs: factors } = graph.value(throughLayout(graph, term));
    if (product.kind !== 'mul' && product.kind !== 'matmul') continue;
    const before = factors.some((f) => nameParts(graph.value(f).name ?? '').base === own);
    const scales = factors.some((f) => {
      const e = exponent(graph, f);
      return e !== undefined && isChangeOfMaximum(graph, e);
    });
    const added = inputs.find((i) => i !== term);
    if (before && scales && added !== undefined) return added;
  }
  return undefined;
}
