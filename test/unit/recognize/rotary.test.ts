import { describe, expect, it } from 'vitest';
import { kindsIn, kindUnder } from './formulas.js';

const matrix = String.raw`\begin{pmatrix} \cos m\theta & -\sin m\theta \\ \sin m\theta & \cos m\theta \end{pmatrix}`;
const plainMatrix = matrix.replaceAll(String.raw`m\theta`, String.raw`\theta`);

describe('rotary embeddings that the formula alone tells', () => {
  it.each([
    String.raw`\theta_i = 10000^{-2(i-1)/d}`,
    String.raw`\theta_{p,i} = p / 10000^{2i/d}`,
    String.raw`\theta_j = \frac{1}{10000^{2j/d}}`,
    String.raw`\Theta = \{\theta_i = 10000^{-2(i-1)/d}, i \in [1, 2, \ldots, d/2]\}`,
    String.raw`\theta_i = b^{-2i/d}`,
    matrix,
    String.raw`R_m = ${matrix}`,
    String.raw`\begin{pmatrix} q_0' \\ q_1' \end{pmatrix} = ${matrix} \begin{pmatrix} q_0 \\ q_1 \end{pmatrix}`,
    String.raw`q_m = R_{\Theta,m} W_q x_m`,
    String.raw`q_m^\top k_n = (R_m q)^\top (R_n k)`,
    String.raw`(R_m q)^\top (R_n k) = q^\top R_{n-m} k`,
    String.raw`q_m^\top k_n = q^\top R(n-m) k`,
    String.raw`R_m^\top R_n = R_{n-m}`,
    String.raw`R_{n-m} = R_m^\top R_n`,
    String.raw`\langle R_m q, R_n k \rangle = \langle q, R_{n-m} k \rangle`,
    String.raw`f_q(x_m, m) = (W_q x_m) e^{im\theta}`,
    String.raw`q'_{2i} = q_{2i} \cos(m\theta_i) - q_{2i+1} \sin(m\theta_i)`,
    String.raw`x'_{2i+1} = x_{2i} \sin(m\theta_i) + x_{2i+1} \cos(m\theta_i)`,
    String.raw`q' = q \odot \cos + \text{rotate\_half}(q) \odot \sin`,
    String.raw`\tilde{q} = \text{RoPE}(q, m)`,
    String.raw`\langle q_m, k_n \rangle = \text{Re}(|q| e^{i m\theta} \cdot |k| e^{-i n\theta})`,
    String.raw`q_m^\top k_n = (R^{\Theta,m} W_q x_m)^\top (R^{\Theta,n} W_k x_n)`,
  ])('%s', (tex) => {
    expect(kindUnder('Notes', tex)).toBe('rotaryEmbedding');
  });
});

describe('rotary embeddings that only the text around tells', () => {
  it.each([
    plainMatrix,
    String.raw`x' = x \cdot e^{i\theta}`,
    String.raw`\langle R(p)x, R(q)y \rangle`,
    String.raw`z_j = x_{2j} + i x_{2j+1}`,
    String.raw`\text{Re}(z_j) = a_j \cos\theta - b_j \sin\theta`,
    String.raw`\langle f_q(x_m, m), f_k(x_n, n) \rangle = g(x_m, x_n, m - n)`,
    String.raw`f(q, m) \cdot f(k, n) = g(q, k, m - n)`,
    String.raw`q_m \cdot k_n = \|q\| \|k\| \cos((m - n)\theta)`,
    String.raw`(x_1 \cos m\theta - x_2 \sin m\theta) + (x_1 \sin m\theta + x_2 \cos m\theta) i`,
  ])('%s', (tex) => {
    expect(kindUnder('Rotary position embedding (RoPE)', tex)).toBe('rotaryEmbedding');
    expect(kindUnder('Notes', tex)).not.toBe('rotaryEmbedding');
  });

  it('takes a term of the section in Japanese or Chinese', () => {
    for (const heading of ['回転位置埋め込み', '旋转位置编码']) {
      expect(kindUnder(heading, plainMatrix)).toBe('rotaryEmbedding');
    }
  });

  it('does not carry a topic into the next section', () => {
    const note = `# RoPE\n\n$$${plainMatrix}$$\n\n# Robots\n\n$$${plainMatrix}$$\n`;
    expect(kindsIn(note)).toEqual(['rotaryEmbedding', 'tensor']);
  });
});

describe('rotations and angles of other fields are none', () => {
  it.each([
    String.raw`R(\theta) = ${plainMatrix}`,
    String.raw`e^{i\theta} = \cos\theta + i\sin\theta`,
    String.raw`x' = x\cos\theta - y\sin\theta`,
    String.raw`q_i = R p_i + t`,
    String.raw`p' = R_k p_k + t_k`,
    String.raw`K_k = P_k H_k^\top (H_k P_k H_k^\top + R_k)^{-1}`,
    String.raw`A = QR`,
    String.raw`p_i^\top R^\top q_i = q_i^\top R p_i`,
    String.raw`p' = R(q) p + t`,
    String.raw`(\cos\theta + i\sin\theta)^n = \cos n\theta + i \sin n\theta`,
    String.raw`\theta_{t+1} = \theta_t - \eta \nabla L(\theta_t)`,
    String.raw`\psi(x,t) = A e^{i(kx-\omega t)}`,
    String.raw`x_1 \cos\omega t + x_2 \sin\omega t`,
  ])('%s', (tex) => {
    expect(kindUnder('Notes', tex)).not.toBe('rotaryEmbedding');
  });

  it('a rotation or an angle that is only mentioned is none either', () => {
    expect(
      kindsIn('# RoPE\n\n$R_m$, $m\\theta_i$, $e^{i(m-n)\\theta}$ and $R_m^\\top R_n$'),
    ).toEqual(['tensor', 'tensor', 'tensor', 'tensor']);
  });

  it.each([
    String.raw`e^{i\varphi} = \cos\varphi + i\sin\varphi`,
    String.raw`z = x_1 + i x_2`,
    String.raw`n\theta = m\theta + 2\pi`,
    String.raw`n\theta_0 = m\theta_0 + 2k\pi`,
  ])('nor is what a passage about them says of numbers and angles alone: %s', (tex) => {
    expect(kindUnder('Rotary position embedding (RoPE)', tex)).toBe('tensor');
  });

  it('scores that nothing turns stay scores', () => {
    expect(kindUnder('Attention', String.raw`q_m \cdot k_n = q_m^\top k_n`)).toBe(
      'attention.scores',
    );
    expect(kindUnder('Attention', String.raw`q \cdot k = \|q\| \|k\| \cos\theta`)).not.toBe(
      'rotaryEmbedding',
    );
  });
});
