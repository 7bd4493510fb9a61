/**
 * Sentences by problem code. Of several, the first whose values are all there is used; `{a}` and
 * `{b}` are the operands' names.
 */
export const sentencesJa: Readonly<Record<string, readonly string[]>> = {
  'missing-scale': [
    'スコアを √{size} で割らずにソフトマックスに渡しています。ベクトルが長いと、ソフトマックスが飽和します。',
  ],
  'other-scale': [
    'スコアを {divisor} で割っていますが、クエリの次元数は {size} です。通常は {expected} で割ります。',
  ],
  'softmax-axis': [
    'ソフトマックスの軸が {axis}（クエリの方向）になっています。キーの方向（軸 {expected}）にすると、クエリごとの重みの合計が 1 になります。',
  ],
  'mask-after-softmax': [
    'ソフトマックスの後にマスクを適用しているため、行の重みの合計が 1 になりません。ソフトマックスの前にスコアを −∞ にすると、合計は 1 のままです。',
  ],
  'transpose-fits': ['{name} を転置するとサイズが合います。{suggestion} ではありませんか。'],
  'value-mismatch': [
    '{row} 行 {column} 列: {stated} と書かれていますが、計算すると {computed} です。',
    '{entry} 番目: {stated} と書かれていますが、計算すると {computed} です。',
    '{stated} と書かれていますが、計算すると {computed} です。',
    '書かれている結果の形状は {shape0} ですが、計算すると {shape1} です。',
    'ここは {other} ですが、その前の部分は {computed} です。',
    '{row} 行目の合計が {sum} です。ソフトマックスの重みの合計は 1 になります。',
    '合計が {sum} です。ソフトマックスの重みの合計は 1 になります。',
  ],
  'shape-called': ['shape は関数ではありません。括弧を外すか、size() と書きます。'],
  'shape-comment': ['形状 {stated} と書かれていますが、計算した形状は {computed} です。'],
  'shape-mismatch': ['形状が合わないため、計算できません。'],
  'document-cut': ['この文書では、最初の {count} 個の数式だけを読み取ります。'],
  'numbers-left-out': [
    'この文書の数値は多すぎるため、テンソル {count} 個の数値を省きました。1 個あたりの上限（--max-elements）を大きくすると、出力が増えます。',
  ],
  'document-too-large': ['この文書は {length} 文字あります。読み取れるのは {limit} 文字までです。'],
  'formula-too-long': [
    '数式が長すぎるため、一部しか読み取れません（上限 {limit}）。',
    '数式が長すぎるため、一部しか読み取れません。',
  ],
  'code-cut': [
    'このループは最初の {count} 回分だけを読み取ります。その後の値は分かりません。',
    'コードが長いため、ここまでを読み取ります。',
  ],
  'chain-cut': ['{name} は多くの数式に順に依存しているため、ここではその定義をたどりません。'],
  'too-deep': ['入れ子が {limit} 段を超えているため、その内側は読み取りません。'],
  'unclosed-group': ['「{opener}」が閉じられていません。', '括弧が閉じられていません。'],
  'unmatched-close': ['対応する開始記号のない閉じ記号です。'],
  'ragged-matrix': ['この行列は、行の長さがそろっていません。'],
  'python-syntax': ['この Python の文は読み取れませんでした。この文に依存する値は分かりません。'],
  notebook: ['このノートブックは読み取れませんでした。'],
  'not-read': [
    'この値の計算に必要な {name} の値が分かりません。',
    '{callee} は読み取れないため、結果が分かりません。',
    'ここは読み取れないため、値が分かりません。',
  ],
  'too-large': [
    'この計算には {need} 必要です。使えるのは {most} までです。計算できる最大の {symbol} は {largestText} です。',
    'この計算には {need} 必要です。使えるのは {most} までです。',
    'すべてのステップの計算には {total} 必要です。使えるのは {most} までです。計算できる最大の {symbol} は {largestText} です。',
    'すべてのステップの計算には {total} 必要です。使えるのは {most} までです。',
    'テンソルが大きすぎるため、計算しません。',
  ],
  'bad-value': ['値が正しくないため、計算できません。'],
  unsupported: ['この演算はまだ計算できません。'],
  fault: ['Attention Lens の不具合のため、ここを読み取れませんでした（{fault}）。'],
  'not-kept': ['このステップの数値は保存されていません。'],
  cancelled: ['計算を中止しました。'],
  deadline: ['時間内に計算が終わりませんでした。'],
};

