import type { Dim } from './dim.js';
import type { LibraryOperation } from './libraryOperation.js';

export type DType = 'float32' | 'float64' | 'int64' | 'bool';

/** One subscript of an indexing expression such as `x[:, None, -1]`. */
export type IndexItem =
  | { readonly kind: 'at'; readonly index: number }
  | {
      readonly kind: 'slice';
      readonly start?: number;
      readonly stop?: number;
      readonly step?: number;
    }
  | { readonly kind: 'newAxis' }
  | { readonly kind: 'ellipsis' }
  /** A tensor subscript (integer or boolean); `input` is its place among the value's inputs. */
  | { readonly kind: 'tensor'; readonly input: number };

/**
 * Where a random tensor's numbers come from. Draws of one stream happen in the
 * order of value ids, from a generator seeded with `seed`. Without a stream the
 * numbers are example values.
 */
export interface RandomStream {
  readonly id: number;
  readonly seed: number;
  readonly generator: 'torch' | 'numpy' | 'numpyPcg64';
}

export type Distribution =
  | { readonly kind: 'normal'; readonly mean: number; readonly std: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'integers'; readonly low: number; readonly high: number }
  | { readonly kind: 'permutation' }
  | { readonly kind: 'bernoulli'; readonly p: number }
  | { readonly kind: 'exponential'; readonly rate: number }
  /** NumPy's `choice`: indices below n. */
  | {
      readonly kind: 'choice';
      readonly n: number;
      readonly replace: boolean;
      readonly p?: readonly number[];
    };

export interface Reduction {
  /** Axes reduced, negative from the end; all axes when absent. */
  readonly axes?: readonly number[];
  readonly keepDim?: boolean;
}

/**
 * Everything a value can be computed by. Inputs are positional and listed in the
 * comments as `(name, optional?)`. Axes count from the end when negative.
 */
