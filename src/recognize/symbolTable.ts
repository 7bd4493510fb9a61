import type { NameParts } from './names.js';
import type { Role } from './roles.js';

/** What a symbol can stand for; meanings in words are in `explain/glossary`. */
export type SymbolKey =
  | 'query'
  | 'key'
  | 'value'
  | 'queryWeight'
  | 'keyWeight'
  | 'valueWeight'
  | 'outputWeight'
  | 'firstWeight'
  | 'secondWeight'
  | 'gateWeight'
  | 'weightMatrix'
  | 'firstBias'
  | 'secondBias'
  | 'bias'
  | 'dK'
  | 'dV'
  | 'dModel'
  | 'dFf'
  | 'dimension'
  | 'headCount'
  | 'sequenceLength'
  | 'keyLength'
  | 'batchSize'
  | 'layerIndex'
  | 'position'
  | 'head'
  | 'concatenated'
  | 'scores'
  | 'weights'
  | 'mask'
  | 'output'
  | 'input'
  | 'hidden'
  | 'attention'
  | 'multiHead'
  | 'feedForward'
  | 'sublayer'
  | 'gamma'
  | 'beta'
  | 'epsilon'
  | 'mean'
  | 'standardDeviation'
  | 'scale'
  | 'temperature'
  | 'logits'
  | 'probability'
  | 'loss'
  | 'target'
  | 'prediction'
  | 'positionalEncoding'
  | 'rotation'
  | 'angle'
  | 'learningRate';

interface SymbolEntry {
  readonly key: SymbolKey;
  readonly role?: Role;
  /** True for sizes and counts, which only a scalar can be; false where a scalar can't. */
  readonly scalar?: boolean;
  readonly is: (name: NameParts) => boolean;
}

const index =
  /^([a-z]|\d+|[a-z]{2}|[a-z]'*,[a-z]|:,?[a-z\d]|[a-z],:|b(h|n|t|q|k|d|s|i|j|l|m|tau){2,3})('*)$/;
const marked = (n: NameParts, pattern: RegExp): boolean => n.marks.some((m) => pattern.test(m));
const onlyIndices = (n: NameParts): boolean =>
  n.marks.every((m) => index.test(m) || /^(l|h|t|\d|i|head)[^A-Za-z]?/.test(m));
/** One of these letters, with nothing but indices on it. */
const letter =
  (letters: RegExp) =>
  (n: NameParts): boolean =>
    letters.test(n.base) && onlyIndices(n);
/** `M_{ij}`, `S_i^{(j)}`: of two places. */
const ofPair = ({ marks }: NameParts): boolean =>
  marks.length > 0 && /^[ijkmnst],?[ijkmnst]$/.test(marks.join(''));
const words =
  (pattern: RegExp) =>
  (n: NameParts): boolean =>
    pattern.test(n.words);
/** A word, also with indices on it: `\text{Score}_{ij}`. */
const elements =
  (pattern: RegExp) =>
  (n: NameParts): boolean =>
    pattern.test(n.words) ||
    (n.marks.length > 0 && n.baseWords.length > 2 && onlyIndices(n) && pattern.test(n.baseWords));
const either =
  (...tests: readonly ((n: NameParts) => boolean)[]) =>
  (n: NameParts): boolean =>
    tests.some((t) => t(n));
/** A weight matrix whose mark starts with one of the letters: `W_i^Q`, `W_{q}`, `w_qs`. */
const weightFor =
  (mark: RegExp, code: RegExp) =>
  (n: NameParts): boolean => {
    // Beside a capital, a small letter counts: `W_V^k` is the values' weight of head k.
    const capitals = n.marks.filter((m) => /[QKVO]/.test(m));
    const marks = capitals.length > 0 ? capitals : n.marks;
    // `w_{ij}^k` weighs a pair.
    const pair = n.base === 'w' && n.marks.some((m) => /^[ijlmnst],?[ijlmnst]$/.test(m));
    const own = /^(W|w|U)$/.test(n.base) && !pair && marks.some((m) => mark.test(m));
    // `V^w` are the values of words.
    const marked = /^[QKV]$/.test(n.base) && n.marks.join() === 'w';
    return own || (!marked && code.test(n.words));
  };

