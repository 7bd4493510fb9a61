import type { Topic } from '../program/topic.js';

/** Words that say what a passage is about, in the languages notes are written in, and names in formulas. */
export interface TopicTerm {
  readonly topic: Topic;
  readonly pattern: RegExp;
  /** What everything that the pattern matches begins with: two characters or more each. */
  readonly starts: string;
}

export const topicTerms: readonly TopicTerm[] = [
  {
    topic: 'rotary',
    pattern:
      /\bRoPE\b|\bROPE\b|\bRoFormer\b|\bYaRN\b|\bNTK-(?:aware|[Bb]y-[Pp]arts)|\b[Rr]otary\b|rotary[ _-]?(?:position|emb)|rotate_half|[Rr]otat(?:e|es|ed|ing) (?:the |each |both )?(?:quer|keys?\b|Q and K\b)|回転(?:型)?(?:位置|エンコーディング|埋め込み)|位置回転|位置 ?\$?[a-z]\$? ?(?:处|で|の|上)?(?:旋转|回転)|旋转位置|旋轉位置|ロータリー|로터리|회전 ?위치/y,
    starts:
      'RoPE|ROPE|RoFormer|YaRN|NTK|Rotary|rotary|Rotat|rotat|回転|位置|旋转位置|旋轉位置|ロータリー|로터리|회전',
  },
  {
    topic: 'positional',
    pattern:
      /\b[Pp]osition(?:al)?[ _-]?(?:[Ee]ncod|[Ee]mbed)\w*|\b[Ss]inusoidal (?:[Pp]os|[Ee]mbed|[Ee]ncod|PE)|\b[Rr]elative[ -][Pp]osition\w*|相対位置|相对位置|\bPE\b|[Cc]odifica(?:ción|ção|) pos(?:icional|izionale)|[Ee]ncodage positionnel|[Pp]ositions(?:kodierung|encoding)|[Mm]ã hóa vị trí|位置(?:エンコーディング|エンコード|埋め込み|符号|編码|编码|嵌入|編碼|信息)|ポジショナル|포지셔널|위치 ?(?:인코딩|임베딩|정보)/y,
    starts:
      'Position|position|Codifica|codifica|Encodage|encodage|Mã|mã|Sinusoidal|sinusoidal|Relative|relative|相対位置|相对位置|PE|位置|ポジショナル|포지셔널|위치',
  },
  {
    topic: 'layerNorm',
    pattern:
      /\b[Ll]ayer[ _-]?[Nn]orm(?:ali[sz]ation|ali[sz]e[sd]?)?\b|\bLN\b|[Nn]ormali[sz]a(?:tion|ción|ção) d(?:e |es )(?:couches?|capas?|camadas?)|[Ss]chicht-?[Nn]ormalisierung|[Cc]huẩn hóa (?:lớp|tầng)|レイヤー?(?:正規化|ノーマ)|層正規化|层归一化|層歸一化|层规范化|레이어 ?(?:정규화|노멀)|층 ?정규화/y,
    starts:
      'Layer|layer|LN|Normali|normali|Schicht|schicht|Chuẩn|chuẩn|レイヤ|層正規化|层归一化|層歸一化|层规范化|레이어|층정|층 ',
  },
  {
    topic: 'batchNorm',
    pattern:
      /\b[Bb]atch[ _-]?[Nn]orm(?:ali[sz]ation|\dd)?\b|\bBN\b|バッチ(?:正規化|ノーマ)|批(?:量)?(?:归一化|规范化|標準化|正规化)/y,
    starts: 'Batch|batch|BN|バッチ|批归|批量|批规|批標|批正',
  },
  {
    topic: 'rmsNorm',
    pattern:
      /\b(?:RMS|[Rr]ms)[ _-]?[Nn]orm(?:ali[sz]ation)?\b|\b[Rr]oot [Mm]ean [Ss]quare\b|二乗平均平方根|均方根/y,
    starts: 'RMS|Rms|rms|Root|root|二乗平均平方根|均方根',
  },
  {
    topic: 'normalization',
    pattern:
      /\b(?:[Nn]ormali[sz]ation|[Ii]nstance|[Gg]roup) (?:layer|norm)\w*|\\sqrt\s*\{\s*\\sigma[^{}]{0,12}(?:\{[^{}]{0,8}\}[^{}]{0,12})?\+\s*\\(?:var)?epsilon/y,
    starts: 'Normali|normali|Instance|instance|Group|group|\\sqrt',
  },
  {
    topic: 'residual',
    pattern:
      /\b[Rr]esidual\b|\b(?:[Pp]ost|[Pp]re)-?(?:[Nn]orm|LN)\b|\b[Ss]kip[ -][Cc]onnection|\b[Rr]esid(?:uales|uais|uale|uali|ualverbindung\w*)\b|[Rr]ésiduel\w*|[Kk]ết nối (?:tắt|dư|phần dư)|残差|スキップ接続|スキップコネクション|跳跃连接|잔차|스킵 ?(?:커넥션|연결)/y,
    starts:
      'Resid|resid|Post|post|Pre|pre|Ré|ré|Skip|skip|Kết|kết|残差|スキップ接続|スキップコネクション|跳跃连接|잔차|스킵',
  },
  {
    topic: 'feedForward',
    pattern:
      /\b[Ff]eed[ -]?[Ff]orward\b|\bFFN\b|\bMLP\b|\b(?:Swi|Ge|Re)?GLU\b|順伝播|フィードフォワード|前馈|前饋|피드 ?포워드|순방향/y,
    starts: 'Feed|feed|FFN|MLP|Swi|Ge|Re|GLU|順伝播|フィードフォワード|前馈|前饋|피드|순방향',
  },
  {
    topic: 'heads',
    pattern:
      /\b[Mm]ulti[ -]?[Hh]ead|\b(?:attention|each|single|per)[ -]head\b|\bheads\b|\b(?:MHA|MHSA|GQA|MQA)\b|\b[Mm]ulti-?(?:têtes?|cabezas?|cabeças?|testa)|[Đđ]a đầu|ヘッド|多头|多頭|注意力头|注意力頭|헤드/y,
    starts:
      'Multi|multi|attention|each|single|per|heads|MHA|MHSA|GQA|MQA|Đa|đa|ヘッド|多头|多頭|注意力头|注意力頭|헤드',
  },
  {
    // That scores are divided by the root of a size, or that this is left out.
    topic: 'scaling',
    pattern:
      /\\sqrt\s*\{?\s*(?:\\(?:text|mathrm)\s*\{\s*)?[dD]|√[({]?[dD]|sqrt\((?:self\.)?(?:d|k\.|q\.|head)|\b(?:[Ii]gnoring|[Oo]mitting|[Ww]ithout) (?:the )?scal(?:e|ing)\b|\b[Uu]nscaled\b|缩放|縮放|スケーリング|スケール|스케일/y,
    starts:
      '\\sqrt|√d|√D|√(|√{|sqrt(|Ignoring|ignoring|Omitting|omitting|Without|without|Unscaled|unscaled|缩放|縮放|スケ|스케일',
  },
  {
    topic: 'attention',
    // “Pay attention to the sign” and “Atención:” ask for it.
    pattern:
      /\b[Aa]ttention(?:\b|_)(?<!\b(?:Pay|[Pp]lease pay|[Dd]raw|[Ff]or your) (?:\w{1,12} )?attention)|(?<=[a-z])Attention\b|アテンション|自己注意|自注意|注意(?:機構|力|メカニズム|の?重み|スコア|ヘッド|プーリング|分布|行列|係数|权重|權重|机制|機制)|어텐션|주의 ?(?:메커니즘|기제)|انتباه|[Aa]ufmerksamkeit|(?:pes[oi]|punteggi|meccanism[oi]|strato|testa|teste) d(?:i |ell['’])(?:auto-?)?attenzione|(?:[Cc]ơ chế|[Tt]rọng số|[Đđ]iểm|[Tt]ự) (?:tự )?chú ý|\b[Aa]ten(?:ção|ción)\b(?!\s*[:!])(?<!\b[Pp]reste\w? (?:mucha )?atención)|[Вв]нимани(?![ея]\s*[:!])(?<!братит[еь] внимани)/y,
    starts:
      'Attention|attention|アテンション|自己注意|自注意|注意|어텐션|주의|انتباه|Auf|auf|pes|punteggi|meccanism|strato|test|Cơ|cơ|Trọng|trọng|Điểm|điểm|Tự|tự|Aten|aten|Вн|вн',
  },
];
