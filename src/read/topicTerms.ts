import type { Topic } from '../program/topic.js';

/** Words that say what a passage is about: English, Japanese and Chinese, and names in formulas. */
export const topicTerms: readonly (readonly [Topic, RegExp])[] = [
  [
    'rotary',
    /\bRoPE\b|\bROPE\b|\bRoFormer\b|\b[Rr]otary\b|rotary[ _-]?(?:position|emb)|rotate_half|回転(?:型)?(?:位置|エンコーディング|埋め込み)|位置回転|旋转位置|旋轉位置|ロータリー/g,
  ],
  [
    'positional',
    /\b[Pp]osition(?:al)?[ _-]?(?:[Ee]ncod|[Ee]mbed)\w*|\b[Ss]inusoidal\b|\b[Rr]elative[ -][Pp]osition\w*|相対位置|相对位置|\bPE\b|位置(?:エンコーディング|エンコード|埋め込み|符号化|編码|编码|嵌入|編碼|信息)|ポジショナル/g,
  ],
  [
    'layerNorm',
    /\b[Ll]ayer[ _-]?[Nn]orm(?:ali[sz]ation|ali[sz]e[sd]?)?\b|\bLN\b|レイヤー?(?:正規化|ノーマ)|層正規化|层归一化|層歸一化|层规范化/g,
  ],
  [
    'batchNorm',
    /\b[Bb]atch[ _-]?[Nn]orm(?:ali[sz]ation|\dd)?\b|\bBN\b|バッチ(?:正規化|ノーマ)|批(?:量)?(?:归一化|规范化|標準化|正规化)/g,
  ],
  [
    'rmsNorm',
    /\bRMS[ _-]?[Nn]orm(?:ali[sz]ation)?\b|\b[Rr]oot [Mm]ean [Ss]quare\b|二乗平均平方根|均方根/g,
  ],
  [
    'normalization',
    /\b(?:[Nn]ormali[sz]ation|[Ii]nstance|[Gg]roup) (?:layer|norm)\w*|\\sqrt\s*\{\s*\\sigma[^{}]{0,12}(?:\{[^{}]{0,8}\}[^{}]{0,12})?\+\s*\\(?:var)?epsilon/g,
  ],
  [
    'residual',
    /\b[Rr]esidual\b|\b[Ss]kip[ -][Cc]onnection|残差|スキップ接続|スキップコネクション|跳跃连接/g,
  ],
  [
    'feedForward',
    /\b[Ff]eed[ -]?[Ff]orward\b|\bFFN\b|\bMLP\b|\b(?:Swi|Ge|Re)?GLU\b|順伝播|フィードフォワード|前馈|前饋/g,
  ],
  ['attention', /\b[Aa]ttention\b|アテンション|注意機構|注意力/g],
];
