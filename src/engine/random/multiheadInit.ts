import { linearInit, xavierNormal, xavierUniform } from './init.js';
import type { TorchGenerator } from './torch.js';

export interface MultiheadOptions {
  /** Default true. */
  readonly bias?: boolean;
  /** Default false. */
  readonly addBiasKv?: boolean;
  /** Features of the keys and of the values. Default embedDim. */
  readonly kdim?: number;
  readonly vdim?: number;
}

/** Parameters of `nn.MultiheadAttention`, row-major. */
export interface MultiheadParameters {
  /** [3·embedDim, embedDim], rows of query, key and value in this order; undefined where kdim or vdim differ. */
  readonly inProjWeight: Float32Array | undefined;
  /** [embedDim, embedDim], [embedDim, kdim], [embedDim, vdim]; undefined where `inProjWeight` is there. */
  readonly separate:
    | { readonly query: Float32Array; readonly key: Float32Array; readonly value: Float32Array }
    | undefined;
  /** [3·embedDim], zeros. */
  readonly inProjBias: Float32Array | undefined;
  /** [embedDim, embedDim]. */
  readonly outProjWeight: Float32Array;
  /** [embedDim], zeros. */
  readonly outProjBias: Float32Array | undefined;
  /** [1, 1, embedDim]. */
  readonly biasK: Float32Array | undefined;
  readonly biasV: Float32Array | undefined;
}

/**
 * A new `nn.MultiheadAttention(embedDim, …)` (`torch/nn/modules/activation.py`). The output projection draws first,
 * as any `nn.Linear` does (its bias too, although it is set to zero afterwards), then the input projections.
 */
export function multiheadInit(
  generator: TorchGenerator,
  embedDim: number,
  options: MultiheadOptions = {},
): MultiheadParameters {
  const { bias = true, addBiasKv = false, kdim = embedDim, vdim = embedDim } = options;
  const outProjWeight = linearInit(generator, embedDim, embedDim, bias).weight;
  const joint = kdim === embedDim && vdim === embedDim;
  const inProjWeight = joint ? xavierUniform(generator, [3 * embedDim, embedDim]) : undefined;
  const separate = joint
    ? undefined
    : {
        query: xavierUniform(generator, [embedDim, embedDim]),
        key: xavierUniform(generator, [embedDim, kdim]),
        value: xavierUniform(generator, [embedDim, vdim]),
      };
  const extra = (): Float32Array | undefined =>
    addBiasKv ? xavierNormal(generator, [1, 1, embedDim]) : undefined;
  return {
    inProjWeight,
    separate,
    inProjBias: bias ? new Float32Array(3 * embedDim) : undefined,
    outProjWeight,
    outProjBias: bias ? new Float32Array(embedDim) : undefined,
    biasK: extra(),
    biasV: extra(),
  };
}
