import type { DocumentLanguage } from '../../../../src/analysisTypes.js';

/** A text that is read well as it stands, to be spoilt. */
export interface Seed {
  readonly language: DocumentLanguage;
  readonly text: string;
}

const formulas = [
  String.raw`\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V`,
  String.raw`\alpha_{ij} = \frac{\exp(q_i^\top k_j)}{\sum_{l=1}^{n} \exp(q_i^\top k_l)}`,
  String.raw`o_i = \sum_j \alpha_{ij} v_j, \quad Q = XW_Q`,
  String.raw`\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{pmatrix} 0.5 \\ -1 \end{pmatrix} = \begin{bmatrix} -1.5 \\ -2.5 \end{bmatrix}`,
  String.raw`M_{ij} = \begin{cases} 0 & i \ge j \\ -\infty & \text{otherwise} \end{cases}`,
  String.raw`\begin{aligned} S &= QK^{\mathsf T} / \sqrt{64} \\ P &= \operatorname{softmax}(S) \\ O &= PV \end{aligned}`,
  String.raw`\mathrm{LayerNorm}(x) = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta`,
  String.raw`\text{head}_i = \text{Attention}(QW_i^Q, KW_i^K, VW_i^V) \in \mathbb{R}^{n \times d_v}`,
  String.raw`PE_{(pos, 2i)} = \sin\left(pos / 10000^{2i/d_{model}}\right)`,
  String.raw`\mathcal{L} = -\sum_{t=1}^{T} \log p(y_t \mid y_{<t}) \approx 2.3`,
  String.raw`|x|_2 = \sqrt{\textstyle\sum_i x_i^2} \le \lVert W \rVert \cdot 1.5`,
  String.raw`\hat{y} = \max(0, xW_1 + b_1)W_2 + b_2 \triangleq \text{FFN}(x)`,
];

const notes = [
  '# 注意\n\n数式は $QK^\\top$ です。料金は $5 と $10。\n\n$$\n\\text{softmax}(QK^\\top)V\n$$\n\n- `$HOME` は変数\n',
  '---\ntitle: x\n---\n> $$a_{ij}\n> = \\sum_k b_{ik} c_{kj}$$\n\n| $d_k$ | 64 |\n| --- | --- |\n| $n$ | 😀 |\n',
  '\\newcommand{\\R}{\\mathbb{R}}\nwhere $x \\in \\R^{d}$ and $W \\in \\R^{d \\times d}$, so \\(y = Wx\\).\n\n```math\ny = Wx\n```\n',
  'output = Layer(x) + x\n\n```\nAttention(Q,K,V) = softmax(QK^T/√d_k)V\n```\n\n[[0.8, 0.2], [0.1, 0.9]]\n',
  '<center>FFN(x) = max(0, xW_1 + b_1)W_2 + b_2</center>\n\n```python\nimport torch\nx = torch.eye(2)\ny = x @ x\n```\n',
  'We set d_k = 4.\n\n\\begin{align}\nQ &= XW_Q \\\\\nK &= XW_K\n\\end{align}\n\nThen $S = QK^T/\\sqrt{d_k}$ and $P = \\text{softmax}(S)$.\n',
];

const papers = [
  '\\documentclass{article}\n\\newcommand{\\q}[1]{\\mathbf{q}_{#1}}\n\\begin{document}\n\\begin{equation}\n\\q{i}^\\top K % a note\n\\label{e}\n\\end{equation}\n\\verb|$x$| and $y = \\q{1}$\n\\end{document}\n',
  '\\def\\softmax{\\operatorname{softmax}}\n\\[ A = \\softmax\\left( \\frac{Q K^T}{\\sqrt{d}} \\right), \\]\n',
];

export const seeds: readonly Seed[] = [
  ...formulas.map((f): Seed => ({ language: 'markdown', text: `$$${f}$$` })),
  ...notes.map((text): Seed => ({ language: 'markdown', text })),
  ...papers.map((text): Seed => ({ language: 'latex', text })),
];
