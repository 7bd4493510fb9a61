/** Twelve blocks of twelve heads, the size of GPT-2 small, against the same structure in PyTorch. */
import { join } from 'node:path';
import { gpt2Fill, gpt2Tensors } from '../gpt2Layout.mjs';
import { randomFloats, uniform, writeFloats, writeTensors } from '../inputs.mjs';
import { measure } from '../rounds.mjs';
import { atMost } from '../verdicts.mjs';

const sizes = { layers: 12, heads: 12, n: 128, dModel: 768 };

const slowBlas =
  'not known: PyTorch multiplies with the slow reference BLAS here (Debian: libopenblas0-pthread)';

export const gpt2Row = {
  key: 'gpt2',
  title:
    'GPT-2-small-sized forward: 12 layers × 12 heads, n = 128, d_model = 768, random weights, ' +
    'no vocabulary, every step kept',
  async run(context) {
    const { dir, node, node22, python, withNode22 } = context;
    const tensors = gpt2Tensors(sizes);
    const weights = join(dir, 'gpt2.f32');
    const x = join(dir, 'gpt2-x.f32');
    const next = uniform(2);
    writeTensors(weights, tensors, (tensor) => gpt2Fill(tensor, next));
    writeFloats(x, randomFloats(sizes.n * sizes.dModel, 3));
    const work = { kind: 'gpt2', ...sizes, tensors, weights, x };
    const ours = { contestant: 'gpt2', work };
    const contestants = await measure(
      [
        { ...ours, key: 'ours', label: 'ours, evaluate(program), 1 thread', executable: node },
        {
          key: 'torch',
          label: 'PyTorch, 1 thread',
          executable: python,
          script: 'contestant.py',
          work,
        },
        ...(withNode22
          ? [{ ...ours, key: 'ours@22', label: 'ours, 1 thread, Node 22', executable: node22 }]
          : []),
      ],
      context,
    );
    const bound = atMost('ours', 'torch', 1.5)(contestants);
    // Debian's PyTorch takes whatever BLAS the machine has; being faster than that one says nothing.
    const slow = contestants.find(({ key }) => key === 'torch')?.info?.blas.includes('reference');
    const verdicts = [slow && bound.verdict === 'met' ? { ...bound, verdict: slowBlas } : bound];
    return { contestants, verdicts };
  },
};