/** The first entry that fits is what a symbol stands for. */
export const symbolTable: readonly SymbolEntry[] = [
  {
    key: 'queryWeight',
    role: 'queryWeight',
    is: weightFor(
      /^(Q|q)(s|uery)?\b|^(Q|q)$|^[a-z\d],?[Qq]$|^[Qq],?[a-z\d]$|^[UD]Q$|^QR$/,
      /^(w_?q|wq|(w|weight)_query|q(uery)?_(proj|weight|linear|w)|to_q|fc_q|linear_q)(_weight)?$/,
    ),
  },
  {
    key: 'keyWeight',
    role: 'keyWeight',
    is: weightFor(
      /^(K|k)(s|ey)?\b|^(K|k)$|^[a-z\d],?K$|^K,?[a-z\d]$|^UK$|^KR$/,
      /^(w_?k|wk|(w|weight)_key|k(ey)?_(proj|weight|linear|w)|to_k|fc_k|linear_k)(_weight)?$/,
    ),
  },
  {
    key: 'valueWeight',
    role: 'valueWeight',
    is: weightFor(
      /^(V|v)(s|alue)?\b|^(V|v)$|^[a-z\d],?V$|^V,?[a-z\d]$|^UV$/,
      /^(w_?v|wv|(w|weight)_value|v(alue)?_(proj|weight|linear|w)|to_v|fc_v|linear_v)(_weight)?$/,
    ),
  },
  {
    key: 'outputWeight',
    role: 'outputWeight',
    is: weightFor(
      /^(O|o|out|output)$/,
      /^(w_?o|wo|w_out|(out(put)?|o)_(proj|weight|linear|w)|to_out|fc_out)(_weight)?$/,
    ),
  },
  {
    key: 'firstWeight',
    role: 'weight',
    is: (n) => /^[Ww]$/.test(n.base) && marked(n, /^(?:1|up|in)(?:,[a-z])?$/),
  },
  {
    key: 'secondWeight',
    role: 'weight',
    is: (n) => /^[Ww]$/.test(n.base) && marked(n, /^(?:2|down)(?:,[a-z])?$/),
  },
  {
    key: 'gateWeight',
    role: 'weight',
    is: (n) => /^[Ww]$/.test(n.base) && marked(n, /^(3|g|gate)$/),
  },
  {
    key: 'weightMatrix',
    role: 'weight',
    is: either(
      (n) => n.base === 'W' || (n.base === 'U' && n.marks.length > 0),
      words(/^(w\d*|weight(_matrix)?|.*_proj_weight)$/),
    ),
  },
  { key: 'firstBias', role: 'bias', scalar: false, is: (n) => n.base === 'b' && marked(n, /^1$/) },
  { key: 'secondBias', role: 'bias', scalar: false, is: (n) => n.base === 'b' && marked(n, /^2$/) },
  {
    key: 'bias',
    role: 'bias',
    scalar: false,
    is: either((n) => n.base === 'b', words(/^(b\d*|bia|bias|.*_bia|.*_bias)$/)),
  },
  {
    key: 'dK',
    scalar: true,
    is: either(
      (n) => n.base === 'd' && marked(n, /^(k|K|q|key|head|h|\{?\\?text)/),
      words(/^(depth|dk|d_key|dim_k|key_dim|k_dim|d_head|head_dim|head_size|dim_head)$/),
    ),
  },
  {
    key: 'dV',
    scalar: true,
    is: either(
      (n) => n.base === 'd' && marked(n, /^(v|V|value)$/),
      words(/^(dv|dim_v|value_dim)$/),
    ),
  },
  {
    key: 'dFf',
    scalar: true,
    is: either(
      (n) => n.base === 'd' && marked(n, /^(ff|ffn|hidden)$/),
      words(/^(dff|hidden_(dim|size)|inner_dim|intermediate_size)$/),
    ),
  },
  {
    key: 'dModel',
    scalar: true,
    is: either(
      (n) => n.base === 'd' && marked(n, /^(m|model|emb|embed|in|x)/),
      words(
        /^(dmodel|d_model|dim_model|model_dim|embed_?dim|emb_dim|embedding_dim|n_embd|hidden|dim)$/,
      ),
    ),
  },
  { key: 'dimension', scalar: true, is: (n) => /^[dD]$/.test(n.base) },
  {
    key: 'headCount',
    scalar: true,
    is: either(letter(/^[hH]$/), words(/^(n_?head|num_?head|head|nhead|head_num|heads_num)$/)),
  },
  {
    key: 'keyLength',
    scalar: true,
    is: either(
      (n) => letter(/^[mSM]$/)(n) && !ofPair(n),
      words(/^(len_k|len_v|src_len|kv_len|key_len(gth)?)$/),
    ),
  },
  {
    key: 'sequenceLength',
    scalar: true,
    is: either(
      letter(/^[nNTLt]$/),
      words(/^(seq_?len(gth)?|len_q|tgt_len|q_len|length|sequence_length|seq|n_token|num_token)$/),
    ),
  },
  {
    key: 'batchSize',
    scalar: true,
    is: either(letter(/^[Bb]$/), words(/^(batch(_size)?|bsz|sz_b|bs)$/)),
  },
  {
    key: 'position',
    scalar: true,
    is: either(letter(/^(i|j|k|pos|p)$/), words(/^(pos(ition)?)$/)),
  },
  { key: 'layerIndex', scalar: true, is: letter(/^l$/) },
  {
    key: 'query',
    role: 'query',
    scalar: false,
    is: either(
      letter(/^[Qq]$/),
      elements(
        /^(quer(y|ie)(_(vector|matrix|matrice))?(_\d+)?|q(_proj)?|xq|q_\d|q_(i|t|head|heads|h))$/,
      ),
    ),
  },
  {
    key: 'key',
    role: 'key',
    scalar: false,
    is: either(
      letter(/^[Kk]$/),
      (n) => /^[Kk]$/.test(n.base) && n.marks.every((m) => m === 'T' || index.test(m)),
      elements(
        /^(key(_(vector|matrix|matrice))?(_\d+)?|k|xk|kt|k_t|k_transposed?|key_transposed?|k_(i|j|head|h))$/,
      ),
    ),
  },
  {
    key: 'value',
    role: 'value',
    scalar: false,
    is: either(
      letter(/^[Vv]$/),
      elements(/^(value(_(vector|matrix|matrice))?(_\d+)?|v|xv|v_(i|j|head|h))$/),
    ),
  },
  {
    key: 'head',
    role: 'head',
    // `head1`, `headh`: typed without a line below.
    is: (n) => /^head(?:[\dhijkn]?(?:\b|_|$))/i.test(n.base) || /^head(_\w+)?$/.test(n.words),
  },
  {
    key: 'multiHead',
    role: 'output',
    is: words(/^(multi_?head(_attention)?|multihead(_attention)?|mha|mh)\b/),
  },
  { key: 'concatenated', role: 'concatenated', is: words(/^(concat\w*|cat_head|head_concat)$/) },
  {
    key: 'weights',
    role: 'weights',
    is: either(
      letter(/^(alpha)$/),
      (n) => /^[aA]$/.test(n.base) && marked(n, /^[a-z\d]'*,?[a-z\d]'*$/),
      // `a_j^i`, not `a_i^l` of a layer.
      (n) => n.base === 'a' && n.marks.length === 2 && n.marks.every((m) => /^[ijmnst]$/.test(m)),
      elements(
        /^((self_|cross_)?(attention|attn|att)_?(weight|prob|probability|map|matrix|dist|distribution)|attn|(attention|attn)_(p|w)|weight_attn|weights|prob_attn|p_attn|a_weight)$/,
      ),
      (n) => /^(attention|attn)$/i.test(n.base) && marked(n, /^weights?$/i),
    ),
  },
  {
    key: 'scores',
    role: 'scores',
    is: either(
      // `e_{1j}`: of the first query.
      (n) => /^(e|s|S)$/.test(n.base) && marked(n, /^[a-z\d]'*,?[a-z]'*$/),
      // `S_i^{(j)}`: those of a block.
      (n) => n.base === 'S' && ofPair(n),
      elements(
        /^((self_|cross_)?(attention|attn|att|raw|qk|dot|scaled|masked|similarity)_?(score|logit|energy|energie|product)|(attention|attn)_score\w*|score|energy|energie|sim|similarity|qk_?t?|qkt|qk)$/,
      ),
    ),
  },
  {
    key: 'mask',
    role: 'mask',
    is: either(
      (n) => n.base === 'M' && n.marks.every((m) => index.test(m) || /mask|causal|pad/.test(m)),
      elements(/^(\w+_)?mask(_\w+)?$|^(tril|causal|look_ahead\w*)$/),
    ),
  },
  {
    key: 'attention',
    role: 'output',
    is: words(
      /^(sa|(scaled_dot_product_|self_|cross_|(\w+_)?(sparse|window|causal|masked)_)?attention|(attn|attention)_out(put)?|context(_\w+)?|ctx)$/,
    ),
  },
  { key: 'feedForward', role: 'output', is: words(/^(ffn|feed_?forward\w*|mlp|ff)$/) },
  { key: 'sublayer', is: words(/^(sub_?layer\w*|layer)$/) },
  {
    key: 'positionalEncoding',
    is: either(
      (n) => n.base === 'PE',
      words(
        /^(?!.*_(?:shape|size|dim|length)$)(pe|pos\w*_(enc\w*|emb\w*)|position\w*_(enc\w*|emb\w*))$/,
      ),
    ),
  },
  { key: 'rotation', is: (n) => n.base === 'R' },
  { key: 'angle', is: (n) => /^(theta|omega)$/.test(n.base) },
  { key: 'gamma', role: 'weight', is: either((n) => n.base === 'gamma', words(/^gamma$/)) },
  { key: 'beta', role: 'bias', is: either((n) => n.base === 'beta', words(/^beta$/)) },
  {
    key: 'epsilon',
    is: either((n) => n.base === 'epsilon', words(/^(epsilon|ep|eps|variance_epsilon)$/)),
  },
  { key: 'mean', is: either((n) => n.base === 'mu', words(/^(mu|mean|avg)$/)) },
  {
    key: 'standardDeviation',
    is: either((n) => n.base === 'sigma', words(/^(sigma|std|var|variance)$/)),
  },
  {
    key: 'temperature',
    role: 'scale',
    is: either((n) => n.base === 'tau', words(/^(temperature|temp)$/)),
  },
  {
    key: 'scale',
    role: 'scale',
    is: words(/^(scale|scaling|scale_factor|scaling_factor|inv_scale|sm_scale|norm_factor)$/),
  },
  {
    key: 'learningRate',
    scalar: true,
    is: either((n) => n.base === 'eta', words(/^(lr|learning_rate)$/)),
  },
  {
    key: 'loss',
    is: either((n) => n.base === 'L' && n.marks.length <= 1, words(/^(loss|nll\w*|.*_loss)$/)),
  },
  { key: 'logits', role: 'logits', is: words(/^(logit|.*_logit)$/) },
  { key: 'prediction', is: words(/^(y_hat|y_pred|pred(iction)?)$/) },
  { key: 'target', is: either(letter(/^y$/), words(/^(target|label|y_true|ground_truth)$/)) },
  { key: 'probability', is: either(letter(/^[pP]$/), words(/^(prob|probability|probabilitie)$/)) },
  {
    key: 'output',
    role: 'output',
    is: either(letter(/^(O|o)$/), words(/^(output|out|result|attn_output|attended|z)$/)),
  },
  {
    key: 'hidden',
    role: 'hidden',
    scalar: false,
    is: either(letter(/^[hH]$/), words(/^(hidden(_state)?|.*_hidden(_state)?)$/)),
  },
  {
    key: 'input',
    role: 'input',
    scalar: false,
    is: either(
      letter(/^[xX]$/),
      words(/^(x|input|inputs|embedding|embeddings|token_embedding|src|tgt|memory|enc_output)$/),
    ),
  },
];
