import type { Prose } from '../types.js';

export const kinds: Prose['kinds'] = {
  'attention.scaledDotProduct': {
    title: 'Scaled Dot-Product Attention（スケール付き内積アテンション）',
    summary:
      'すべてのクエリとキーの内積を求め、スケーリングしたスコアをソフトマックスで重みに変えます。出力の各行は、その重みによるバリューの加重平均です。',
  },
  'attention.scores': {
    title: 'アテンションスコア',
    summary:
      'すべてのクエリとキーの組について内積を求めます。スコアが大きいほど、クエリとキーがよく一致しています。',
  },
  'attention.weights': {
    title: '注意の重み（Attention Weights）',
    summary:
      'ソフトマックスで、クエリごとのスコアを 0 から 1 の割合に変えます。1 つのクエリの割合を合計すると 1 になります。',
  },
  'attention.weightedSum': {
    title: 'バリューの重み付き和',
    summary:
      '注意の重みの割合で、バリューの行を混ぜ合わせて出力の各行を作ります。重みが大きいバリューほど強く反映されます。',
  },
  'attention.multiHead': {
    title: 'マルチヘッドアテンション（Multi-Head Attention）',
    summary:
      '複数のヘッドが、それぞれ自分の重みで並列にアテンションを計算します。その出力を連結し、もう一度線形変換して混ぜ合わせます。',
  },
  'attention.head': {
    title: 'アテンションヘッド（1 つ分）',
    summary:
      'このヘッド専用の重みで、クエリ・キー・バリューを線形変換します。その小さい空間で Scaled Dot-Product Attention を計算します。',
  },
  'attention.additive': {
    title: '加法アテンション（Additive Attention）',
    summary:
      'クエリとキーの一致度を、内積ではなく tanh を使う小さなネットワークで求めます。そのスコアをソフトマックスで重みに変えます。',
  },
  'attention.linear': {
    title: '線形アテンション（Linear Attention）',
    summary:
      'すべての組にソフトマックスを使わないため、キーとバリューを先にまとめて計算できます。計算量は系列長の 2 乗ではなく、系列長に比例します。',
  },
  softmax: {
    title: 'ソフトマックス',
    summary:
      '各数値を指数関数に通し、軸に沿った合計で割ります。結果は 0 から 1 の値になり、合計は 1 になります。',
  },
  mask: {
    title: 'マスク',
    summary: 'どの位置を参照してよいかを表します。それ以外の位置には注意がまったく向きません。',
  },
  projection: {
    title: '線形変換（射影）',
    summary: '各行に、学習された重み行列を掛けます。同じ位置を別の空間で表したものになります。',
  },
  feedForward: {
    title: 'FFN（Feed-Forward Network）',
    summary:
      '位置ごとに、1 層目で次元を広げ、活性化関数を通し、2 層目で元の次元に戻します。ほかの位置とのやり取りはありません。',
  },
  layerNorm: {
    title: '層の正規化（Layer Normalization）',
    summary:
      '各行を、特徴量の方向に平均 0、分散 1 になるように正規化します。その後、学習されたスケールとシフトで範囲を調整します。',
  },
  batchNorm: {
    title: 'バッチ正規化（Batch Normalization）',
    summary:
      '各特徴量を、バッチの方向に平均 0、分散 1 になるように正規化します。その後、学習されたスケールとシフトで範囲を調整します。',
  },
  rmsNorm: {
    title: 'RMS 正規化（RMSNorm）',
    summary: '各行を、二乗平均平方根で割ります。層の正規化と違い、平均は引きません。',
  },
  residual: {
    title: '残差接続',
    summary:
      '層の出力に、元の入力をそのまま足します。層は変化分だけを学習すればよく、勾配も直接伝わります。',
  },
  positionalEncoding: {
    title: '位置エンコーディング',
    summary:
      '波長の異なるサインとコサインで、位置ごとに固有のパターンを与えます。アテンションだけでは順序が分からないためです。',
  },
  rotaryEmbedding: {
    title: '回転位置埋め込み（RoPE）',
    summary:
      '特徴量を 2 つずつ組にし、位置に比例する角度だけ回転させます。その結果、内積は位置どうしの距離で決まります。',
  },
  activation: {
    title: '活性化関数',
    summary:
      '各数値に個別に適用する関数です。これがないと、層を重ねても 1 つの行列と変わりません。',
  },
  loss: {
    title: '損失',
    summary:
      '予測が正解からどれだけ離れているかを表す 1 つの数値です。学習ではこれを小さくします。',
  },
  tensor: {
    title: 'テンソル',
    summary: 'テンソルの式です。形状と数値は、式の各部分から決まります。',
  },
};
