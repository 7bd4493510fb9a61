import { nameParts } from '../recognize/names.js';
import type { ItemKind } from '../recognize/roles.js';
import { symbolMeaning, type SymbolKey } from '../recognize/symbols.js';
import { contextMeanings, onlyIn, type ContextKey } from './contextMeanings.js';
import type { Locale } from './types.js';

type Entry = Readonly<Record<Locale, string>>;

/** What each symbol of the field means, as a phrase. */
const glossary: Readonly<Record<SymbolKey | ContextKey, Entry>> = {
  query: { en: 'query: what each token looks for', ja: 'クエリ（各トークンが何を探しているか）' },
  key: {
    en: 'key: what each token can be found by',
    ja: 'キー（各トークンが何で見つけてもらうか）',
  },
  value: { en: 'value: what each token passes on', ja: 'バリュー（各トークンが渡す情報）' },
  queryWeight: { en: 'learned weights that make queries', ja: 'クエリを作る、学習される重み行列' },
  keyWeight: { en: 'learned weights that make keys', ja: 'キーを作る、学習される重み行列' },
  valueWeight: { en: 'learned weights that make values', ja: 'バリューを作る、学習される重み行列' },
  outputWeight: {
    en: 'learned weights that mix the heads',
    ja: 'ヘッドの出力を混ぜ合わせる、学習される重み行列',
  },
  firstWeight: {
    en: 'weights of the first layer, which widens',
    ja: '1 層目の重み行列（次元を広げる側）',
  },
  secondWeight: {
    en: 'weights of the second layer, which narrows',
    ja: '2 層目の重み行列（元の次元に戻す側）',
  },
  gateWeight: { en: 'weights of the gate', ja: 'ゲートの重み行列' },
  weightMatrix: { en: 'a matrix of learned weights', ja: '学習される重み行列' },
  firstBias: { en: 'bias of the first layer', ja: '1 層目のバイアス' },
  secondBias: { en: 'bias of the second layer', ja: '2 層目のバイアス' },
  bias: { en: 'bias, added to every row', ja: 'バイアス（すべての行に足す値）' },
  dK: { en: 'number of features of a query and of a key', ja: 'クエリとキーの次元数' },
  dV: { en: 'number of features of a value', ja: 'バリューの次元数' },
  dModel: {
    en: 'number of features of a token in the model',
    ja: 'モデルの次元数（1 トークンの特徴量の数）',
  },
  dFf: { en: 'width of the hidden layer', ja: '隠れ層の次元数' },
  dimension: { en: 'number of features', ja: '次元数' },
  headCount: { en: 'number of heads', ja: 'ヘッドの数' },
  sequenceLength: { en: 'number of tokens', ja: 'トークンの数（系列長）' },
  keyLength: { en: 'number of tokens that can be looked at', ja: '参照されるトークンの数' },
  batchSize: {
    en: 'number of sequences processed together',
    ja: 'バッチサイズ（同時に処理する系列の数）',
  },
  layerIndex: { en: 'number of the layer', ja: '層の番号' },
  position: { en: 'position in the sequence', ja: '系列内の位置' },
  head: { en: 'output of one attention head', ja: '1 つのアテンションヘッドの出力' },
  concatenated: { en: 'outputs of all heads side by side', ja: '全ヘッドの出力を連結したもの' },
  scores: { en: 'how well each query matches each key', ja: '各クエリと各キーの一致度（スコア）' },
  weights: {
    en: 'attention weights: how much each query takes from each key',
    ja: '注意の重み（各クエリが各キーからどれだけ受け取るか）',
  },
  mask: {
    en: 'mask: which keys each query may look at',
    ja: 'マスク（各クエリがどのキーを参照してよいか）',
  },
  output: { en: 'output', ja: '出力' },
  input: { en: 'input, one row per token', ja: '入力（1 行が 1 トークン）' },
  hidden: { en: 'hidden state', ja: '隠れ状態' },
  attention: {
    en: 'output of attention: values mixed for each query',
    ja: 'アテンションの出力（クエリごとにバリューを混ぜ合わせたもの）',
  },
  multiHead: { en: 'output of multi-head attention', ja: 'マルチヘッドアテンションの出力' },
  feedForward: { en: 'output of the feed-forward network', ja: 'FFN の出力' },
  sublayer: {
    en: 'a layer such as attention or feed-forward',
    ja: '副層（アテンションや FFN など）',
  },
  gamma: { en: 'learned factor per feature', ja: '特徴量ごとの、学習されるスケール' },
  beta: { en: 'learned shift per feature', ja: '特徴量ごとの、学習されるシフト' },
  epsilon: { en: 'a tiny number that keeps the divisor above 0', ja: '0 で割るのを防ぐ小さな数' },
  mean: { en: 'mean', ja: '平均' },
  standardDeviation: {
    en: 'standard deviation; squared, the variance',
    ja: '標準偏差（2 乗すると分散）',
  },
  scale: { en: 'scale of the scores', ja: 'スコアのスケール' },
  temperature: {
    en: 'temperature: a larger one evens out softmax',
    ja: '温度（大きいほどソフトマックスの結果がなだらかになる）',
  },
  logits: { en: 'numbers before softmax', ja: 'ロジット（ソフトマックスの前の数値）' },
  probability: { en: 'probability', ja: '確率' },
  loss: { en: 'loss: how far off the predictions are', ja: '損失（予測がどれだけ外れているか）' },
  target: { en: 'target', ja: '正解' },
  prediction: { en: 'prediction', ja: '予測' },
  positionalEncoding: { en: 'positional encoding', ja: '位置エンコーディング' },
  rotation: { en: 'rotation', ja: '回転行列' },
  angle: { en: 'angle', ja: '角度' },
  learningRate: { en: 'learning rate', ja: '学習率' },
  classCount: { en: 'number of classes', ja: 'クラスの数' },
  sampleCount: { en: 'number of examples', ja: 'サンプルの数' },
  featureCount: { en: 'number of features', ja: '特徴量の数' },
  dimensionPair: {
    en: 'number of the pair of features that share a frequency',
    ja: '同じ周波数を使う次元の組の番号',
  },
  frequency: {
    en: 'frequency: how fast the angle turns with the position',
    ja: '角周波数（位置とともに角度が進む速さ）',
  },
  featureMap: {
    en: 'feature map that takes the place of softmax',
    ja: 'ソフトマックスの代わりに使う特徴写像',
  },
  parameters: { en: 'parameters of the model', ja: 'モデルのパラメーター' },
  lossWeight: { en: 'how much this term of the loss counts', ja: '損失の中でのこの項の重み' },
  contextVector: {
    en: 'context vector: the mix of what was attended to',
    ja: 'コンテキストベクトル（注意の重みで混ぜ合わせたもの）',
  },
  decoderState: { en: 'hidden state of the decoder', ja: 'デコーダの隠れ状態' },
  scoreVector: {
    en: 'learned vector that turns features into one score',
    ja: '特徴量を 1 つのスコアに変える、学習されるベクトル',
  },
  scoreBias: { en: 'bias that is added to the scores', ja: 'スコアに足すバイアス' },
  gain: { en: 'learned factor per feature', ja: '特徴量ごとの、学習されるスケール' },
  slope: {
    en: 'slope: how fast a head forgets distant keys',
    ja: '傾き（ヘッドが遠いキーを軽く扱う度合い）',
  },
  layerOutput: { en: 'output of the layer', ja: '層の出力' },
};

