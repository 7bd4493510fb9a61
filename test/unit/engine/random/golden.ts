import { readFileSync } from 'node:fs';

/** One draw of a scenario, see test/golden/randomDraws.py. */
export interface Step {
  readonly draw: string;
  readonly arguments: readonly unknown[];
  readonly bits?: string;
  readonly integers?: readonly number[];
  readonly size?: number;
  readonly crc32?: number;
}

export interface Scenario {
  readonly library: 'torch' | 'numpy.random.RandomState' | 'numpy.random.default_rng';
  readonly seed: string;
  readonly steps: readonly Step[];
}

const file = new URL('../../../golden/randomDraws.json', import.meta.url);

export function scenarios(library: Scenario['library']): readonly Scenario[] {
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as { scenarios: Scenario[] };
  return scenarios.filter((scenario) => scenario.library === library);
}

export type Drawn = Float32Array | Float64Array;

/** What differs from the library, in words; undefined if every bit agrees. */
export function difference(got: Drawn, step: Step): string | undefined {
  const expected = values(step, got instanceof Float32Array ? 4 : 8);
  const size = step.size ?? expected.length;
  if (got.length !== size) return `${got.length} elements, expected ${size}`;
  const offset = size - expected.length;
  for (const [i, value] of expected.entries()) {
    if (!Object.is(got[offset + i], value)) {
      return `element ${offset + i} of ${size} is ${got[offset + i]}, expected ${value}`;
    }
  }
  if (step.crc32 === undefined) return undefined;
  const bytes =
    step.integers === undefined ? bytesOf(got) : bytesOf(BigInt64Array.from(got, (x) => BigInt(x)));
  return crc32(bytes) === step.crc32 ? undefined : `checksum of all ${size} elements differs`;
}

/** The kept elements of a step as numbers. */
export function values(step: Step, width: 4 | 8): number[] {
  if (step.bits === undefined) return [...(step.integers ?? [])];
  const bytes = Uint8Array.from(step.bits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / width }, (_, i) =>
    width === 4 ? view.getFloat32(4 * i) : view.getFloat64(8 * i),
  );
}

function bytesOf(data: Drawn | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : 0xedb88320);
  }
  return ~crc >>> 0;
}
