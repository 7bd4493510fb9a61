import { isWideName } from './wideNames.js';

/** Names of functions that only formulas of the field have: what is applied so is mathematics. */
const strong =
  'softmax log_softmax logsoftmax attention selfattention multihead multiheadattention layernorm layer_norm rmsnorm batchnorm ffn mlp relu gelu silu swish swiglu geglu sublayer concat sigmoid tanh softplus rope head selfattn crossattention feedforward';

/** Functions that code has too: they count beside symbols. */
const common =
  'sin cos tan exp log ln sqrt max min mean avg sum var std argmax argmin norm abs det tr trace dim linear dropout mask pe pos_encoding score sim erf clamp';

/** What formulas of the field name in a word; prose has these words too. */
const fieldNames =
  'scores weights output outputs query queries key keys value values logits context context_vector attention_weights attention_scores attn_weights attn_scores attn pos weight attention_weight attention_score probs probabilities attention_probs attention_probabilities temperature embedding embeddings encoding token_embedding positional_embedding position_embedding positional_encoding pos_embedding dmodel mean var variance eps epsilon gamma beta alpha theta sigma lambda tau loss gate hidden input cos sin score std total';

const strongNames = new Set(strong.split(' '));
const commonNames = new Set(common.split(' '));

const names = new Set(fieldNames.split(' '));

/** `np.sqrt` is `sqrt`, `Attention Weights` and `attention\\_weights` are `attention_weights`. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('\\', '')
    .replace(/^\w+\./, '')
    .replace(' ', '_');

export const isStrongFunction = (name: string): boolean => strongNames.has(plainName(name));
export const isCommonFunction = (name: string): boolean => commonNames.has(plainName(name));

/** The places that are counted below a name: `value_i`, `weight_ij`. */
const index = /_(?:[hijknt]{1,2}|\d)$/;

export const isFieldName = (name: string): boolean =>
  names.has(plainName(name).replace(index, '')) ||
  name.includes(' ') ||
  /^head_?[\dihHnk]$/i.test(name) ||
  isWideName(name);

/** `E[x]`, `Var[x]` */
export const isMeanOf = (name: string): boolean => /^(?:E|Var|Cov)$/.test(name);

/** A pattern for the names that a text may apply to a formula between dollars: `softmax($x$)`. */
export const appliedNames =
  'softmax|log_?softmax|sigmoid|tanh|relu|gelu|silu|swish|layer_?norm|rms_?norm|batch_?norm|norm|concat(?:enate)?|(?:self|cross)?attention|attn|multi_?head(?:attention)?|ffn|mlp|sub_?layer|exp|log|max|min|argmax';
