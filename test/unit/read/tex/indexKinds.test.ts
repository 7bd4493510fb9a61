import { describe, expect, it } from 'vitest';
import { understand } from '../../../../src/analysis/understanding.js';
import { shapeLabel } from '../../../../src/program/dims.js';
import { evaluated } from './naive.js';
import { readAll, readOne } from './reading.js';

const ops = (tex: string): string => {
  const { values } = readOne(tex);
  return values
    .map((v) => v.op)
    .filter((op) => op !== 'input')
    .join(' ');
};

/** Formula → what is computed from its free symbols, in order. */
const kinds: Readonly<Record<string, string>> = {
  // Sums with the index on some of the terms only.
  'o_i = \\sum_{j \\le i} \\alpha_{ij} v_j': 'tril matmul',
  'o_i = \\sum_{j=1}^{i} \\alpha_{ij} v_j': 'tril matmul',
  'o_i = \\sum_{j=1}^{i-1} \\alpha_{ij} v_j': 'tril matmul',
  'o_i = \\sum_{j \\ge i} \\alpha_{ij} v_j': 'triu matmul',
  'o_i = \\sum_{j \\ne i} \\alpha_{ij} v_j': 'arange arange index compare maskedFill matmul',
  'c_t = \\sum_{\\tau=1}^{t} \\alpha_{t\\tau} h_\\tau': 'tril matmul',
  'z_i = \\sum_{j \\le i} x_j': 'ones tril matmul',
  'o_i = \\sum_{j \\in \\mathcal{N}(i)} \\alpha_{ij} v_j': 'matmul',
  'y_i = \\sum_{1 \\le j \\le n} A_{ij} x_j': 'matmul',
  'm_i = \\max_j s_{ij}': 'max',
  // Products of more than two, the smallest first.
  'h_i = \\sum_j \\alpha_{ij} W h_j': 'linear matmul',
  's_{ij} = q_i W k_j^\\top': 'matmul transpose matmul',
  'O_{id} = \\sum_j \\sum_m Q_{im} K_{jm} V_{jd}': 'transpose matmul matmul',
  'o_i = \\sum_j \\phi(q_i)^\\top \\phi(k_j) v_j': 'call call transpose matmul matmul',
  's_{bhij} = \\sum_d q_{bhid} k_{bhjd}': 'transpose matmul',
  'y_i = \\sum_j W_{ij} x_j + b_i': 'matmul add',
  // Other letters for the summed index, and neighbours in time.
  '\\alpha_{ij} = \\frac{\\exp(e_{ij})}{\\sum_\\ell \\exp(e_{i\\ell})}': 'exp sum div',
  "p_j = \\frac{e^{z_j}}{\\sum_{j'} e^{z_{j'}}}": 'exp sum div',
  'p_i = \\frac{e^{z_i - \\max_j z_j}}{\\sum_k e^{z_k - \\max_j z_j}}': 'max sub exp sum div',
  'e_{ij} = v_a^\\top \\tanh(W_a s_{i-1} + U_a h_j)': 'linear linear index add tanh einsum',
  // Elements and rows of a whole.
  's_{ij} = (QK^\\top)_{ij}': 'transpose matmul',
  'A_{ij} = \\text{softmax}(S)_{ij}': 'softmax',
  'a_i = \\text{softmax}(QK^\\top)_{i,:}': 'transpose matmul softmax',
  // Letters that are numbers.
  'b_{ij} = -m |i - j|': 'dimension arange arange index sub abs mul neg',
  '\\theta_i = 10000^{-2i/d}': 'tensor tensor arange mul dimension div neg pow',
  's_{ij} = q_i^\\top k_j + b_{i-j}': 'transpose matmul arange arange index sub index add',
  // Conditions.
  'M_{ij} = \\mathbb{1}[j \\le i]': 'ones tril',
  'A_{ij} = B_{ij} \\mathbb{1}_{j \\le i}': 'tril',
  'A_{ij} = \\delta_{ij}': 'eye',
  'A_{ij} = \\begin{cases} B_{ij} & j \\le i \\\\ 0 & j > i \\end{cases}': 'tril',
  'A_{ij} = \\begin{cases} B_{ij} & j \\le i \\\\ -1 & \\text{otherwise} \\end{cases}':
    'tensor arange arange index compare where',
  // A vector among the elements.
  'e_{ij} = x_i W^Q (x_j W^K + a_{ij}^K)^\\top': 'matmul add matmul einsum',
};

