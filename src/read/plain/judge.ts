import { isUnit, withoutUnits } from '../../program/units.js';
import { agrees } from './agreement.js';
import type { Evidence } from './evidence.js';
import { withSigns } from './spelled.js';

/** What may stand right before and right after a formula in running text; code has other signs. */
const codeBefore = /[\w₀-ₜᵢ-ᵪⱼ.$\\/@#&?%'"<>=~^-]/;
const codeAfter = /[\w$\\@#&%'"<>=~^[{\]}]/;

/** True where what stands before a stretch is no part of the same word or of code. */
export const beginsAlone = (text: string, start: number): boolean =>
  !codeBefore.test(text.charAt(start - 1)) && !/\p{M}/u.test(text.charAt(start - 1));

/** True where the characters around a stretch do not make it a part of code, an address or a word. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (after === '(' && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text.charAt(end + 1))) return false;
  if (
    /\p{M}/u.test(before + after) ||
    /[A-Za-z]['’]$/.test(text.slice(Math.max(0, start - 2), start))
  ) {
    return false;
  }
  // `x + -(-10) = …`: what stands before the sign was not read, and is a part of it.
  const left = text.slice(Math.max(0, start - 12), start);
  if (/^[-−+]/.test(text.slice(start, start + 1)) && /[\w)\]}] ?(?:[-+*/×·] ?)?$/.test(left))
    return false;
  // `0 *×* 1 + 1 × 2 = 2`: a product whose first factor was not read.
  if (
    /[\d)\]][ \t*_\u2060]{0,4}[×·⋅÷][ \t*_\u2060]{0,4}$/.test(left) &&
    /^\d/.test(text.slice(start, start + 1))
  )
    return false;
  // `2 x (3 + 4) = 14`
  if (/[\d)\]] x $/.test(left)) return false;
  // `問1.3×4`: an exercise's number.
  if (/[問題例第]\s?$/.test(left) && /^\d/.test(text.slice(start, start + 1))) return false;
  // A number goes on: `1,024`, `3,5`.
  if (/\d[,，]$/.test(text.slice(Math.max(0, start - 2), start)) && /^\d/.test(text.slice(start)))
    return false;
  if (/^[,，]\d/.test(text.slice(end, end + 2)) && /\d$/.test(text.slice(start, end))) return false;
  if (codeBefore.test(before) && !/^["']$/.test(before)) return false;
  if (codeAfter.test(after) && !/^["'\]]$/.test(after)) return false;
  // `x.shape`, `a:b`, `c++`, `a//b`
  if (/^[.:][A-Za-z0-9_/]/.test(text.slice(end, end + 2))) return false;
  return !/^[ \t]?(?:[-+*/=!<>|&]=|\+\+|--|\/\/|=>|->\s?\w+:|=)/.test(text.slice(end, end + 4));
}

/** `余り1`, `… 1`, `r 1`, `, remainder 1`: what a division of whole numbers leaves. */
const remainder =
  /^\s?[,、]?\s?[（(]?\s?(?:余|あまり|r(?:em(?:ainder)?)?\.?\s?\d)|^\s?(?:\.{2,3}|…|⋯|・{2,3})\s?\d/i;

/** False where what follows a stretch goes on with the formula: `f(x) = x if x > 0`, `a·b / (…`. */
export const isWhole = (after: string): boolean =>
  !remainder.test(after) &&
  !/^\s{1,3}(?:if|when|for)\s+\S+\s*[<>≤≥]|^\s?\|[^|⟩\s]{1,8}⟩|^\s?[/·×⊙⊗]\s?[([|‖√Σ∑\\]/.test(
    after,
  );

/** `Q·K의 분산 = d_k`, `variance of q·k = d_k`: what is told of a product, and not the product. */
const momentAfter =
  /^\s?(?:[의の的之]\s?)(?:분산|평균|기[댓대]값|표준\s?편차|分散|平均|期待値|標準偏差|方差|均值|期望|标准差|標準差|變異數)/;
const momentBefore =
  /(?:^|[^A-Za-z])(?:variance|mean|average|expectation|expected value|std|standard deviation)s?\s+of\s+(?:the\s+)?$/i;

/** True where words make a statistic of a product that is told of. */
export const isOfMoment = (source: string, before: string, after: string): boolean =>
  /^[^=＝]*[·⋅×*]/.test(source) &&
  (momentAfter.test(after) ||
    (momentBefore.test(before) && /^[^=＝(]{1,16}(?:[=＝]|$)/.test(source)));

/** `A t t e n t i o n ( Q )`: what a picture of a formula leaves where it is copied. */
const letterByLetter = /(?<![A-Za-z])(?:[A-Za-z] ){5}[A-Za-z](?![A-Za-z])/;

export const isCopied = (line: string): boolean => letterByLetter.test(line);

const flowsOn = /^["”’*_]*\s?(?:→|⇒|->)\s?[A-Za-z]{3}/;
const flowsIn = /[A-Za-z"”’]\s?(?:→|⇒|->)\s?$/;

/** `queries · keys = scores → softmax → …`: a step of a process that is told in words. */
export const isOfFlow = (
  { symbols, names, words, calls }: Evidence,
  before: string,
  after: string,
): boolean =>
  symbols + calls === 0 && names + words > 0 && (flowsOn.test(after) || flowsIn.test(before));

/** `i = i + 1`, `n = 64`, `2024-01-01`: what people write about code and days. */
const counter = /^(\w+)\s*=\s*\1\s*[-+*/]\s*\d+$/;
/** `α = 0.3`, `N = 128K`, `a = λ`: a value is set, as a configuration does, and nothing computed. */
const sets =
  /^(?!E\[)[^=≈←→⇒\s(√×·⋅÷+＋]+\s*[=＝≈←→⇒]\s*[-+−]?(?:[\d.,]+[A-Za-z%]?|[^\s=()+\-*/^√∑·×@\d²³]{1,3})$/;
/** `O = AV`: matrices side by side. */
const product =
  /^(?:(?:[A-Z]|[Oo]utput|[Cc]ontext)\s*[=＝]\s*(?:[AQSPW][VKX]|[WX][XHW]|[XH]W[qkvQKV]|QK[ᵀ⊤])|\w{1,20}\s*[=＝]\s*QK[ᵀ⊤]|ΔW\s*[=＝]\s*[AB]{2})$/;
/** `W = (512, 512)`: a shape. */
const tuple = /[=＝]\s*\(\s*\d+\s*(?:[,×x]\s*\d+\s*)+\)$/;
/** `Q = X @ Wq` */
const projected =
  /^(?:[QKVqkv](?:_?\w{1,8})?|\w*out(?:put)?)\s?[=＝]\s?(?:[A-Za-z]\w{0,3}|\w*out(?:put)?|concat\w*)\s?@\s?W_?[A-Za-z]{1,2}(?:_\w{1,8})?$/;
/** `e^1.0 = 2.718` is worked out. */
const power = /^e\s?\^/;
const date = /(?<![\d.])\d{2,4}([-/.])\d{1,2}\1\d{1,2}(?![\d.])/;
/** `1/3 ≈ 0.333`: a share is worked out. */
const share = /^\d+\s?\/\s?\d+\s*[=＝≈≒]\s*\d*\.\d+$/;
/** `[3×4] · [4×3] = [3×3]`: nothing but shapes. */
const onlyShapes = /^(?:\s*[=·×@⋅*→]?\s*[[(（]\s*\d+\s*[×x]\s*\d+\s*[\])）])+$/;
/** Functions of numbers, which prose does not apply. */
const arithmetic = /(?<![A-Za-z])(?:sqrt|exp|log\d*|ln|sin|cos|tanh)\s?\(/;
/** `e_{t,j} = -inf`: what a mask does. */
const masked = /^\p{L}\w{0,8}(?:_|[₀-ₜᵢⱼ]|\[)[^=]{0,20}[=＝←]\s?[-−](?:∞|inf(?:inity)?)$/u;
/** What ReLU is, by itself. */
const rectified = /^max\(0[,，] ?[a-z]\)$/;
/** `(x - μ) / σ * γ + β`: what a norm is, by itself; `(x - μ) / σ` is a statistic of any field. */
const normalized =
  /^(?=.*[γβ])(?:γ\s?[*·×⊙]?\s?)?\(\s?[xX]\s?[-−–]\s?μ\s?\)\s?[/÷]\s?σ(?:\s?[*·×⊙]\s?γ)?(?:\s?\+\s?β)?$/u;
/** `output = weights @ V` */
const weighted =
  /^(?:[A-Za-z]\w*|出力|输出|출력)\s?[=＝]\s?(?:(?:\w*(?:weights?|attn|attention|probs?)\w*|[APα])\s?@|\w*weights?|重み|权重|가중치)\s?(?:[Vv](?:_\w{1,3})?|values?)$/;

const hasName = /(?<![\d.])[A-Za-z]|(?<=[\d.])(?!e[-+]?\d)[A-Za-z]|[α-ωΑ-Ω√∑∏\\]/;

/** `total = 5 + 6 = 11 USD` */
const priced =
  /^\s?(?:USD|EUR|GBP|JPY|CNY|dollars?|euros?|yen|points?|items?|pieces?|pts?)(?![A-Za-z])/;

/** `4096 × 4096 = 64 MB`: sizes with their units are told, not computed. `after` follows the text. */
export function isMeasured(source: string, after: string): boolean {
  const signed = withSigns(source);
  const endsInNumber = /\d$/.test(signed);
  if (endsInNumber && priced.test(after)) return true;
  if (hasName.test(withoutUnits(signed))) return false;
  return hasName.test(signed) || (endsInNumber && isUnit(after));
}

/** `len_in_bytes`, `d_head_total`: names of several words, which only programs have. */
const programName =
  /(?<![\\\w])(?:[A-Za-z]{2,}\d*_[A-Za-z0-9]+|[A-Za-z]\d*_[A-Za-z0-9]{3,})_[A-Za-z0-9]/;

/** `q = [1, 0]`, `k_2 = [0.5, -1]`, `scores = [2, 1, 0.1]`: the numbers of a vector that attention works with. */
const vector =
  /^(?:[qkvxhzeoQKVX](?:[₀-₉]{1,2}|_?\d{1,2})?|quer(?:y|ies)|keys?|values?|scores?|weights?|logits?)\s?[=＝]\s?\[\s?[-−+]?\d*\.?\d+(?:\s?,\s?[-−+]?\d*\.?\d+)+\s?\]$/;

/** `a[i]` further on than where an entry is defined. */
const takesEntry = /[^\w\]]\w+\[[ijklmnt:]/;

/** Whether a stretch that reads as a formula is one, and not prose or configuration. */
export function isFormula(source: string, e: Evidence, ofAttention = false): boolean {
  if (source.length < 3 || counter.test(source) || date.test(source)) return false;
  // `a[i] = b + 1` is code.
  if (/^\w+\[/.test(source) && e.relations > 0 && e.marks < 2 && e.strong + e.common === 0)
    return false;
  // `b = sqrt(a[i])` is too, `o_i = Σ_j a[i, j] · v[j]` is not.
  if (takesEntry.test(source) && e.marks < 2 && e.strong === 0) return false;
  if (masked.test(source) || rectified.test(source) || vector.test(source)) return true;
  if (normalized.test(source)) return true;
  if (share.test(source)) return agrees(source);
  if (onlyShapes.test(source)) return false;
  if (tuple.test(source) || (programName.test(source) && e.marks < 2)) return false;
  if (
    (sets.test(source) && !power.test(source) && !product.test(source)) ||
    /(?<!\w)(?:[OΘΩ]\(|\dD(?!\w))/.test(source)
  )
    return false;
  // `y = x @ x` is code, `scores = Q @ K^T` is not.
  if (projected.test(source) || weighted.test(source)) return true;
  if (
    source.includes('@') &&
    !/\]\s?@\s?\[/.test(source) &&
    e.marks + e.strong + e.transposes === 0
  )
    return ofAttention && e.relations === 1 && e.calls === 0 && e.operators === 1;
  if (e.relations > 0) return isEquation(source, e);
  return isExpression(source, e);
}

function isEquation(source: string, e: Evidence): boolean {
  if (product.test(source)) return true;
  const isComputed = e.operators > 0 || e.calls > 0 || e.marks > 0;
  if (!isComputed) return false;
  if (e.operators === 0 && e.calls === 0 && e.names > 0 && !/[√∑\\]/.test(source)) return false;
  if (e.operators === 0 && e.calls === 0 && e.words > 0 && !/[\^√∑²³ᵀ\\]/.test(source))
    return false;
  // `γ = [1.5, …]`
  if (e.operators === 0 && e.calls === 0 && /\[[-−\d.,\s…]*(?:\.{3}|…)/.test(source)) return false;
  // `x₁ → 0` tends to 0, `Q ← 3` is set.
  if (e.operators === 0 && e.calls === 0 && /[←→⇒]/.test(source)) return false;
  // `from 0.5 - 0.7 → 0.8`: a range becomes another.
  if (/[→⇒]/.test(source) && !/[×·⋅*/÷√]|softmax/.test(source)) return false;
  // Numbers alone: a worked example, with signs that stand apart.
  if (e.symbols === 0 && e.words + e.names === 0 && e.calls === 0) {
    if (e.operators === 0) return e.marks > 1 && e.numbers >= 2;
    return e.numbers >= 3 && (e.tightOperators === 0 || e.points > 0 || e.marks > 0);
  }
  // `exp(2.0) = 7.389`, `sum = 2.718 + 7.389 = 10.107`: steps of one.
  const isArithmetic = e.points > 0 || arithmetic.test(source);
  const isNamed = e.symbols + e.words > 0 || (e.points === 0 && e.names > 0);
  if (isArithmetic && !isNamed && e.common > 0 && e.common === e.calls) return e.numbers >= 2;
  if (e.relations > 1 && e.symbols + e.words + e.names === 1 && isWorkedOut(source, e)) return true;
  if (e.strong > 0) return e.symbols > 0 || e.operators > 0 || e.words <= 5;
  if (e.marks > 1 && e.symbols > 0) return true;
  if (e.words > 2) return false;
  if (e.common > 0)
    return (
      e.symbols > 0 ||
      (e.names > 2 &&
        e.words === 0 &&
        e.relations === 1 &&
        (e.operators > 1 || (e.operators > 0 && ofWeights.test(source))))
    );
  if (embedded.test(source) && e.words === 0) return true;
  // `output = weights × V`
  if (e.names > 0 && e.words === 0 && e.calls === 0 && (e.marks > 1 || isSigned(source)))
    return e.symbols > 0 || (e.names > 1 && e.numbers === 0);
  // Named functions of code are called with words.
  if (e.calls > 0) return e.symbols >= 2 && e.words <= 2;
  return (e.symbols >= 2 || (e.symbols >= 1 && e.marks > 0)) && e.words <= 1;
}

/** `Output = 0.6 * [1, 0] + 0.4 * [0, 1] = [0.6, 0.4]` */
const isWeighing = (source: string): boolean => /\d\s?[*×·]\s?\[/.test(source);

/** `mean = (1 + 2 + 3) / 3 = 2`: a name, how it is worked out in numbers, and what comes of it. */
const isWorkedOut = (source: string, e: Evidence): boolean =>
  e.numbers >= 3 &&
  e.common === e.calls &&
  e.operators + e.calls > 0 &&
  !/[→⇒←]/.test(source) &&
  ((e.points > 1 && e.calls + e.names === 0) || isWeighing(source) || agrees(source));

/** `Input = Token Embedding + Positional Encoding`: words, and no names of a program. */
const embedded = / (?:embedding|encoding)s?\s?\+\s?[^=+_]{0,20}(?:embedding|encoding)s?$/i;

/** `weights = exp(scores) / sum(exp(scores))` */
const ofWeights = /(?<![A-Za-z])(?:weights?|scores?)(?![A-Za-z])/i;

/** Signs that no program has between names. */
const isSigned = (source: string): boolean => /[×·⋅⊙⊗Σ∑√ᵀ]/.test(source);

/** Signs of operations, and what is put right after an applied function. */
const signs = /[-+−*×·⋅⊙∈/√^ᵀ@]|\)\s?[A-Z]/;
const transposed = /[A-Za-z)]\^?[ᵀ⊤]|\^\{?T\}?(?![A-Za-z])/;

/** `x + Attn(Norm(x))`, `x + Norm(FFN(x))`: a residual connection, with a norm before or after the layer. */
const connected =
  /^[xhXH] \+ (?:(?:Sub-?[Ll]ayer|Attn|Attention|SelfAttention|MHA|MHSA|FFN|MLP|Norm|LN|LayerNorm|RMSNorm)\(){1,2}[xhXH]\){1,2}$/;

/** `Q₁-Q₈`, `h_1–h_8`: from one to the other. */
const range = /^([A-Za-zα-ω])_?[\d₀-₉ᵢⱼₙ]+[-–~〜]\1_?[\d₀-₉ₙₘ]+$/;

/** `e^xi / Σje^xj`: what a softmax is, by itself. */
const shareOfPowers = /^e\s?\^[^\s/]{1,8}\s?\/\s?[Σ∑][^\s/]{0,8}\s?e\s?\^[^\s/]{1,8}$/;

function isExpression(source: string, e: Evidence): boolean {
  if (range.test(source)) return false;
  if (shareOfPowers.test(source)) return true;
  if (connected.test(source)) return true;
  if (/∈\s?(?:ℝ|R\s?\^)/.test(source)) return e.words === 0 || e.symbols > 0;
  if (e.strong > 0) {
    return signs.test(source) && e.symbols + e.strong > 1 && e.words <= 2;
  }
  if (e.words > 0) return false;
  // `QKᵀ`, `q·kᵀ`, `QK^T/√d_k`
  if (transposed.test(source)) return e.operators > 0 || /[A-Z]{2}/.test(source);
  // `q·k`; in a row of names the dots stand apart.
  if (/^\S+·\S+$/.test(source) || /^[qkvxwhuQKVXW]\w* [·⋅] [qkvxwhuQKVXW]\w*$/.test(source)) {
    return e.symbols > 1;
  }
  if (/√/.test(source)) return e.symbols > 0;
  // `H₂O` has no sign in it.
  if (/[₀-₉ₐ-ₜᵢ]/.test(source)) return signs.test(source) && e.symbols > 1;
  if (/\\[a-z]/.test(source))
    return e.marks > 2 && (e.operators > 0 || /\\(?:frac|sqrt)/.test(source));
  if (/[∑∏Σ]/.test(source)) return e.symbols > 0;
  // `x + F(x)`
  return (
    e.calls > 0 && e.operators > 0 && e.symbols >= 3 && e.tightOperators === 0 && e.numbers === 0
  );
}

/** `output = attn @ V`: a matrix is a capital in formulas, and not in code. */
const weightedByMatrix = /^\w+\s?=\s?\w+\s?@\s?V$/;

/** In a comment: what no code that is commented out would say. */
export const isNoCode = (source: string, e: Evidence): boolean =>
  weightedByMatrix.test(source) ||
  ((e.marks > 0 || (e.strong > 0 && e.operators > 0)) &&
    !/\w\[|\b(?:None|True|False|self|(?:np|tf|torch|F|math)(?=\.)|np|tf)\b/.test(source));
