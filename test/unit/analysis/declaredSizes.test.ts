import { describe, expect, it, vi } from 'vitest';
import { analyze } from '../../../src/analysis.js';
import * as example from '../../../src/engine/exampleInput.js';
import type { JsonItem } from '../../../src/analysisTypes.js';

const itemsOf = (text: string): readonly JsonItem[] =>
  analyze(text, { language: 'markdown', maxElements: 1_000 }).items;

describe('a tensor that a note only declares', () => {
  it('has its shape, and no numbers are made for it where they would not be given', () => {
    const fill = vi.spyOn(example, 'fillInput');
    const [item] = itemsOf('The embedding $W_E \\in \\mathbb{R}^{50257 \\times 768}$ is large.');
    expect(item?.values[0]).toMatchObject({ name: 'W_E', shape: [50_257, 768] });
    expect(item?.values[0]).not.toHaveProperty('data');
    expect(fill).not.toHaveBeenCalled();
    fill.mockRestore();
  });

  it('has its numbers where it is small', () => {
    const [item] = itemsOf('The matrix $W \\in \\mathbb{R}^{4 \\times 8}$.');
    expect(item?.values[0]?.data).toHaveLength(32);
  });

  it('has numbers for what is computed from it', () => {
    const [item] = itemsOf('$y = \\sum_i x_i$ for $x \\in \\mathbb{R}^{2000}$.');
    expect(item?.values.at(-1)?.data).toHaveLength(1);
  });
});
