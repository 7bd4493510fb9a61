/** Seeded inputs, the same for everyone; they reach each process as files of float32. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Mulberry32 (T. Ettinger): uniform numbers in [−1, 1). */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function randomFloats(length, seed) {
  const next = uniform(seed);
  return Float32Array.from({ length }, next);
}

export const writeFloats = (path, data) =>
  writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

/** Floats of a file, in memory of their own. */
export function readFloats(path) {
  const bytes = readFileSync(path);
  const data = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(data.buffer).set(bytes);
  return data;
}

/** q, k and v of one head, [n, d] each, with the spread that a trained model's have. */
export function writeHead(dir, n, d) {
  for (const [i, name] of ['q', 'k', 'v'].entries()) {
    const data = randomFloats(n * d, 1 + i + 10 * n);
    writeFloats(join(dir, `${name}${n}.f32`), data);
  }
}

export const readHead = ({ dir, n }) =>
  Object.fromEntries(
    ['q', 'k', 'v'].map((name) => [name, readFloats(join(dir, `${name}${n}.f32`))]),
  );

/** Writes tensors one after the other into one file, never all of them in memory at once. */
export function writeTensors(path, tensors, fill) {
  const file = openSync(path, 'w');
  for (const tensor of tensors) {
    const data = fill(tensor);
    writeSync(file, new Uint8Array(data.buffer));
  }
  closeSync(file);
}

/** The tensors of such a file by name, each in memory of its own. */
export function readTensors(path, tensors) {
  const file = openSync(path, 'r');
  const read = Object.fromEntries(
    tensors.map(({ name, shape }) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      readSync(file, new Uint8Array(data.buffer));
      return [name, { shape, dtype: 'float32', data }];
    }),
  );
  closeSync(file);
  return read;
}