const pair = '{a} の形状は {shape0}、{b} の形状は {shape1} です。';
const one = '{a} の形状は {shape0} です。';
const plainPair = '形状 {shape0} と {shape1} が合いません。';

/** Sentences of `shape-mismatch` by its reason. */
export const mismatchReasonsJa: Readonly<Record<string, readonly string[]>> = {
  declared: [
    '{a} の列数 {size0} は {b} の行数 {size1} と一致する必要があります。{suggestion} ではありませんか。',
  ],
  inner: [
    `${pair}内側のサイズ {size0} と {size1} が一致しません。`,
    '内側のサイズ {size0} と {size1} が一致しません。',
    plainPair,
  ],
  broadcast: [
    `${pair}サイズ {size0} と {size1} が一致しません。`,
    'サイズ {size0} と {size1} が一致しないため、ブロードキャストできません。',
    plainPair,
    '形状 {shape0} をブロードキャストすることはできません。',
  ],
  parameter: [
    `${pair}サイズ {size0} と {size1} が一致しません。`,
    'パラメーターの形状は {shape0} ですが、正規化する要素は {size0} 個です。',
    plainPair,
  ],
  bias: ['バイアスの形状は {shape0} ですが、必要な要素は {size0} 個です。'],
  weightRank: [`${pair}線形層の重みは [出力, 入力] の形状でなければなりません。`, plainPair],
  axis: [`${one}軸 {axis} はありません。`, '形状 {shape0} に軸 {axis} はありません。'],
  axes: ['軸 {axis} が 2 回指定されています。'],
  reshape: [
    `${one}{size0} 個の要素を {shape1} に並べることはできません。`,
    '形状 {shape0} の {size0} 個の要素を {shape1} に並べることはできません。',
  ],
  expand: [
    `${one}{shape1} に拡張することはできません。`,
    '形状 {shape0} を {shape1} に拡張することはできません。',
  ],
  permute: [
    `${one}順序 {axes} は、すべての軸を 1 回ずつ指定していません。`,
    '順序 {axes} は、形状 {shape0} のすべての軸を 1 回ずつ指定していません。',
  ],
  concat: [`${pair}軸 {axis} に沿って連結することはできません。`, plainPair],
  stack: [`${pair}スタックできるのは、同じ形状のテンソルだけです。`, plainPair],
  split: [
    `${one}軸 {axis} を分割しても、{part} 番目の部分はありません。`,
    '形状 {shape0} の軸 {axis} を分割しても、{part} 番目の部分はありません。',
  ],
  index: [
    '添字 {letter} のサイズが、一方では {size0}、もう一方では {size1} になっています。',
    `${one}{count} 個の添字に対して、軸の数が足りません。`,
    '形状 {shape0} は、{count} 個の添字に対して軸の数が足りません。',
  ],
  bounds: [`${one}添字 {index} は、サイズ {size0} の軸 {axis} の範囲外です。`],
  mask: [`${pair}マスクの形状が、選び出す軸のサイズと一致しません。`, plainPair],
  gather: [`${pair}軸の数が同じである必要があります。`, plainPair],
  rank: [
    `${one}式 {equation} と軸の数が合いません。`,
    `${one}パターン {pattern} と軸の数が合いません。`,
    '形状 {shape0} と式 {equation} の軸の数が合いません。',
  ],
  operands: [
    '式 {equation} のオペランドは {count} 個ですが、{given} 個渡されています。',
    '必要な入力は {size0} 個ですが、{size1} 個しかありません。',
  ],
  rows: ['形状 {shape0} に、最後の {count} 個の軸はありません。'],
  channels: ['バッチの軸とチャネルの軸が必要です。'],
  triangle: ['三角行列を取り出すには、軸が 2 つ以上必要です。'],
  subscript: ['添字のテンソルがありません。'],
  put: ['形状 {shape1} の値は、添字が選ぶ形状 {shape0} に代入できません。'],
  table: ['埋め込みの表は [行, 幅] の形状でなければなりませんが、{shape0} です。'],
  literal: ['{size0} 個の数では、形状 {shape0} を満たせません。'],
  loss: ['ターゲットの形状 {shape1} が、ロジットの形状 {shape0} と合いません。'],
  rotary: ['形状 {shape0} には、回転させる要素の組がありません。'],
  angles: ['角度の形状が {shape0} と合いません。'],
  equation: ['この einsum の式は読み取れません。'],
  pattern: [
    `${one}軸 {axis} のサイズが {size1} と合いません。`,
    '形状 {shape0} とパターン {pattern} が合いません。',
    'パターン {pattern} の両辺で、軸の名前が一致しません。',
    'このパターンは読み取れません。',
  ],
  repeat: [
    `${one}{count} 個の繰り返し回数に対して、軸の数が多すぎます。`,
    '形状 {shape0} を {counts} 回繰り返すことはできません。',
  ],
  topk: [`${one}軸 {axis} から {count} 個を選ぶことはできません。`],
  size: ['結果の軸のサイズが {size} になりますが、これはサイズとして正しくありません。'],
  step: ['間隔を 0 にすることはできません。'],
  heads: ['形状 {shape0} のクエリを {heads} 個のヘッドに分けることはできません。'],
  attention: ['クエリ {shape0}、キー {shape1}、バリュー {shape2} の形状が合いません。'],
  convolution: ['入力の形状 {shape0} が、重みの形状 {shape1} と合いません。'],
  pool: ['窓の大きさが入力の形状と合いません。'],
  square: ['形状 {shape0} は正方行列ではありません。'],
  matrix: ['行列が必要です。'],
  scatter: ['添字の形状が、入力の形状と合いません。'],
  attentionRank: [
    `${one}アテンションには、軸が 2 つ以上必要です。`,
    'アテンションには、軸が 2 つ以上必要です。',
  ],
  attentionMask: [
    '形状 {shape0} のマスクが、形状 {shape1} のスコアと合いません。',
    'マスクの形状がスコアと合いません。',
  ],
};

