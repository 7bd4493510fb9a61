/** ml-matrix: plain JavaScript in doubles, rows as arrays. */
import { readHead } from '../inputs.mjs';
import { loadPeer } from '../peers.mjs';

export async function mlMatrix(work) {
  const library = loadPeer('ml-matrix');
  if (library === undefined) return { reason: 'not installed' };
  const { Matrix } = library;
  const { n, d } = work;
  const head = readHead(work);
  const [q, k, v] = ['q', 'k', 'v'].map((name) => Matrix.from1DArray(n, d, head[name]));
  const run = () => {
    const scores = q.mmul(k.transpose()).div(Math.sqrt(d));
    const weights = scores.clone().subColumnVector(scores.max('row')).exp();
    weights.divColumnVector(weights.sum('row'));
    return { scores, weights, output: weights.mmul(v) };
  };
  const floats = (matrix) => Float32Array.from(matrix.to1DArray());
  return {
    run,
    results: ({ scores, weights, output }) => ({
      scores: floats(scores),
      weights: floats(weights),
      output: floats(output),
    }),
  };
}
