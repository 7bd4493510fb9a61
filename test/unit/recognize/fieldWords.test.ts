import { describe, expect, it } from 'vitest';
import { inFieldWords } from '../../../src/program/fieldWords.js';
import { kindUnder } from './formulas.js';

describe('the field’s words in other languages', () => {
  it.each([
    ['注意重み', 'attention weight'],
    ['アテンションの重み', 'attention weight'],
    ['重み_{ij}', 'weight_{ij}'],
    ['キーの次元数', 'key dim'],
    ['d_{キー}', 'd_{key}'],
    ['注意力权重', 'attention weight'],
    ['予測値', 'prediction'],
  ])('%s is %s', (name, words) => {
    expect(inFieldWords(name)).toBe(words);
  });

  it.each(['猫の重み', '正規化後', 'attention', ''])('“%s” stays as it is', (name) => {
    expect(inFieldWords(name)).toBe(name);
  });

  it.each([
    [String.raw`\text{重み}=\text{softmax}(\text{スコア})`, 'attention.weights'],
    [String.raw`\text{スコア}=\text{クエリ}\cdot\text{キー}`, 'attention.scores'],
    [
      String.raw`\text{出力}=\text{softmax}\left(\frac{\text{クエリ}\cdot\text{キー}^\top}{\sqrt{\text{キーの次元}}}\right)\text{バリュー}`,
      'attention.scaledDotProduct',
    ],
    [
      String.raw`\text{结果}=\text{softmax}\left(\frac{\text{查询}\cdot\text{键}^\top}{\sqrt{d_k}}\right)\text{值}`,
      'attention.scaledDotProduct',
    ],
    [
      String.raw`\text{正規化後}=\frac{\text{入力}-\text{平均}}{\sqrt{\text{分散}+\epsilon}}`,
      'layerNorm',
    ],
    [String.raw`\text{出力}=\text{入力}+\text{サブレイヤー}(\text{入力})`, 'residual'],
    [String.raw`\text{損失}=-\sum\text{正解}\log\text{予測}`, 'loss'],
    [String.raw`\text{利益}=\text{売上}-\text{費用}`, 'tensor'],
  ])('%s is %s', (tex, kind) => {
    expect(kindUnder('自己注意機構', tex)).toBe(kind);
  });
});
