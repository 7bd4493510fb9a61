import type { Dim } from '../program/dim.js';
import { startsSmall } from '../program/letters.js';
import { remembering } from '../program/remember.js';

/** One axis of a symbol by convention: the size's usual name and how strongly it is that. */
export interface AxisConvention {
  readonly dim: Dim;
  readonly weight: number;
}

interface Convention {
  readonly pattern: RegExp;
  readonly axes: readonly AxisConvention[];
}

const axis = (dim: Dim, weight: number): AxisConvention => ({ dim, weight });
const headed: Dim = { operator: '*', left: 'h', right: 'd_v' };

/**
 * Shapes that the field gives to its symbols (Vaswani et al. 2017, sections 3.2 and 3.3). Names are
 * canonical: subscripts before superscripts, no braces. A weight's own axes say more about a size
 * than the symbol it is multiplied with, so `Q W_i^Q` makes Q's last axis d_model.
 */
const conventions: readonly Convention[] = [
  { pattern: /^(W(_\w+)?\^O|W_(O|o|out|0))$/, axes: [axis(headed, 3), axis('d_model', 3)] },
  { pattern: /^(W(_\w+)?\^[QKqk]|W_[QKqk](\^\S+)?)$/, axes: [axis('d_model', 3), axis('d_k', 3)] },
  { pattern: /^(W(_\w+)?\^[Vv]|W_[Vv](\^\S+)?)$/, axes: [axis('d_model', 3), axis('d_v', 3)] },
  { pattern: /^W_1$/, axes: [axis('d_model', 3), axis('d_ff', 3)] },
  { pattern: /^W_2$/, axes: [axis('d_ff', 3), axis('d_model', 3)] },
  { pattern: /^b_1$/, axes: [axis('d_ff', 3)] },
  { pattern: /^b_2$/, axes: [axis('d_model', 3)] },
  { pattern: /^(Q|Query|query|queries|q)$/, axes: [axis('n', 2), axis('d_k', 1)] },
  { pattern: /^(K|Key|key|keys|k)$/, axes: [axis('m', 2), axis('d_k', 1)] },
  { pattern: /^(V|Value|value|values|v)$/, axes: [axis('m', 2), axis('d_v', 1)] },
  // Rows: `Q_{i,:}`, `a_{i\cdot}`.
  { pattern: /^[QK]_\w,(:|cdot)$/, axes: [axis('d_k', 1)] },
  { pattern: /^V_\w,(:|cdot)$/, axes: [axis('d_v', 1)] },
  { pattern: /^(A|S|P|E|α|alpha|a|e|s|w)_\w(,:|,?cdot)$/, axes: [axis('m', 1)] },
  // Of one place in a sequence they are rows; `K_{enc}` and `K_{1:t}` are whole.
  { pattern: /^Q_(?:[A-Za-z]{3,}|\S*(?::|\ble).*)$/, axes: [axis('n', 2), axis('d_k', 1)] },
  { pattern: /^K_(?:[A-Za-z]{3,}|\S*(?::|\ble).*)$/, axes: [axis('m', 2), axis('d_k', 1)] },
  { pattern: /^V_(?:[A-Za-z]{3,}|\S*(?::|\ble).*)$/, axes: [axis('m', 2), axis('d_v', 1)] },
  { pattern: /^(?:[QqKk]|[Qq]uery|[Kk]ey)(_\S+|\^\(\S+\))$/, axes: [axis('d_k', 1)] },
  { pattern: /^(?:[Vv]|[Vv]alue)(_\S+|\^\(\S+\))$/, axes: [axis('d_v', 1)] },
  // An index above, as in `q^1 \cdot k^i`; \ell and l above are layers.
  { pattern: /^[qk]\^(\d|[ijmnst]'*)$/, axes: [axis('d_k', 1)] },
  { pattern: /^v\^(\d|[ijmnst]'*)$/, axes: [axis('d_v', 1)] },
  { pattern: /^[abhxyz]\^(\d|[ijmnst]'*|\([ijnst]([-+]\d)?'*\))$/, axes: [axis('d_model', 1)] },
  { pattern: /^(x|h|z)_\S+$/, axes: [axis('d_model', 1)] },
  // States of linear attention, of which only their use tells the sizes.
  { pattern: /^S_(t|n|T|t[-+]1|n[-+]1|i[-+]1|0)$/, axes: [axis('', 0), axis('', 0)] },
  // Rotations by a position's angles turn a vector into one as long.
  {
    pattern: /^(R|Rot)_((Θ|Theta|θ|theta)\S*|[mn]|n-m|m-n)(\^\S+)?$/,
    axes: [axis('d_k', 1), axis('d_k', 1)],
  },
  { pattern: /^[xX]$/, axes: [axis('n', 1), axis('d_model', 2)] },
  { pattern: /^head(_\S+)?$/, axes: [axis('n', 2), axis('d_v', 2)] },
  { pattern: /^(M|mask|Mask)$/, axes: [axis('n', 2), axis('m', 2)] },
  {
    pattern:
      /^(A|S|P|E|α|alpha|a|attention[ _]?weights?|attn([ _]?weights?)?|weights|(attention[ _]?)?scores?)$/i,
    axes: [axis('n', 2), axis('m', 2)],
  },
  { pattern: /^(output|out|O|o)$/i, axes: [axis('n', 1), axis('d_v', 1)] },
  { pattern: /^(γ|gamma|β|beta)$/, axes: [axis('d_model', 2)] },
  { pattern: /^(μ|mu|σ|sigma)$/, axes: [axis('n', 1), axis(1, 0)] },
  { pattern: /^(μ|mu|σ|sigma)_(B|batch|beta|mathcalB)(\^\S+)?$/, axes: [axis('d_model', 1)] },
  { pattern: /^(ε|epsilon|eps|ϵ|τ|tau|T|λ|lambda|η|eta)$/, axes: [] },
  {
    pattern: /^(θ|theta|vartheta|ω|omega|φ|phi|varphi|ϕ|κ|kappa|ρ|rho|δ|delta|Δ|Delta)$/,
    axes: [],
  },
  { pattern: /^(pos|position|scale|temperature|temp|lr|step)$/, axes: [] },
  // One of several Greek numbers: an angle, a rate, a weight, a mean.
  {
    pattern:
      /^(θ|theta|ω|omega|φ|phi|β|beta|γ|gamma|λ|lambda|η|eta|τ|tau|π|pi|ρ|rho|κ|kappa|δ|delta|μ|mu|σ|sigma|ε|epsilon)_\S+$/,
    axes: [],
  },
  { pattern: /^(α|alpha|a|e|s|w|A|S)_\S+$/, axes: [] },
];

const accents =
  /\\(?:hat|widehat|bar|overline|tilde|widetilde|vec|dot|ddot|check|breve|underline)\{([^{}]*)\}/g;

/** Axes of a symbol by convention, or by the look of its name; a lone small letter is a vector. */
export const conventionFor = remembering(10_000, findConvention);

function findConvention(written: string): readonly AxisConvention[] {
  // `\gamma` and `\alpha_{ij}` are matched as `gamma` and `alpha_ij`, `\hat{x}_i` as `x_i`.
  const name = written.replaceAll(accents, '$1').replaceAll(/[\\{}]/g, '');
  const found = conventions.find((c) => c.pattern.test(name));
  if (found !== undefined) return found.axes;
  if (/^b(_\S+)?$/.test(name)) return [axis(`d_${name}`, 0)];
  if (startsSmall(name) && /^.(_\S+)?$/u.test(name)) return [axis(`d_${name}`, 0)];
  return [axis('', 0), axis('', 0)];
}

/** Letters that stand for one vector when written `q^\top k`, for all rows when written `qk^\top`. */
export const rowLetters = /^[qkvx]$/;

/** Sizes for examples: small, and distinct, so that a mixed-up axis shows. */
export const exampleSizes: Readonly<Record<string, number>> = {
  n: 3,
  m: 4,
  d_v: 5,
  d_k: 6,
  d_model: 8,
  d_ff: 10,
  h: 2,
  n_head: 2,
  n_heads: 2,
  num_heads: 2,
  heads: 2,
  B: 2,
  batch: 2,
  b: 2,
};

/** Names for sizes that nothing names, in order. */
export const spareNames: readonly string[] = ['n', 'm', 'p', 'r', 's', 't', 'u', 'w'];
/** Sizes for names without a usual one, in order; later names reuse them with others in between. */
export const spareSizes: readonly number[] = [3, 4, 5, 6, 7, 8, 9, 10];
