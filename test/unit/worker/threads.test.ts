import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { esbuildPlugin as kernels } from '../../../.config/kernels.mjs';
import { attention } from '../../../src/engine/attention.js';
import type { AttentionInputs, Attended } from '../../../src/engine/attention/types.js';
import { startThreads } from '../../../src/worker/threads.js';

let directory: string;
let script: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attention-lens-threads-'));
  script = join(directory, 'kernelThread.cjs');
  await build({
    entryPoints: ['src/worker/kernelThread.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [kernels],
  });
}, 120_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

const tensor = (shape: readonly number[], phase: number) => ({
  shape,
  dtype: 'float32' as const,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i + phase)),
});

const inputs: AttentionInputs = {
  q: tensor([1, 2, 700, 64], 1),
  k: tensor([1, 2, 700, 64], 2),
  v: tensor([1, 2, 700, 64], 3),
};

function attended(threads?: ReturnType<typeof startThreads>): Attended {
  const options = { causal: true, ...(threads === undefined ? {} : { threads }) };
  const result = attention(inputs, options);
  if (!result.ok) throw new Error(result.error.message);
  return result;
}

describe('threads', () => {
  it('give the very numbers that one thread gives', async () => {
    const threads = startThreads(script, 3);
    try {
      const alone = attended();
      for (let i = 0; i < 5; i++) {
        const together = attended(threads);
        expect(together.scores.data.buffer).toBeInstanceOf(SharedArrayBuffer);
        for (const step of ['scores', 'weights', 'output'] as const)
          expect(Buffer.compare(bytes(together[step].data), bytes(alone[step].data))).toBe(0);
        // Threads that were late the first time take part later.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    } finally {
      threads.close();
    }
  });

  it('that can’t be started leave the work to the caller', () => {
    const threads = startThreads(join(directory, 'missing.cjs'), 2);
    expect(attended(threads).output.data[0]).toBe(attended().output.data[0]);
    threads.close();
  });
});

const bytes = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
