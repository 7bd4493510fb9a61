/** What the engine is asked for by names that may change, so that such a change is one here alone. */
import { importFile, threadsFile } from './files.mjs';

/** Limits that protect an editor, out of the way here. */
export const generousLimits = { maxElements: 2 ** 30, maxBytes: 2 ** 32 };

/** Options with which `attention()` works on so many threads, the caller's among them. */
export async function onThreads(count) {
  const { createThreads } = await importFile(threadsFile);
  return { threads: createThreads(count) };
}

/** Results that several threads wrote stand on shared memory; elsewhere the threads had no part. */
export const wasShared = ({ scores }) => scores?.data.buffer instanceof SharedArrayBuffer;

/** Attention whose scores and weights are not held: output, statistics and the tiles asked for. */
export function streamed(core, inputs, tiles) {
  const result = core.streamAttention(inputs, { tiles });
  if (!result.ok) throw new Error(result.error.message);
  return result;
}
