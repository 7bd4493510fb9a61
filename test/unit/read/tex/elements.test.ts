import { describe, expect, it } from 'vitest';
import { dimText } from '../../../../src/program/dims.js';
import { readAll, readOne } from './reading.js';

/** `op(equation) [axes]` of the root, with unknown sizes as letters in order of appearance. */
function rootOf(tex: string): string {
  const { formula } = readOne(tex);
  const root = formula.program.values[formula.root ?? -1];
  if (root === undefined) return 'nothing';
  const seen = new Map<string, string>();
  const name = (d: string): string => {
    if (!d.startsWith('?')) return d;
    const known = seen.get(d) ?? `?${seen.size}`;
    seen.set(d, known);
    return known;
  };
  const detail = root.operation.kind === 'einsum' ? ` ${root.operation.equation}` : '';
  const shape = root.shape === undefined ? '?' : root.shape.map((d) => name(dimText(d))).join(', ');
  return `${root.operation.kind}${detail} [${shape}]`;
}

/** Formula with index letters → what its right-hand side is for all letters at once. */
const cases: Readonly<Record<string, string>> = {
  'o_i = \\sum_j \\alpha_{ij} v_j': 'matmul [?0, d_v]',
  'o_i = \\sum_{j=1}^{n} \\alpha_{i,j} \\mathbf{v}_j': 'matmul [?0, d_v]',
  'o_j = \\sum_i v_i a_{ij}': 'matmul [?0, d_v]',
  'z_i = \\sum_j \\alpha_{ij} (x_j W^V)': 'matmul [?]',
  'c = \\sum_{i=1}^{n} \\alpha_i h_i': 'matmul [?0]',
  'e_{ij} = q_i^\\top k_j': 'matmul [?0, ?1]',
  'e_{ij} = q_i \\cdot k_j / \\sqrt{d}': 'div [?0, ?1]',
  'e_{ij} = Q_i K_j^\\top': 'matmul [?0, ?1]',
  'S_{ij} = \\sum_{k} Q_{ik} K_{jk}': 'matmul [?0, ?1]',
  'A_{id} = \\sum_k \\sum_j Q_{ik} K_{jk} V_{jd}': 'matmul [?0, ?1]',
  '\\alpha_{ij} = \\text{softmax}_j(e_{ij})': 'softmax [?0, ?1]',
  '\\alpha_{ij} = \\frac{\\exp(e_{ij})}{\\sum_k \\exp(e_{ik})}': 'div [?0, ?1]',
  '\\text{softmax}(x_i) = \\frac{e^{x_i}}{\\sum_{j=1}^{K} e^{x_j}}': 'div [K]',
  '\\text{softmax}(z)_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}': 'div [?0]',
  '\\mu = \\frac{1}{d} \\sum_{i=1}^{d} x_i': 'mul []',
  '\\sigma^2 = \\frac{1}{d} \\sum_{i=1}^{d} (x_i - \\mu)^2': 'mul []',
  's = \\sum_{i=1}^{d_k} q_i k_i': 'sum []',
  'S = \\sum_j k_j v_j^\\top': 'matmul [d_k, d_v]',
  '\\mathcal{L} = -\\sum_i y_i \\log p_i': 'neg []',
};

describe('index notation is read for all letters at once', () => {
  it.each(Object.entries(cases))('%s', (tex, root) => {
    expect(rootOf(tex)).toBe(root);
  });

  it('the numerator and the denominator of a softmax are one value with two letters', () => {
    const tex = '\\alpha_{ij} = \\frac{\\exp(q_i^\\top k_j)}{\\sum_l \\exp(q_i^\\top k_l)}';
    const { values, mentions } = readOne(tex);
    expect(values.map((v) => v.op)).toEqual([
      'input',
      'input',
      'transpose',
      'matmul',
      'exp',
      'sum',
      'div',
    ]);
    expect(mentions.get('q_i^\\top k_l')).toBe('q_i^\\top k_j');
    expect(mentions.get('k_l')).toBe('k_j');
  });

  it('rows of a block share tensors and sizes', () => {
    const rows = readAll(
      '\\begin{aligned} e_{ij} &= q_i^\\top k_j \\\\ \\alpha_{ij} &= \\frac{\\exp(e_{ij})}{\\sum_l \\exp(e_{il})} \\\\ o_i &= \\sum_j \\alpha_{ij} v_j \\end{aligned}',
    );
    const last = rows.at(-1)?.formula.program;
    const names = last?.values.flatMap((v) => v.name ?? []);
    expect(names).toEqual(['q_i', 'k_j', 'e_{ij}', '\\alpha_{ij}', 'v_j', 'o_i']);
    const sizeOf = (name: string): unknown => last?.values.find((v) => v.name === name)?.shape?.[0];
    expect(sizeOf('k_j')).toBe(sizeOf('v_j'));
    expect(sizeOf('q_i')).not.toBe(sizeOf('k_j'));
  });

  it('a letter without index is the whole vector, unless it stands beside an element', () => {
    const norm = readOne('\\text{RMS}(x) = \\frac{x}{\\sqrt{\\sum_{i=1}^{d} x_i^2}}');
    expect(norm.values.filter((v) => v.op === 'input').map((v) => v.name)).toEqual(['x']);
    const kernel = readOne('y = \\sum_{i=1}^{n} f(x - x_i) w_i');
    expect(kernel.values.filter((v) => v.op === 'input').map((v) => v.name)).toEqual([
      'x',
      'x_i',
      'w_i',
    ]);
  });

  it.each([
    'h_t = \\sum_j a_j (h_{t-1} - h_t)',
    'y = \\sum_i \\text{head}_i W_i^O',
    'z = \\sum_{j \\ne i} a_j b_j c',
    'c = \\sum_{j \\in S_{t}, j < t} a_j b_j',
  ])('what has no such reading is a call: %s', (tex) => {
    const { values, formula } = readOne(tex);
    expect(formula.root).toBeDefined();
    expect(values.some((v) => v.op === 'call')).toBe(true);
  });
});

describe('masks by cases', () => {
  it.each([
    ['0 & j \\le i \\\\ -\\infty & \\text{otherwise}', 'triu', 1, -Infinity],
    ['-\\infty, & j > i \\\\ 0, & j \\leq i', 'triu', 1, -Infinity],
    ['0 & \\text{if } i \\ge j \\\\ -\\infty & \\text{if } i < j', 'triu', 1, -Infinity],
    ['1 & j \\le i \\\\ 0 & \\text{else}', 'tril', 0, 1],
    ['-10^9 & i < j \\\\ 0 & \\text{otherwise}', 'triu', 1, -1e9],
  ])('%s', (rows, kind, diagonal, value) => {
    const { formula } = readOne(`M_{ij} = \\begin{cases} ${rows} \\end{cases}`);
    const { values } = formula.program;
    const root = values[formula.root ?? -1];
    expect(root?.operation).toEqual({ kind, diagonal });
    const full = values[root?.inputs[0] ?? -1]?.operation;
    expect(full?.kind === 'full' ? full.value : undefined).toBe(value);
  });

  it('cases of the numbers themselves are a choice for every element', () => {
    const { values, root } = readOne('\\begin{cases} x & x > 0 \\\\ 0 & x \\le 0 \\end{cases}');
    expect(values.map((v) => v.op)).toEqual(['tensor', 'input', 'tensor', 'compare', 'where']);
    expect(root?.op).toBe('where');
  });

  it('cases of something else are not read', () => {
    const tex = '\\begin{cases} x & t = 0 \\\\ y & \\text{otherwise} \\end{cases}';
    expect(readOne(tex).root?.op).toBe('call');
  });
});
