import { describe, expect, it } from 'vitest';
import { proseIn } from '../../../src/explain/prose/index.js';
import { meaningOfName } from '../../../src/explain/glossary.js';

const japanese = /[ぁ-んァ-ヶ一-龠]/;
const en = proseIn('en');
const ja = proseIn('ja');

describe('prose', () => {
  it('ends every sentence, in both languages', () => {
    for (const { summary } of Object.values(en.kinds)) expect(summary).toMatch(/\.$/);
    for (const { summary } of Object.values(ja.kinds)) expect(summary).toMatch(/。$/);
    for (const { text, why } of Object.values(en.roles))
      expect(`${text} ${why}`).toMatch(/[.] .*\.$/);
    for (const { text, why } of Object.values(ja.roles)) expect(`${text}${why}`).toMatch(/。.*。$/);
    for (const { text } of Object.values(en.operations)) expect(text).toMatch(/\.$/);
    for (const { text } of Object.values(ja.operations)) expect(text).toMatch(/。$/);
  });

  it('is Japanese where it should be, in です・ます style', () => {
    for (const { summary } of Object.values(ja.kinds)) expect(summary).toMatch(japanese);
    for (const { text, why } of Object.values(ja.roles)) {
      expect(text).toMatch(japanese);
      for (const sentence of `${text}${why}`.split('。').filter((s) => s !== '')) {
        expect(sentence.trim()).toMatch(/(です|ます|ません|めです|でした|ください)(（.*）)?$/);
      }
    }
  });

  it('uses the terms that Japanese notes use', () => {
    const all = JSON.stringify([ja.kinds, ja.roles]);
    for (const term of [
      'クエリ',
      'キー',
      'バリュー',
      '重み',
      'スケーリング',
      'マスク',
      '注意の重み',
      '内積',
      '行列積',
      'ソフトマックス',
      '残差接続',
    ]) {
      expect(all).toContain(term);
    }
  });

  it('explains the symbols of the field', () => {
    expect(meaningOfName('d_k', true, 'en')).toBe('number of features of a query and of a key');
    expect(meaningOfName('d_k', true, 'ja')).toBe('クエリとキーの次元数');
    expect(meaningOfName('W_i^Q', false, 'ja')).toBe('クエリを作る、学習される重み行列');
    expect(meaningOfName('h', true, 'ja')).toBe('ヘッドの数');
    expect(meaningOfName('foo', undefined, 'en')).toBeUndefined();
  });
});
