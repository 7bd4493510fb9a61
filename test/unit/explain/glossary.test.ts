import { describe, expect, it } from 'vitest';
import { meaningOfName } from '../../../src/explain/glossary.js';
import type { ItemKind } from '../../../src/recognize/roles.js';

describe('a letter means what it means in its formula', () => {
  const cases: readonly (readonly [string, boolean, ItemKind, string | undefined])[] = [
    ['\\gamma', false, 'layerNorm', 'learned factor per feature'],
    ['\\gamma', true, 'loss', undefined],
    ['\\theta', true, 'rotaryEmbedding', 'angle'],
    ['\\theta', false, 'loss', 'parameters of the model'],
    ['\\theta', false, 'attention.scores', undefined],
    ['N', true, 'loss', 'number of examples'],
    ['N', true, 'layerNorm', 'number of features'],
    ['N', true, 'batchNorm', 'number of sequences processed together'],
    ['N', true, 'attention.scores', 'number of tokens'],
    ['C', true, 'loss', 'number of classes'],
    ['T', true, 'softmax', 'temperature: a larger one evens out softmax'],
    ['T', true, 'attention.weightedSum', 'number of tokens'],
    ['z_i', false, 'softmax', 'numbers before softmax'],
    ['m', true, 'rotaryEmbedding', 'position in the sequence'],
    ['m', true, 'attention.scores', 'number of tokens that can be looked at'],
    ['i', true, 'positionalEncoding', 'number of the pair of features that share a frequency'],
    ['h', true, 'attention.multiHead', 'number of heads'],
    ['h_t', false, 'attention.weightedSum', 'hidden state'],
    ['c_i', false, 'attention.weightedSum', 'context vector: the mix of what was attended to'],
    ['v_a', false, 'attention.additive', 'learned vector that turns features into one score'],
    ['\\phi', false, 'attention.linear', 'feature map that takes the place of softmax'],
    [
      'A',
      false,
      'attention.weightedSum',
      'attention weights: how much each query takes from each key',
    ],
    ['\\eta', true, 'tensor', 'learning rate'],
    ['\\lambda', true, 'loss', 'how much this term of the loss counts'],
    ['\\lambda', true, 'tensor', undefined],
    ['y', false, 'loss', 'target'],
  ];

  it.each(cases)('%s (a number: %s) in %s: %s', (name, scalar, kind, meaning) => {
    expect(meaningOfName(name, scalar, 'en', kind)).toBe(meaning);
  });

  it('in Japanese too', () => {
    expect(meaningOfName('N', true, 'ja', 'loss')).toBe('サンプルの数');
  });
});
