import { readFileSync } from 'node:fs';
import type {
  Distribution,
  DType,
  Operation,
  RandomStream,
} from '../../../src/program/operation.js';
import { tensorOf } from '../../../src/engine/tensor.js';
import type { Tensor } from '../../../src/engine/trace.js';
import type { Tolerance } from './closeness.js';

export interface Stored {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly number[];
}

export interface Case {
  readonly name: string;
  readonly operation: Operation;
  readonly inputs: readonly Stored[];
  readonly expected: Stored;
  /** False where the shape rules can't tell, since the shape depends on numbers. */
  readonly rule?: boolean;
}

interface Golden {
  readonly cases: readonly Case[];
  readonly streams: readonly {
    readonly generator: RandomStream['generator'];
    readonly seed: number;
    readonly draws: readonly { readonly distribution: Distribution; readonly expected: Stored }[];
  }[];
  readonly attention: Readonly<Record<'x' | 'scores' | 'weights' | 'output', Stored>>;
}

/** Numbers of PyTorch and NumPy; test/golden/engine.py makes them. */
export const golden = JSON.parse(
  readFileSync(new URL('../../golden/engine.json', import.meta.url), 'utf8'),
  (_key, value: unknown) =>
    ['NaN', 'Infinity', '-Infinity'].includes(value as string) ? Number(value) : value,
) as Golden;

export const read = (t: Stored): Tensor => tensorOf(t.shape, t.data, t.dtype);

/** How near the engine comes to PyTorch, which computes some functions to a few units in the last place. */
export const tolerances: Readonly<Record<DType, Tolerance>> = {
  float32: { absolute: 1e-6, relative: 2e-6 },
  float64: { absolute: 1e-14, relative: 1e-13 },
  int64: { absolute: 0, relative: 0 },
  bool: { absolute: 0, relative: 0 },
};
