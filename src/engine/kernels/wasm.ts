import { relaxedSimd, simd } from 'attention-lens:kernels';

/** What assembly/index.ts exports. Addresses and strides are in bytes, lengths in floats. */
interface Exports {
  packColumns(
    source: number,
    stride: number,
    panels: number,
    from: number,
    count: number,
    inner: number,
    columns: number,
  ): void;
  packRows(
    source: number,
    stride: number,
    panels: number,
    from: number,
    count: number,
    inner: number,
  ): void;
  product(
    a: number,
    aStride: number,
    b: number,
    c: number,
    cStride: number,
    rows: number,
    inner: number,
    columns: number,
    scale: number,
    accumulate: boolean,
  ): void;
  softmaxRows(x: number, rows: number, stride: number, length: number, ofNothing: number): void;
  peakOf(x: number, length: number): number;
  exponentiate(x: number, length: number, peak: number): number;
  softcap(x: number, length: number, cap: number): void;
  mapUnary(code: number, x: number, length: number): void;
  sum(x: number, length: number): number;
  squaresAbout(x: number, length: number, centre: number): number;
  largest(x: number, length: number): number;
  smallest(x: number, length: number): number;
  statistics(x: number, length: number, out: number): boolean;
}

/** The compiled kernels with the memory they work in. */
export interface Simd extends Exports {
  /**
   * Working memory for one job: at least `count` floats, at address 0, as they were left. The view
   * is good until the next call. Undefined where the job would need more than is ever taken.
   */
  floats(count: number): Float32Array<ArrayBuffer> | undefined;
  /** True where a multiply-add is rounded once. */
  readonly fused: boolean;
}

/** The part of the WebAssembly API that is used; the language's own library does not describe it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WebAssemblyMemory } },
  ) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => WebAssemblyMemory;
}
interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65_536;

/**
 * Working memory starts with this many pages (4 MB) and grows to the second (64 MB) at most. It is
 * kept between jobs, and stands beside what an evaluation's limit counts.
 */
const FIRST_PAGES = 64;
const MOST_PAGES = 1_024;

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

function instantiate(api: WebAssemblyApi, bytes: Uint8Array, fused: boolean): Simd {
  const memory = new api.Memory({ initial: FIRST_PAGES });
  const instance = new api.Instance(new api.Module(bytes), { env: { memory } });
  let view = new Float32Array(memory.buffer);
  return {
    ...(instance.exports as unknown as Exports),
    fused,
    floats(count) {
      if (count <= view.length) return view;
      const missing = Math.ceil((count * 4 - view.byteLength) / PAGE);
      if (view.byteLength / PAGE + missing > MOST_PAGES) return undefined;
      try {
        memory.grow(missing);
      } catch {
        return undefined;
      }
      view = new Float32Array(memory.buffer);
      return view;
    },
  };
}

let made: Simd | null | undefined;

/**
 * The kernels, compiled at the first question: with a fused multiply-add where the machine's
 * WebAssembly has one, without where it has plain SIMD, and undefined where it has neither.
 */
export function simdKernels(): Simd | undefined {
  if (made === undefined) made = build();
  return made ?? undefined;
}

function build(): Simd | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api === undefined) return null;
  try {
    const relaxed = bytesOf(relaxedSimd);
    if (api.validate(relaxed)) return instantiate(api, relaxed, true);
    const plain = bytesOf(simd);
    return api.validate(plain) ? instantiate(api, plain, false) : null;
  } catch {
    // No room for the memory, or a policy that forbids compiling: plain TypeScript does the same.
    return null;
  }
}
