import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

describe('attention with what stands around it', () => {
  it.each([
    [String.raw`y = \text{softmax}(QK^\top / \sqrt{d}) V W_O`, 'attention.scaledDotProduct'],
    [String.raw`O = A V W_O`, 'projection'],
    [
      String.raw`\text{Attention}_h = \text{softmax}(Q_h K_h^\top) V_h`,
      'attention.scaledDotProduct',
    ],
    [String.raw`Z_h = \text{softmax}(Q_h K_h^\top) V_h`, 'attention.head'],
    [String.raw`O = \mathrm{diag}(\ell)^{-1} \exp(S - m) V`, 'attention.weightedSum'],
    [String.raw`O_i \leftarrow \mathrm{diag}(\ell_i)^{-1} O_i`, 'attention.weightedSum'],
    [
      String.raw`[b^1 | b^2] = [v^1 | v^2] \begin{bmatrix} \alpha_{1,1}, \alpha_{2,1} \\ \alpha_{1,2}, \alpha_{2,2} \end{bmatrix}`,
      'attention.weightedSum',
    ],
    [
      String.raw`\text{MultiHead}(Q, K, V) = \begin{bmatrix} \text{head}_1, \dots, \text{head}_h \end{bmatrix} W_O`,
      'attention.multiHead',
    ],
    [
      String.raw`\text{weights} = \text{softmax(scores)} \quad \text{shape: } [B, h, T, T]`,
      'attention.weights',
    ],
    [String.raw`\text{output\_per\_head} = \text{weights} \cdot V`, 'attention.weightedSum'],
    [String.raw`b^i = \Sigma_j \alpha^{'}_{i,j} v^j`, 'attention.weightedSum'],
    [String.raw`\text{Sim}(q_i, k_j) = \cos(q_i, k_j) / \tau + B_{ij}`, 'attention.scores'],
  ])('%s is %s', (tex, kind) => {
    expect(kindUnder('Attention', tex)).toBe(kind);
  });

  it('is a weighted sum where the text says so of scores that nothing normalises', () => {
    const note = (words: string): string =>
      `# Attention\n\nWe have $W_A = QK^\\top$.\n\n- Then $Z = W_A V$, ${words}.\n`;
    expect(kindsIn(note('a weighted sum of the values')).at(-1)).toBe('attention.weightedSum');
    expect(kindsIn(note('in linear time')).at(-1)).toBe('attention.linear');
  });

  it('stands before its mask in one row', () => {
    const tex = String.raw`\text{softmax}(QK^\top + M), \quad M_{ij} = \begin{cases} 0 & j \le i \\ -\infty & j > i \end{cases}`;
    expect(kindsIn(`# Attention\n\n$$${tex}$$\n`)).toEqual(['attention.weights', 'mask']);
  });
});

it('compares what stands in brackets that end beside a sign of equality', () => {
  const tex = String.raw`\left<f_q(x_m, m), f_k(x_n, n)\right>=g(x_m, x_n, m - n)`;
  expect(kindUnder('Rotary position embedding (RoPE)', tex)).toBe('rotaryEmbedding');
});

it('is a residual connection where the sum is scaled', () => {
  const tex = String.raw`X_{t+1} = \text{Norm}(X_t + F_t(X_t)) = \frac{X_t + F_t(X_t)}{\sqrt 2}`;
  expect(kindUnder('Residual connections', tex)).toBe('residual');
});

describe('a paragraph of its own', () => {
  const heads = String.raw`\text{Concat}(\text{head}_1, \ldots, \text{head}_h)`;
  it.each([
    [`Heads:\n\n\\( ${heads} \\)\n`, ['attention.multiHead']],
    [`Heads:\n\n- Joined: $${heads}$\n`, ['attention.multiHead']],
    [`Heads:\n\n- $${heads}: [n, h d_v]$\n`, ['tensor']],
    [`Then $${heads}$ is projected.\n`, ['tensor']],
  ])('tells heads side by side from their name: %j', (note, kinds) => {
    expect(kindsIn(note)).toEqual(kinds);
  });
});

describe('what is told of a product', () => {
  it.each([
    'E(q_i k_i) = 0',
    String.raw`E(q_i k_i) = E(q_i) E(k_i) = 0 \times 0 = 0`,
    String.raw`\operatorname{std}(q \cdot k) \approx \sqrt{128}`,
    'Q = K V',
  ])('is no step of attention: %s', (tex) => {
    expect(kindUnder('Attention', tex)).toBe('tensor');
  });

  it('is no formula of a loss where a mean of products is taken', () => {
    expect(kindUnder('BLEU', String.raw`B = P \exp(\sum_n w_n \log p_n)`)).toBe('tensor');
  });
});

describe('residual connections', () => {
  it.each([
    [String.raw`y = x + \text{Attn}(\text{LN}(x)) + \text{SwiGLU}(\text{LN}(x'))`, 'residual'],
    [String.raw`\hat x_k = \hat x_k^- + K_k (z_k - H \hat x_k^-)`, 'tensor'],
  ])('%s is %s', (tex, kind) => {
    expect(kindUnder('Blocks', tex)).toBe(kind);
  });
});

describe('a letter with a place', () => {
  it('of σ is one of several and no sigmoid; a gate has its own', () => {
    expect(kindUnder('Features', String.raw`s = \sigma_k(x)`)).toBe('tensor');
    expect(kindUnder('Gates', String.raw`f_t = \sigma_g(W_f x_t + b_f)`)).toBe('activation');
  });

  it('is scaled by its gain after an RMS norm', () => {
    expect(kindsIn('## RMSNorm\n\nThe output is $\\bar a_i g_i$.\n')).toEqual(['rmsNorm']);
  });
});

describe('a remark in brackets behind a formula', () => {
  it('is no factor of it', () => {
    expect(kindUnder('Attention', String.raw`Q = XW_Q \text{ (queries)}`)).toBe('projection');
  });
});
