import { describe, expect, it } from 'vitest';
import {
  panelStrings,
  panelText,
  type PanelStringKey,
} from '../../../src/protocol/panelStrings.js';

const keys = Object.keys(panelStrings.en) as PanelStringKey[];
const places = (text: string): readonly string[] => (text.match(/\{\d\}/g) ?? []).sort();

describe('the words of the panel', () => {
  it('exist in both languages with the same places to fill', () => {
    expect(Object.keys(panelStrings.ja).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect(places(panelStrings.ja[key]), key).toEqual(places(panelStrings.en[key]));
      expect(panelStrings.ja[key].trim(), key).not.toBe('');
    }
  });
  it('are filled in, and are English where the host sends none', () => {
    expect(panelText(panelStrings.ja, 'stepOf', 4, 7, '重み')).toBe('ステップ 4 / 7: 重み');
    expect(panelText({}, 'stepOf', 4, 7, 'softmax')).toBe('Step 4 of 7: softmax');
    expect(panelText({}, 'failedUpdate', '$& {1}')).toBe('Not updated: $& {1}');
  });
});