export type Operation =
  // Sources
  /** A free symbol or an argument nothing is known about but, perhaps, its shape. */
  | { readonly kind: 'input' }
  /** Numbers in the text, row-major. A plain number is a tensor of shape `[]`. */
  | {
      readonly kind: 'tensor';
      readonly shape: readonly number[];
      readonly data: readonly number[];
    }
  /** A size used as a number, such as `d_k` in `\sqrt{d_k}` or `x.shape[1]`. */
  | { readonly kind: 'dimension'; readonly dim: Dim }
  | { readonly kind: 'zeros' | 'ones'; readonly shape: readonly Dim[] }
  | {
      readonly kind: 'full';
      readonly shape: readonly Dim[];
      readonly value: number;
    }
  | {
      readonly kind: 'arange';
      readonly start: Dim;
      readonly stop: Dim;
      readonly step: number;
    }
  | { readonly kind: 'eye'; readonly rows: Dim; readonly columns: Dim }
  | {
      readonly kind: 'random';
      readonly shape: readonly Dim[];
      readonly distribution: Distribution;
      readonly stream?: RandomStream;
    }
  // Elementwise, broadcasting (a, b)
  | {
      readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'floorDiv' | 'remainder';
    }
  | {
      readonly kind: 'compare';
      readonly relation: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
    }
  | {
      readonly kind: 'logical';
      readonly relation: 'and' | 'or' | 'xor' | 'not';
    }
  // Elementwise (x)
  | {
      readonly kind:
        | 'neg'
        | 'exp'
        | 'log'
        | 'sqrt'
        | 'rsqrt'
        | 'abs'
        | 'tanh'
        | 'sigmoid'
        | 'relu'
        | 'silu'
        | 'erf'
        | 'sin'
        | 'cos';
    }
  | { readonly kind: 'gelu'; readonly approximate: 'none' | 'tanh' }
  | { readonly kind: 'elu'; readonly alpha: number }
  | { readonly kind: 'clamp'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'cast'; readonly dtype: DType }
  // Selection: where (condition, a, b); maskedFill (x, mask), true is filled
  | { readonly kind: 'where' }
  | { readonly kind: 'maskedFill'; readonly value: number }
  | { readonly kind: 'tril' | 'triu'; readonly diagonal: number }
  // Reductions (x); max and min with two inputs are elementwise
  | ({ readonly kind: 'sum' | 'mean' | 'prod' } & Reduction)
  /** `ties: 'first'` gives places too (torch.max along an axis): of equals the first has the gradient. */
  | ({ readonly kind: 'max' | 'min'; readonly ties?: 'first' } & Reduction)
  | ({ readonly kind: 'var'; readonly correction: number } & Reduction)
  | ({ readonly kind: 'norm'; readonly p: number } & Reduction)
  | {
      readonly kind: 'argmax';
      readonly axis?: number;
      readonly keepDim?: boolean;
    }
  | {
      readonly kind: 'topk';
      readonly axis: number;
      readonly k: number;
      readonly part: 'values' | 'indices';
    }
  | {
      readonly kind: 'sort';
      readonly axis: number;
      readonly descending: boolean;
      readonly part: 'values' | 'indices';
    }
  | { readonly kind: 'cumsum'; readonly axis: number }
  // Normalised exponentials (x)
  | { readonly kind: 'softmax' | 'logSoftmax'; readonly axis: number }
  // Products: matmul (a, b) as torch.matmul; linear (x, weight [out, in], bias?); einsum (…operands)
  | { readonly kind: 'matmul' | 'linear' }
  | { readonly kind: 'einsum'; readonly equation: string }
  // Layout (x)
  | {
      readonly kind: 'transpose';
      readonly axis0: number;
      readonly axis1: number;
    }
  | { readonly kind: 'permute'; readonly axes: readonly number[] }
  /** At most one dimension is −1. */
  | { readonly kind: 'reshape'; readonly shape: readonly Dim[] }
  /** −1 keeps the size. */
  | { readonly kind: 'expand'; readonly shape: readonly Dim[] }
  | { readonly kind: 'repeat'; readonly counts: readonly number[] }
  | {
      readonly kind: 'rearrange';
      readonly pattern: string;
      readonly sizes: Readonly<Record<string, number>>;
    }
  /** `count`: `head_1, …, head_h` names only the first and last of `count` equal parts. */
  | {
      readonly kind: 'concat' | 'stack';
      readonly axis: number;
      readonly count?: Dim;
    }
  /** Part `part` of splitting `axis` into `parts` equal pieces, or pieces of `sizes`. */
  | {
      readonly kind: 'split' | 'chunk' | 'unbind';
      readonly axis: number;
      readonly part: number;
      readonly parts?: number;
      readonly sizes?: readonly number[];
    }
  /** index (x, …tensor subscripts) */
  | { readonly kind: 'index'; readonly items: readonly IndexItem[] }
  /** x with `x[items] = value` done: (x, value, …tensor subscripts counted after value) */
  | { readonly kind: 'indexPut'; readonly items: readonly IndexItem[] }
  /** gather (x, index); embedding (indices, table [count, dim]) */
  | { readonly kind: 'gather'; readonly axis: number }
  | { readonly kind: 'embedding' }
  // Networks
  /** (x, kept?): in training with the places that are kept (0 or 1), else they are chosen here. */
  | { readonly kind: 'dropout'; readonly p: number; readonly training: boolean }
  /** (x, weight?, bias?) over the last `axes` axes */
  | {
      readonly kind: 'layerNorm' | 'rmsNorm';
      readonly axes: number;
      readonly eps: number;
    }
  | { readonly kind: 'batchNorm'; readonly eps: number }
  /** (query, key, value, mask?); scale is 1/√d of the query's last axis when absent */
  | {
      readonly kind: 'scaledDotProductAttention';
      readonly causal: boolean;
      readonly scale?: number;
    }
  | { readonly kind: 'multiHeadAttention'; readonly heads: number }
  | { readonly kind: 'rotary' }
  | {
      readonly kind: 'loss';
      readonly loss: 'crossEntropy' | 'meanSquaredError';
    }
  /** What a library calls by one name and is no primitive here. */
  | LibraryOperation
  /** grad (output, x, seed?): d Σ output · seed / dx, with a seed of ones when absent */
  | { readonly kind: 'grad' }
  /** A call that is not read: but for layers, its shape and numbers are unknown and so is all that depends on it. */
  | {
      readonly kind: 'call';
      readonly callee: string;
      /** What was made to be called, itself not read: `LayerNorm` of `self.norm = LayerNorm(d)`. */
      readonly of?: string;
      /**
       * `\text{Sublayer}(x)`: a layer that a formula only names. By its name it keeps the shape of its
       * first input, and its numbers are examples, as those of a symbol are.
       */
      readonly layer?: true;
    };

export type OperationKind = Operation['kind'];

type Narrow<O, K> = O extends { readonly kind: infer Kinds }
  ? K extends Kinds
    ? O & { readonly kind: K }
    : never
  : never;

/** True for a call whose result is not known. */
export const isUnread = (operation: Operation): boolean =>
  operation.kind === 'call' && operation.layer !== true;

/** The operation of one kind, with its attributes. */
export type OperationOf<K extends OperationKind> = Narrow<Operation, K>;
