import type { Phrases } from '../types.js';

const places = { query: 'クエリ', key: 'キー', row: '行', column: '列' } as const;

/** A space between Latin letters or digits and the Japanese that follows. */
const sp = (text: string): string => (/[\w)\]]$/.test(text) ? `${text} ` : text);

export const phrases: Phrases = {
  quoted: (label) => `「${label}」`,
  position: (what, number) => `${places[what]} ${number}`,
  list: (items) => items.join('、'),
  sentences: (parts) => parts.filter((p) => p !== '').join(''),
  titled: (name, meaning) => `${name}：${meaning}`,
  hereIs: (name, value) => `ここでは ${name} = ${value} です。`,
  looksMost: (from, to, weight) =>
    `${sp(from)}が最も注目しているのは${sp(to)}です（1 のうち ${weight}）`,
  looksAlike: (from, weight) =>
    `${sp(from)}はすべてのキーに同じだけ注目しています（1 のうち ${weight} ずつ）`,
  freeSymbol: 'テキストで定義されていない記号です。',
  freeNumber: 'テキストに値が書かれていない数です。',
  operationOf: (operation, inputs) => `${inputs.join('、')} の${operation}です。`,

  placeName: (line, cell) => (cell === undefined ? `${line} 行目` : `セル ${cell} の ${line} 行目`),
  placesName: (lines, cell) => {
    const named = `${lines.join('、')} 行目`;
    return cell === undefined ? named : `セル ${cell} の ${named}`;
  },
  valueFrom: (place) => `値は${place}から取っています。`,
  shapeFrom: (place) => `形状は${place}に書かれています。`,
  sizeFrom: (place) => `値は${place}に書かれています。`,
  sizeLarge: (name, value, place) =>
    `テキストでは ${name} = ${value}（${place}）です。例ではより小さい値を使っています。`,
  originAt: (origin, places) => `${origin}（${places.join('、')}）`,

  originLiteral: 'テキストに書かれている値',
  originSeeded: (library, seed) => `${library} と同じ値（シード ${seed}）`,
  originExample: '例の値',
  originUnseeded: (names) => `例の値（${names.join('、')} はシードが指定されていません）`,
  originLayer: (callee) => `${callee} は名前だけなので、結果は例の値`,
  originNotRead: (name, callee) =>
    name === undefined
      ? `${callee} は読み取れません`
      : `${name} は ${callee} の結果で、読み取れません`,

  factScores: (query, key, score) =>
    `ここで最も大きいのは、${sp(query)}と${sp(key)}のスコア ${score} です。`,
  factScaled: (row, without, withScale) =>
    `スケーリングしないと、${sp(row)}の最大の重みは ${withScale} ではなく ${without} になります。`,
  factDivisor: (divisor) => `ここでは、すべてのスコアを ${divisor} で割ります。`,
  factMasked: (count, total) => `ここでは ${total} 組のうち ${count} 組をマスクしています。`,
  factWeights: (row, scores, weights) =>
    `${sp(row)}のスコア ${scores.join(', ')} は、${weights.join(', ')} という重みになります。`,
  factOutput: (row, terms) => `${sp(row)}の行は ${terms.join(' + ')} です。`,
  factZeros: (count, total) => `ここでは ${total} 個の数値のうち ${count} 個が 0 です。`,
  factNormalized: (mean, deviation) =>
    `ここでは、1 行目の平均 ${mean}、標準偏差 ${deviation} が、0 と 1 になります。`,
  factRange: (least, most) => `ここでの数値の範囲は ${least} から ${most} です。`,

  cellLiteral: 'テキストに書かれている値です',
  cellSeeded: (library, seed) => `${library} の乱数（シード ${seed}）による値です`,
  cellExample: '例の値です',
  cellLayer: (callee) => `例の値です。${callee} はここでは名前だけです`,
  layerText: '層の名前だけで、計算の中身は書かれていません。形状は入力と同じで、数値は例です。',
  cellNotRead: (callee) => `${callee} は読み取れないため、数値がありません`,
  cellIs: (source) => `${source} と同じ値です`,
  cellMasked: (value) => `マスクされているため、${value} に置き換えます`,
  cellKept: 'マスクされていないため、そのままです',
  cellChosen: (yes) => (yes ? '条件が成り立ちます' : '条件が成り立ちません'),
  cellOutsideTriangle: '三角形の外側なので 0 です',
  cellMeanOf: (count) => `${count} 個の数値の平均`,
  cellLargestOf: (count) => `${count} 個の数値の最大値`,
  cellSmallestOf: (count) => `${count} 個の数値の最小値`,
  cellFrom: (inputs) => `${inputs.join('、')} から計算します`,
  cellNoNumbers: 'このステップには数値がありません',
};
