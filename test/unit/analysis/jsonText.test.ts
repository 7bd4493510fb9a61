import { describe, expect, it } from 'vitest';
import { itemText, listText } from '../../../src/analysis/jsonText.js';
import type { JsonItem } from '../../../src/analysisTypes.js';

const long = Array.from({ length: 200 }, (_, i) => (i % 7) / 100 - 0.03);
const mixed = [...long, Math.fround(0.34), Math.fround(0.3401), -0, 1e300, 'NaN', '-Infinity', 0.1];

describe('the text of long lists', () => {
  it.each([[[]], [[1, 2.5]], [long], [mixed], [[...mixed, ...mixed]]])(
    'is that of JSON.stringify (%#)',
    (list) => {
      expect(listText(list)).toBe(JSON.stringify(list));
    },
  );

  it('is that of JSON.stringify in an item, fields that are not there left out', () => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const value = { id: '1', name: 'W', op: 'input', role: null, range, dtype: 'float32' } as const;
    const item: JsonItem = {
      kind: 'tensor',
      language: 'latex',
      title: 'A “tensor”\n',
      range,
      source: 'W',
      origin: 'example',
      values: [
        {
          ...value,
          symbolicShape: ['n'],
          shape: [207],
          origin: 'example',
          data: mixed as number[],
        },
        { ...value, symbolicShape: null, shape: null, origin: 'example', data: null },
        { ...value, symbolicShape: null, shape: [9], origin: 'example' },
      ],
      steps: [],
      problems: [],
    };
    expect(itemText(item)).toBe(JSON.stringify(item));
  });
});
