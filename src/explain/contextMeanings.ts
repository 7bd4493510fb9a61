import type { SymbolKey } from '../recognize/symbols.js';

/** Meanings that a letter has only where a formula says so. */
export type ContextKey =
  | 'classCount'
  | 'sampleCount'
  | 'featureCount'
  | 'dimensionPair'
  | 'frequency'
  | 'featureMap'
  | 'parameters'
  | 'lossWeight'
  | 'contextVector'
  | 'decoderState'
  | 'scoreVector'
  | 'scoreBias'
  | 'gain'
  | 'slope'
  | 'layerOutput';

/** A letter with the formulas in which it means something of its own. The first that fits counts. */
export interface ContextMeaning {
  /** The name without scripts and fonts, Greek letters as words. */
  readonly base: RegExp;
  readonly kinds: RegExp;
  readonly key: SymbolKey | ContextKey;
  /** True for numbers, false for tensors; absent for both. */
  readonly scalar?: boolean;
  /** Scripts that the name must have or, where empty, must not have. */
  readonly marks?: RegExp;
}

const norms = /^(?:layerNorm|batchNorm|rmsNorm)$/;
const places = /^(?:positionalEncoding|rotaryEmbedding)$/;
const attention = /^attention\./;

export const contextMeanings: readonly ContextMeaning[] = [
  { base: /^[mNB]$/, kinds: /^batchNorm$/, scalar: true, key: 'batchSize' },
  { base: /^[nNmMHdDK]$/, kinds: norms, scalar: true, marks: /^$/, key: 'featureCount' },
  { base: /^g$/, kinds: norms, key: 'gain' },
  { base: /^[CKV]$/, kinds: /^loss$/, scalar: true, key: 'classCount' },
  { base: /^[KC]$/, kinds: /^softmax$/, scalar: true, key: 'classCount' },
  { base: /^[NmMB]$/, kinds: /^loss$/, scalar: true, key: 'sampleCount' },
  { base: /^theta$/, kinds: /^loss$/, key: 'parameters' },
  { base: /^(?:lambda|alpha|beta)$/, kinds: /^loss$/, scalar: true, key: 'lossWeight' },
  { base: /^[zasl]$/, kinds: /^(?:softmax|loss)$/, key: 'logits' },
  { base: /^[pq]$/, kinds: /^loss$/, key: 'probability' },
  { base: /^T$/, kinds: /^softmax$/, scalar: true, key: 'temperature' },
  { base: /^[ijk]$/, kinds: /^positionalEncoding$/, scalar: true, key: 'dimensionPair' },
  { base: /^[mnpt]$/, kinds: places, scalar: true, marks: /^$/, key: 'position' },
  { base: /^omega$/, kinds: places, key: 'frequency' },
  { base: /^(?:phi|psi|varphi)$/, kinds: /^rotaryEmbedding$/, key: 'angle' },
  { base: /^(?:phi|psi|varphi)$/, kinds: /^attention\.linear$/, key: 'featureMap' },
  { base: /^P$/, kinds: places, key: 'positionalEncoding' },
  { base: /^[va]$/, kinds: /^attention\.additive$/, marks: /^(?:a|v|T|)$/, key: 'scoreVector' },
  { base: /^w$/, kinds: /^attention\.additive$/, key: 'scoreVector' },
  { base: /^s$/, kinds: /^attention\.(?:additive|scores)$/, scalar: false, key: 'decoderState' },
  { base: /^c$/, kinds: attention, scalar: false, key: 'contextVector' },
  { base: /^B$/, kinds: attention, scalar: false, key: 'scoreBias' },
  {
    base: /^(?:A|P|alpha|w)$/,
    kinds: /^attention\.(?:weightedSum|weights|scaledDotProduct)$/,
    scalar: false,
    key: 'weights',
  },
  {
    base: /^(?:S|E|e)$/,
    kinds: /^attention\.(?:weights|scores|scaledDotProduct)$/,
    scalar: false,
    key: 'scores',
  },
  {
    base: /^m$/,
    kinds: /^attention\.(?:scores|weights|scaledDotProduct)$/,
    scalar: true,
    marks: /^h$/,
    key: 'slope',
  },
  {
    base: /^y$/,
    kinds: /^(?:residual|feedForward|activation|projection|layerNorm|rmsNorm|batchNorm)$/,
    key: 'layerOutput',
  },
];

/**
 * Kinds of formulas outside of which a letter means something else: γ scales a norm's features, and
 * in a loss it is something else again. A meaning that is not listed holds everywhere.
 */
export const onlyIn: Readonly<Partial<Record<SymbolKey, RegExp>>> = {
  gamma: /^(?:layerNorm|batchNorm|rmsNorm|tensor|residual)$/,
  beta: /^(?:layerNorm|batchNorm|rmsNorm|tensor|residual)$/,
  angle: /^(?:positionalEncoding|rotaryEmbedding|tensor)$/,
  rotation: /^(?:positionalEncoding|rotaryEmbedding|tensor|attention\.scores)$/,
  target: /^(?:loss|tensor|softmax)$/,
  probability: /^(?:loss|tensor|softmax)$/,
  mean: /^(?:layerNorm|batchNorm|rmsNorm|tensor)$/,
  standardDeviation: /^(?:layerNorm|batchNorm|rmsNorm|tensor)$/,
};
