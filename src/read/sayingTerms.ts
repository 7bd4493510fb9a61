import type { Saying } from '../program/topic.js';
import { topicTerms } from './topicTerms.js';
import type { Topic } from '../program/topic.js';

/** Words by which writers of notes call a formula. */
export interface SayingTerm {
  readonly saying: Saying;
  readonly pattern: RegExp;
}

/** The same words as those of a topic. */
const asTopic = (topic: Topic): string =>
  topicTerms
    .filter((t) => t.topic === topic)
    .map((t) => t.pattern.source)
    .join('|');

const term = (saying: Saying, words: string, flags = 'gi'): SayingTerm => ({
  saying,
  pattern: new RegExp(words, flags),
});

/** One row for each saying. */
export const sayingTerms: readonly SayingTerm[] = [
  term(
    'says scores',
    String.raw`\bscor(?:e|es|ing)\b|\balignment (?:function|model)|\blogits?\b|\bdot[- ]?products?\b(?![- ]attention)|\binner products?\b|\bsimilarit(?:y|ies)\b|\bcompatibility\b|\brelevance\b|\benerg(?:y|ies)\b|スコア|内積(?!注意)|類似度|関連度|\bpunt(?:uaci[oó]n|eggi)\w*|\bpontuaç\w+|\bproduits? scalaires?\b|\bprodott[oi] scalar[ei]\b|\bpro(?:ducto|duto) (?:escalar|punto)\b|\bskalarprodukt|\bsimili?(?:tud|aridade|arità|arité)|ähnlichkeit|tích vô hướng|điểm (?:số|chú ý)|점수|내적|유사도|得分|分数|打分|相似[度性]|点[积積](?!注意)|內積|内积|相关性`,
  ),
  term(
    'says weights',
    String.raw`\bweights?\b(?! ?(?:matri|vector|and|or|sum|average))|\battention (?:coefficients?|probabilit\w+|distributions?|maps?|matri\w+|patterns?|values?)\b|\balignment (?:weights?|vectors?|probabilit\w+)\b|\bnormali[sz]ed (?:attention |alignment )?(?:scores?|coefficients?)\b|注意(?:力)?(?:の)?(?:重み|分布|係数|行列)|アテンション(?:の)?(?:重み|ウェイト|係数|分布|行列|マップ)|(?<!列)重み(?!付|つ|行列|ベクトル)|权重(?!矩阵)|權重(?!矩陣)|注意力(?:系数|分布|矩阵|概率)|가중치(?! ?(?:행렬|합))|어텐션 ?(?:분포|맵)|\bpoids d['’](?:auto-?)?attention|\bpesos? de (?:la )?(?:auto-?)?aten[cç]|\bpes[oi] d(?:i |ell['’])(?:auto-?)?attenzione|\b(?:aufmerksamkeits|attention-?)gewicht|trọng số (?:tự )?(?:chú ý|attention)|вес[а-я]* внимания`,
  ),
  term(
    'says weightedSum',
    String.raw`\bweighted[- ](?:sums?|averag\w+|means?|combination)\b|\bsum(?:med)? (?:of the )?weighted\b|\bweighs? the values?\b|\b(?:context|glimpse|attended)(?: vectors?| representations?| features?)?\b|\blinear combinations?\b|\battention (?:outputs?|results?|vectors?|pooling|readout)\b|重み(?:付|つき)|線形結合|线性组合|加重|コンテキスト|コンテクスト|文脈ベクトル|上下文|加权|加權|가중 ?(?:합|평균)|컨텍스트|문맥 ?벡터|\b(?:somme|moyenne|suma|soma|média|media|somma|promedio) (?:pond|pesat)\w+|\bgewichtete\w* (?:summe|mittel)|tổng (?:có )?trọng số|взвешенн[а-я]+ сумм|\bvec?teur\w* de contexte|\bve[ct]+or\w* de contexto|\bvettor[ei] (?:di )?contesto|\bkontextvektor|(?:vector|vectơ|véc-?tơ) ngữ cảnh`,
  ),
  term('says softmax', String.raw`\bsoft-?max\b|ソフトマックス|소프트맥스|归一化指数|歸一化指數`),
  term(
    'says multiHead',
    String.raw`\bmulti[- ]?head|\bmulti-?(?:têtes?|cabezas?|cabeças?|testa)|đa đầu|マルチヘッド|多头|多頭|\bheads?(?: outputs?)? (?:are |is |get )?(?:then )?(?:concatenat|joined)|\bconcatenat\w+ (?:of )?(?:all |the )*(?:output |attention )*heads|ヘッド(?:の出力)?を(?:連結|結合)|(?:拼接|连接|串联)(?:所有|各个?|多个|全部)(?:的?注意力)?头`,
  ),
  term(
    'says head',
    String.raw`\b(?:each|single|per|one|\w-?th|attention) heads?\b|\b(?:chaque tête|cada cabe[zç]a|ogni testa)|mỗi đầu|各ヘッド|每个头|单头|每個頭`,
  ),
  // What a text is cut into that is no head.
  term(
    'says part',
    String.raw`\b(?:segment|chunk|window|modality|time[- ]?step)\b|\b(?:at|in) layer\b|-th layer\b|第 ?\$\w\$ ?层|第 ?\$\w\$ ?層|\b(?:segments|chunks|windows|modalities|blocks)\b|\b(?:each|every|per|within an?|\w-?th) (?:block|batch|sample|sequence|sentence|stream|scale|level|layer|region|view|branch|example)\b|セグメント|チャンク|モダリティ|ウィンドウ|各(?:ブロック|層|サンプル|系列)|ブロックごと|片段|分块|模态|窗口|每个(?:块|样本|序列)`,
  ),
  term(
    'says linear',
    String.raw`\b(?:linear|linearized|linearised|kernel(?:ized)?) (?:self[- ])?attention\b|\blinear transformers?\b|線形(?:アテンション|注意)|线性注意力|線性注意力`,
  ),
  term(
    'says mask',
    String.raw`\b(?:causal |attention )?mask(?:s|ed|ing)?\b|マスク|마스크|마스킹|掩码|遮罩|掩碼|掩蔽`,
  ),
  term('says residual', asTopic('residual'), 'g'),
  term('says positional', asTopic('positional'), 'g'),
  term('says rotary', asTopic('rotary'), 'g'),
  term('says layerNorm', asTopic('layerNorm'), 'g'),
  term('says batchNorm', asTopic('batchNorm'), 'g'),
  term('says rmsNorm', asTopic('rmsNorm'), 'g'),
  term('says feedForward', asTopic('feedForward'), 'g'),
  term(
    'says activation',
    String.raw`\bactivation functions?\b|\b(?:GELU|GeLU|ReLU|SiLU|Swish|ELU|LeakyReLU|Mish|Softplus|sigmoid|tanh)\b|活性化関数|激活函数|激活函數|シグモイド`,
  ),
  term(
    'says loss',
    String.raw`\bloss(?:es)?\b(?! of)|\b(?:cost|objective) function\b|\bobjective\b|\bcross[- ]?entropy\b|\b(?:NLL|MSE)\b|\bnegative log[- ]likelihood\b|\bperplexity\b|\bfonction de (?:perte|coût)|\bfunción de (?:pérdida|cost)|\bfunção de (?:perda|cust)|\bfunzione di (?:perdita|cost)|\bverlustfunktion|hàm mất mát|\bentropie croisée|\bentrop[ií]a (?:cruzada|incrociata)|\bkreuzentropie|損失|目的関数|交差エントロピー|损失|目标函数|交叉熵|損耗|손실`,
  ),
];
