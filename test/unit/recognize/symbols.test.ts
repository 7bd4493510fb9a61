import { describe, expect, it } from 'vitest';
import { isPerHead, symbolMeaning, type SymbolKey } from '../../../src/recognize/symbols.js';

describe('what a name stands for', () => {
  const cases: [SymbolKey, string[]][] = [
    ['query', ['Q', 'q', 'q_i', '\\mathbf{Q}', '\\bm{q}_i', 'query', 'queries', 'Query', 'xq']],
    ['key', ['K', 'k', 'k_j', 'keys', 'K^T', 'key_transposed']],
    ['value', ['V', 'v', 'v_j', 'values', '\\mathbf V']],
    [
      'queryWeight',
      [
        'W^Q',
        'W_Q',
        'W_i^Q',
        'W^Q_i',
        'W_{q}',
        'W_Q^{(i)}',
        'w_qs',
        'Wq',
        'W_query',
        'q_proj',
        'self.w_q.weight',
      ],
    ],
    ['keyWeight', ['W^K', 'W_i^K', 'W_k', 'w_ks', 'k_proj', 'to_k']],
    ['valueWeight', ['W^V', 'W_i^V', 'W_v', 'w_vs', 'v_proj']],
    ['outputWeight', ['W^O', 'W_O', 'W_o', 'out_proj', 'w_o']],
    ['firstWeight', ['W_1', 'W^{1}', 'w_1']],
    ['secondWeight', ['W_2']],
    ['weightMatrix', ['W', 'W_h', 'weight', 'weights_matrix']],
    ['firstBias', ['b_1']],
    ['dK', ['d_k', 'd_{k}', 'd_{head}', 'depth', '\\text{depth}', 'head_dim']],
    ['dV', ['d_v']],
    ['dModel', ['d_{model}', 'd_{\\text{model}}', 'd_model', 'embed_dim']],
    ['dFf', ['d_{ff}']],
    ['head', ['head_i', '\\text{head}_i', '\\mathrm{head}_1', 'head_h', 'head_{i}']],
    [
      'weights',
      [
        '\\alpha_{ij}',
        '\\alpha',
        'a_{ij}',
        'attention_weights',
        'attention\\_weight',
        '\\text{Attention Weights}',
        'attn',
        'attn_weights',
        'attention_{weights}',
        'p_attn',
      ],
    ],
    [
      'scores',
      [
        'scores',
        '\\text{Attention Score}',
        'e_{ij}',
        's_{ij}',
        'attn_scores',
        'energy',
        'attention_scores',
      ],
    ],
    ['mask', ['M', 'mask', '\\text{Mask}', 'causal_mask', 'attn_mask', 'src_mask']],
    ['multiHead', ['\\text{MultiHead}', 'MultiHead', 'MultiHeadAttention', 'mha']],
    ['gamma', ['\\gamma', 'γ', 'gamma']],
    ['beta', ['\\beta', 'β']],
    ['epsilon', ['\\epsilon', '\\varepsilon', 'ε', 'eps']],
    ['mean', ['\\mu', '\\mu_B', 'mean']],
    ['standardDeviation', ['\\sigma', '\\sigma^2', 'σ', 'var']],
    ['input', ['x', 'X', 'x_i', 'input', 'embeddings', 'src']],
    ['output', ['O', 'output', '\\text{Output}', 'out']],
    ['attention', ['\\text{Attention}', 'attention', 'SelfAttention', 'context']],
  ];
  it.each(cases.flatMap(([key, names]) => names.map((name) => [name, key] as const)))(
    '%s is %s',
    (name, key) => {
      expect(symbolMeaning(name)?.key).toBe(key);
    },
  );

  it('tells a count from a tensor of the same letter', () => {
    expect(symbolMeaning('h', true)?.key).toBe('headCount');
    expect(symbolMeaning('h', false)?.key).toBe('hidden');
    expect(symbolMeaning('n', true)?.key).toBe('sequenceLength');
    expect(symbolMeaning('k', true)?.key).toBe('position');
    expect(symbolMeaning('k', false)?.key).toBe('key');
  });

  it('knows nothing of other names', () => {
    for (const name of ['foo', 'zeta', 'A', '', '{{{', '\\', 'a'.repeat(10_000)]) {
      expect(symbolMeaning(name)).toBeUndefined();
    }
  });

  it('sees which weights a head has of its own', () => {
    for (const name of ['W_i^Q', 'W^K_i', 'W_{V}^{(1)}', 'W^{(h)}_Q'])
      expect(isPerHead(name)).toBe(true);
    for (const name of ['W_Q', 'W^K', 'W_1', 'x_i']) expect(isPerHead(name)).toBe(false);
  });
});
