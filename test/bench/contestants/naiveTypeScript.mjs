import { importBundle } from '../bundle.mjs';
import { readHead } from '../inputs.mjs';

export async function naive(work) {
  const { naiveAttention } = await importBundle('naive');
  const { q, k, v } = readHead(work);
  return { run: () => naiveAttention(q, k, v, work.n, work.d), results: (result) => result };
}
