import type { DType } from '../program/operation.js';
import type { Result } from '../program/problem.js';
import { bytesOf } from './bytes.js';
import type { Spend } from './clock.js';
import { mismatch, tooLarge } from './errors.js';
import type { Threads } from './kernels/shared.js';
import { allocateShared } from './kernels/sharing.js';
import { allocate, sizeOf } from './tensor.js';
import type { EvaluationError, TensorData } from './trace.js';

type Allocation = Result<TensorData, EvaluationError>;

/**
 * The buffers of one evaluation, counted in bytes before they are made. Buffers that nobody reads any
 * more are used again for results of the same type and length.
 */
export interface Memory {
  /** Bytes of all tensors held. */
  readonly held: () => number;
  /** Most bytes there were at one time. */
  readonly peak: () => number;
  /** Zeros for the result of the step at hand. */
  readonly allocate: (shape: readonly number[], dtype: DType) => Allocation;
  /** Zeros that are dropped when the step is done. */
  readonly scratch: (shape: readonly number[], dtype: DType) => Allocation;
  /** Ends the step; its result, where there is one, is held from now on. */
  readonly hold: (result: TensorData | undefined) => void;
  /** One tensor less that uses this buffer. */
  readonly release: (data: TensorData) => void;
}

/** Elements zeroed between two looks at the clock. */
const STRETCH = 1 << 18;

const typed = (data: TensorData): string => `${data.constructor.name} ${data.byteLength}`;

export function createMemory(limit: number, spend: Spend, threads?: Threads): Memory {
  /** Tensors that use a buffer, and the bytes that count for it; several tensors may share one. */
  const users = new Map<ArrayBufferLike, { readonly count: number; readonly bytes: number }>();
  /** Buffers that were made here, whole. */
  const owned = new WeakSet<ArrayBufferLike>();
  const unused = new Map<string, TensorData[]>();
  let [held, idle, step, most] = [0, 0, 0, 0];

  const taken = (dtype: DType, bytes: number): TensorData | undefined => {
    if (idle === 0) return undefined;
    const data = unused.get(`${allocate(dtype, 0).constructor.name} ${bytes}`)?.pop();
    if (data === undefined) return undefined;
    idle -= data.byteLength;
    for (let from = 0; from < data.length; from += STRETCH) {
      data.fill(0, from, from + STRETCH);
      if (!spend(STRETCH >> 2)) break;
    }
    return data;
  };

  const reserve = (shape: readonly number[], dtype: DType, reusing: boolean): Allocation => {
    if (!shape.every((d) => Number.isInteger(d) && d >= 0)) {
      return mismatch('size', `[${shape.join(', ')}] is not a shape.`, { size: shape.join(', ') });
    }
    const bytes = bytesOf(shape, dtype);
    const failed = (): Allocation => tooLarge({ shape, bytes, total: held + step + bytes, limit });
    if (!(held + step + bytes <= limit)) return failed();
    const again = reusing ? taken(dtype, bytes) : undefined;
    // What lies idle makes room for what is needed.
    if (again === undefined && held + step + idle + bytes > limit) {
      unused.clear();
      idle = 0;
    }
    step += bytes;
    most = Math.max(most, held + step + idle);
    if (again !== undefined) return { ok: true, value: again };
    try {
      const length = sizeOf(shape);
      const data = allocate(dtype, length, allocateShared(length, threads));
      owned.add(data.buffer);
      return { ok: true, value: data };
    } catch {
      // The machine has less to give than the limit.
      return failed();
    }
  };

  return {
    held: () => held,
    peak: () => most,
    allocate: (shape, dtype) => reserve(shape, dtype, true),
    scratch: (shape, dtype) => reserve(shape, dtype, false),
    hold: (result) => {
      step = 0;
      if (result === undefined) return;
      const { buffer, byteLength } = result;
      const before = users.get(buffer);
      users.set(buffer, { count: (before?.count ?? 0) + 1, bytes: before?.bytes ?? byteLength });
      if (before === undefined) held += byteLength;
      most = Math.max(most, held + idle);
    },
    release: (data) => {
      const { buffer, byteLength } = data;
      const user = users.get(buffer);
      if (user === undefined) return;
      if (user.count > 1) {
        users.set(buffer, { ...user, count: user.count - 1 });
        return;
      }
      users.delete(buffer);
      held -= user.bytes;
      if (byteLength === 0 || byteLength !== buffer.byteLength || !owned.has(buffer)) return;
      const alike = unused.get(typed(data)) ?? [];
      unused.set(typed(data), [...alike, data]);
      idle += byteLength;
    },
  };
}
