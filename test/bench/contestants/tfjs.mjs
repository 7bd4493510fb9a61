/**
 * TensorFlow.js. Results stay where its backend keeps them (for wasm: in its own memory) and are
 * not read back, which is in its favour.
 */
import { readHead } from '../inputs.mjs';
import { loadPeer, peerFile } from '../peers.mjs';

async function prepared(work, backend) {
  const tf = loadPeer('@tensorflow/tfjs');
  if (tf === undefined) return { reason: 'not installed' };
  if (backend === 'wasm') {
    const wasm = loadPeer('@tensorflow/tfjs-backend-wasm');
    if (wasm === undefined) return { reason: 'not installed' };
    wasm.setWasmPaths(`${peerFile('@tensorflow/tfjs-backend-wasm', 'dist')}/`);
    wasm.setThreadsCount(1);
  }
  if (!(await tf.setBackend(backend))) return { reason: `no ${backend} backend here` };
  const { n, d } = work;
  const head = readHead(work);
  const [q, k, v] = ['q', 'k', 'v'].map((name) => tf.tensor2d(head[name], [n, d]));
  const scale = Math.sqrt(d);
  const run = () =>
    tf.tidy(() => {
      const scores = tf.div(tf.matMul(q, k, false, true), scale);
      const weights = tf.softmax(scores);
      return { scores, weights, output: tf.matMul(weights, v) };
    });
  return {
    run,
    release: (result) => tf.dispose(result),
    results: ({ scores, weights, output }) => ({
      scores: scores.dataSync(),
      weights: weights.dataSync(),
      output: output.dataSync(),
    }),
    info: backend === 'wasm' ? { simd: await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') } : {},
  };
}

export const tfjsCpu = (work) => prepared(work, 'cpu');
export const tfjsWasm = (work) => prepared(work, 'wasm');