describe('kinds of index notation', () => {
  it.each(Object.entries(kinds))('%s', (tex, expected) => {
    expect(ops(tex)).toBe(expected);
  });

  it('a causal sum takes no later term', () => {
    const got = evaluated(readOne('y_i = \\sum_{j=1}^{i} x_j').formula);
    if (typeof got === 'string') throw new Error(got);
    const x = [...(got.tensors.get('x')?.data ?? [])];
    const sums = x.map((_, i) => x.slice(0, i + 1).reduce((a, b) => a + b, 0));
    expect([...got.root.data].map((v) => v.toFixed(4))).toEqual(sums.map((v) => v.toFixed(4)));
  });

  it('positions count from 0, or from where the text begins', () => {
    const places = (tex: string): readonly number[] => {
      const got = evaluated(readOne(tex).formula);
      if (typeof got === 'string') throw new Error(got);
      return [...got.root.data];
    };
    expect(places('b_i = 2i')).toEqual([0, 2, 4]);
    expect(places('b_i = 2(i-1)')).toEqual([0, 2, 4]);
    expect(places('b_{ij} = i - j').slice(0, 3)).toEqual([0, -1, -2]);
  });

  it.each([
    ['PE_{(pos,2i)} = \\sin(pos / 10000^{2i/d})', '[n, d//2]'],
    ['PE(pos, 2i) = \\sin(\\frac{pos}{10000^{\\frac{2i}{d_{model}}}})', '[n, d_model//2]'],
    ['\\theta_i = 10000^{-2(i-1)/d}', '[d//2]'],
    ['\\theta_i = 10000^{-\\frac{2(i-1)}{d}}', '[d//2]'],
    ['\\theta_i = 10000^{\\frac{-2i}{d_k}}', '[d_k//2]'],
    ['\\theta_j = 10000^{-j/(d/2)}', '[d//2]'],
    ['w_i = 2i/d', '[n]'],
    // What stands there beside the frequency has an element for each.
    ['y_i = x_i \\cdot 10000^{-2i/d}', '[n]'],
    ['y_i = 2^{-i/d}', '[n]'],
    ['y_i = 2^{-i/2}', '[n]'],
  ])('%s counts pairs of features: %s', (tex, shape) => {
    const { program, root } = readOne(tex).formula;
    const { shapes } = understand(program, { conventions: true });
    expect(shapeLabel(shapes[root ?? -1] ?? [])).toBe(shape);
  });

  it('a condition that no letter decides leaves the sum unread', () => {
    for (const tex of ['y_i = \\sum_{j \\ne k} x_j', 'y = \\sum_{j < t} x_j y_j']) {
      expect(readOne(tex).values.some((v) => v.op === 'call')).toBe(true);
    }
  });

  it('later rows use earlier ones whatever their letters are called', () => {
    const rows = readAll(
      '\\begin{aligned} e_{ij} &= a(s_{i-1}, h_j) \\\\ \\alpha_{tj} &= \\frac{\\exp(e_{tj})}{\\sum_k \\exp(e_{tk})} \\end{aligned}',
    );
    expect(rows.at(-1)?.values.map((v) => v.op)).toEqual([
      'input',
      'input',
      'call',
      'exp',
      'sum',
      'div',
    ]);
  });

  it('a function that nothing defines has the shape of its letters and no numbers', () => {
    const { formula } = readOne('e_{ij} = a(s_{i-1}, h_j)');
    const { values } = formula.program;
    expect(values[formula.root ?? -1]?.shape).toHaveLength(2);
    expect(evaluated(formula)).toMatch(/^not-read/);
  });
});