/** Sentences of `bad-value` by its reason. */
export const badValueReasonsJa: Readonly<Record<string, readonly string[]>> = {
  booleans: ['真偽値だけでは、この演算はできません。'],
  floats: ['{dtype} ではなく、浮動小数点数が必要です。'],
  zeroDivisor: ['整数を 0 で割ることはできません。'],
  negativePower: ['整数を負の数で累乗することはできません。'],
  fill: ['整数のテンソルを {value} で埋めることはできません。'],
  empty: ['軸 {axis} には要素がありません。', '要素がありません。'],
  k: ['{size0} 個の要素から、大きい順に {k} 個を選ぶことはできません。'],
  bounds: ['添字 {index} は、サイズ {size0} の軸 {axis} の範囲外です。'],
  class: ['クラス {index} はありません。クラスは {size0} 個です。'],
  batch: ['各チャネルの値が 1 つしかないため、正規化に使う分散がありません。'],
  probability: ['{p} は確率ではありません。'],
  step: ['間隔を {step} にすることはできません。', '間隔を 0 にすることはできません。'],
  count: ['{count} 個の部分をつなぐことはできません。'],
  bins: ['数えられるのは、0 以上の小さな整数だけです。'],
  samples: ['それだけの個数を、重複なしに選ぶことはできません。'],
  seed: ['{seed} は、この乱数生成器のシードにできません。'],
  distribution: ['この分布からは乱数を引けません。'],
};
