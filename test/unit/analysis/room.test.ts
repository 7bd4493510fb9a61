import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analysis.js';
import { createRoom } from '../../../src/analysis/room.js';

describe('room for the numbers of a document', () => {
  it('is for so many numbers of large tensors, and always for small ones', () => {
    const room = createRoom(0);
    const taken = Array.from({ length: 100 }, () => room.takes(2 ** 16)).filter(Boolean);
    expect(taken).toHaveLength(64);
    expect(room.refused()).toBe(36);
    expect(room.takes(64)).toBe(true);
    expect(room.takes(65)).toBe(false);
  });

  it('grows with what one tensor may have', () => {
    const room = createRoom(2 ** 20);
    const taken = Array.from({ length: 100 }, () => room.takes(2 ** 20)).filter(Boolean);
    expect(taken).toHaveLength(64);
  });

  const code = ['import torch', 'x = torch.ones(256, 256)'];
  const many = [...code, ...Array.from({ length: 70 }, (_, i) => `y${i} = x + ${i}`)].join('\n');

  it('is said to be used up, in the language of the reader', () => {
    const { items, problems } = analyze(many, { language: 'python' });
    const values = items.flatMap((i) => i.values);
    const left = values.filter((v) => v.shape?.join() === '256,256' && v.data === undefined);
    expect(left.length).toBeGreaterThan(0);
    expect(problems.map((p) => p.code)).toEqual(['numbers-left-out']);
    expect(problems[0]?.message).toContain(`${left.length} tensors`);
    const [said] = analyze(many, { language: 'python', locale: 'ja' }).problems;
    expect(said?.message).toContain(`テンソル ${left.length} 個`);
  });
});
