/** The formula as hover and panel evaluate it, beside the library call: the same kernels, so about the same time. */
import { writeHead } from '../inputs.mjs';
import { measure } from '../rounds.mjs';

const n = 512;
const d = 64;

export const formulaRow = {
  key: 'formula',
  title: `softmax(QKᵀ/√d)V as a Program (hover, panel), n = ${n}, d = ${d}`,
  async run(context) {
    const { dir, node } = context;
    writeHead(dir, n, d);
    const work = { kind: 'attention', n, d, dir };
    const contestants = await measure(
      [
        { key: 'ours', label: 'attention()', executable: node, contestant: 'attention', work },
        {
          key: 'program',
          label: 'evaluate(program), with statistics of every value',
          executable: node,
          contestant: 'formula',
          work,
        },
      ],
      context,
    );
    return { contestants, verdicts: [] };
  },
};
