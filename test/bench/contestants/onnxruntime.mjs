/** onnxruntime-node on one thread, by its public interface and, for small work, without it. */
import { createRequire } from 'node:module';
import { readHead } from '../inputs.mjs';
import { installedVersion, loadPeer, peerFile } from '../peers.mjs';
import { attentionModel } from './onnxModel.mjs';

const oneThread = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };

const results = ({ scores, weights, output }) => ({
  scores: scores.data,
  weights: weights.data,
  output: output.data,
});

const release = (result) => {
  for (const tensor of Object.values(result)) tensor.dispose?.();
};

function feedsOf(work, ort) {
  const { n, d } = work;
  return Object.fromEntries(
    Object.entries(readHead(work)).map(([name, data]) => [
      name,
      new ort.Tensor('float32', data, [n, d]),
    ]),
  );
}

export async function onnxruntime(work) {
  const ort = loadPeer('onnxruntime-node');
  if (ort === undefined) return { reason: 'not installed' };
  const session = await ort.InferenceSession.create(attentionModel(work.d), oneThread);
  const feeds = feedsOf(work, ort);
  return { run: () => session.run(feeds), results, release };
}

/**
 * The native call alone: `session.run` waits for the next turn of the event loop before it works
 * and checks its arguments, which is most of the time of a small head. Nobody can use it so; the
 * row tells the computing from the wrapping.
 */
export async function onnxruntimeBinding(work) {
  const ort = loadPeer('onnxruntime-node');
  if (ort === undefined || installedVersion('onnxruntime-node') === undefined)
    return { reason: 'not installed' };
  const model = attentionModel(work.d);
  // Creating one session by the public interface sets the library up.
  await ort.InferenceSession.create(model, oneThread);
  const path = peerFile('onnxruntime-node', 'dist', 'binding.js');
  const { binding } = createRequire(path)(path);
  const session = new binding.InferenceSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, oneThread);
  const feeds = feedsOf(work, ort);
  const fetches = { scores: null, weights: null, output: null };
  return { run: () => session.run(feeds, fetches, {}), results, release };
}
