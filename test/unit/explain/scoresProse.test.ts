import { describe, expect, it } from 'vitest';
import { analyzeDocument } from '../../../src/analysis/documents.js';
import { stepsOf } from '../../../src/explain/index.js';
import type { Locale } from '../../../src/explain/types.js';

/** What is said of the scores in the last formula of a text about attention. */
function scoresText(tex: string, locale: Locale = 'en'): string | undefined {
  const note = `# Attention\n\n$$\n${tex}\n$$\n`;
  const item = analyzeDocument(note, 'markdown').items.at(-1);
  const steps = item === undefined ? [] : stepsOf(item, undefined, locale);
  return steps.find((s) => s.role === 'scores')?.text;
}

describe('what is said of scores', () => {
  it.each([
    String.raw`S = QK^\top`,
    String.raw`O = \text{softmax}(QK^\top/\sqrt{d})V`,
    String.raw`e_{ij} = q_i^\top k_j`,
  ])('%s is a dot product', (tex) => {
    expect(scoresText(tex)).toContain('q · k');
    expect(scoresText(tex, 'ja')).toContain('q · k');
  });

  it.each([
    String.raw`e_{ij} = v^\top \tanh(W_q q_i + W_k k_j)`,
    String.raw`\alpha_{ij} = \text{softmax}(v^\top \tanh(W_q q_i + W_k k_j))`,
  ])('%s is worked out by a small network', (tex) => {
    expect(scoresText(tex)).toContain('small network');
    expect(scoresText(tex, 'ja')).toContain('小さなネットワーク');
  });

  it('a function that is not read is no dot product', () => {
    expect(scoresText(String.raw`e_{ij} = a(q_i, k_j)`)).not.toContain('q · k');
  });
});
