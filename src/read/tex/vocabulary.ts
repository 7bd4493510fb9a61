/**
 * Words that people write in formulas without marking them as words, so that `head_i` is one name
 * and `QW` is two.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter(Boolean));

/** Names of things. */
const nouns = words(`
  head heads Head attention Attention attn Attn weight weights Weight Weights score scores Score Scores
  query key value queries keys values Query Key Value output Output outputs input Input inputs out
  mask Mask bias Bias depth dim dims emb embed embedding Embedding embeddings pos position token tokens
  context hidden state logits logit loss Loss scale temperature seq len batch model residual memory
  context prob probs attended result x_pos energy alignment target source src tgt enc dec num size
  Scaled Dot Product Self Cross Multi Masked Layer Norm Feed Forward Linear Network
  eps MSE RMSE MAE BCE NLL PPL FFN MLP MHA MHSA SDPA RMS
`);

/** Subscripts of more than one letter that are one word, braces or not. */
const subscripts = words(`
  model ff ffn in out head heads emb embed embedding inner hidden key query value seq len vocab qkv max min
  pos enc dec attn attention mask row col total heads kv batch weight weights score scores output input
  src tgt pre post norm causal local global dim proj up down gate rope nope latent tok token tokens
`);

/** Words of a sentence: they end a formula, they are never factors. */
const prose = words(`
  and or if where for with when otherwise such that let is are then so since because else given of to from
  the a an each all as by at on this we have has be not but into over per which while until i.e. e.g. s.t.
  もし ただし ここで および または かつ
`);

export const isNoun = (word: string): boolean => nouns.has(word);

export const isSubscriptWord = (word: string): boolean =>
  subscripts.has(word) || isSpoken(word) || (word.length >= 4 && looksLikeWord(word));

/** `cat` of `V_{cat}`: three letters that can be spoken; nobody counts with these vowels in the middle. */
export const isSpoken = (word: string): boolean =>
  /^(?:[b-df-hj-np-tv-z][aeou][b-df-hj-np-tv-z]|the|she|you)$/.test(word);

/** Japanese and Chinese that join formulas: a run of them that holds one of these is no name. */
const eastern =
  /ただし|ここで|但し|とき|場合|および|または|です|ます|とする|とおく|かつ|また|よって|もし|である|其中|这里|這裡|其他|否则|否則|如果|因此|所以|表示|即可|并且|以及|当且|另外|对于|若/;

/** True for a bare word of a sentence; single letters never are. */
export const isProseWord = (word: string): boolean =>
  word.length > 1 && (prose.has(word) || eastern.test(word));

/** True where a `\text{…}` speaks to the reader instead of naming something. */
export function isProse(text: string): boolean {
  // `\text{A} \times V`: no article.
  if (/^[A-Z]$/.test(text)) return false;
  // `\text{Row 1: }` is a label.
  if (/[$。、.?!]|[:：]\s*$/.test(text) || eastern.test(text)) return true;
  const parts = text
    .toLowerCase()
    .split(/[\s,:;]+/)
    .filter(Boolean);
  return parts.length === 0 || parts.length > 4 || parts.some((w) => prose.has(w) && w !== 'to');
}

/** Lower-case letters with vowels between consonants, or a capital and lower-case letters. */
export function looksLikeWord(run: string): boolean {
  if (/^[A-Z]?[a-z]{3,}$/.test(run)) return /[aeiouy]/i.test(run) && /[^aeiouy]/i.test(run);
  return /^(?:[A-Z][a-z]{2,}){2,}$/.test(run) || /^[A-Z]{2,}[a-z]{2,}[A-Za-z]*$/.test(run);
}
