import { onceEach } from '../program/remember.js';
import type { NameParts } from './names.js';
import type { ItemKind } from './roles.js';

/** Functions that formulas name without saying what they compute, one entry per kind. */
const namedFunctions: readonly { readonly kind: ItemKind; readonly is: RegExp }[] = [
  {
    kind: 'feedForward',
    is: /^(ffn?|mlp|feedforward|positionwise(ffn|feedforward))(network|net|layer|block)?((swi|ge|re|si)?glu|[a-z]?\d*)$|^(swi|ge|re|si)?glu$|^bilinear$/,
  },
  {
    kind: 'rotaryEmbedding',
    is: /^(rope|rotary|rotatehalf|rotateeverytwo|applyrope|applyrotary)(\w{0,3}|emb\w*|posemb\w*|positionemb\w*)$/,
  },
  { kind: 'layerNorm', is: /^(ln|layernorm|layernormali[sz](e|ation))[a-z]?\d*$/ },
  { kind: 'rmsNorm', is: /^(rms|rmsn|rms(layer)?norm|rmsnormali[sz](e|ation))[a-df-z]?\d*$/ },
  { kind: 'batchNorm', is: /^(bn|batchnorm|batchnormali[sz](e|ation))[a-z]?\d*$/ },
  { kind: 'projection', is: /^(linear|dense)$/ },
  {
    kind: 'activation',
    is: /^(quick|leaky|hard|p|s)?(gelu|relu6?|elu|silu|swish|sigmoid|tanh)$|^(softplus|mish|act(ivation)?(fn|function)?)$/,
  },
  {
    kind: 'softmax',
    is: /^(sparsemax|(alpha)?entmax\d*|(gumbel|safe|online|stable|log)?softmax\d*)$/,
  },
  { kind: 'attention.linear', is: /^(retention|linear_?attention|linattn)$/ },
  {
    kind: 'loss',
    is: /^((binary)?crossentropy(loss)?|(ce|bce|r?mse|nll|kl)(loss)?|perplexity|ppl)$/,
  },
  {
    kind: 'positionalEncoding',
    is: /^(?!.*(?:shape|size|dim|length)s?$)(pe|pos(ition(al)?)?(enc|emb)(od|ed)?[a-z]*|(sin|cos)pe)\d*$/,
  },
];

/** The kind of a function by its whole name, `\text{FFN}_{\text{SwiGLU}}`, or what its marks are on. */
export const kindOfFunction = onceEach(({ base, words }: NameParts): ItemKind | undefined => {
  // `P_e` is no PE, and `\ln x`, `lnL` no LN.
  if (/^ln(?:[A-Zp]$|(?![A-Za-z]))/.test(base)) return undefined;
  const joined = [base.length > 1 ? words.replaceAll('_', '') : '', base.toLowerCase()];
  return namedFunctions.find((f) => joined.some((w) => f.is.test(w)))?.kind;
});