/** A term of the glossary. */
export const meaningOfKey = (key: SymbolKey, locale: Locale): string => glossary[key][locale];

/** What the field means by a letter in formulas of one kind. */
function meaningIn(
  kind: ItemKind,
  name: string,
  scalar: boolean | undefined,
): SymbolKey | ContextKey | undefined {
  const { base, marks } = nameParts(name);
  return contextMeanings.find(
    (m) =>
      m.base.test(base) &&
      m.kinds.test(kind) &&
      (m.scalar === undefined || scalar === undefined || m.scalar === scalar) &&
      (m.marks === undefined || m.marks.test(marks.join(' '))),
  )?.key;
}

/**
 * What the field means by a name, or undefined: first in formulas of this kind, then anywhere. No
 * meaning is better than a wrong one. `scalar` tells sizes from tensors of the same letter.
 */
export function meaningOfName(
  name: string,
  scalar: boolean | undefined,
  locale: Locale,
  kind: ItemKind = 'tensor',
): string | undefined {
  const own = meaningIn(kind, name, scalar);
  if (own !== undefined) return glossary[own][locale];
  const key = symbolMeaning(name, scalar)?.key;
  if (key === undefined || onlyIn[key]?.test(kind) === false) return undefined;
  return glossary[key][locale];
}
