import { describe, expect, it } from 'vitest';
import { inspectText } from '../../../src/analysis.js';

/** The last formula of a note with the numbers of its values by name. */
function lastOf(note: string) {
  const { listed, jsonOf } = inspectText(note, {
    language: 'markdown',
    locale: 'en',
    maxElements: 100,
    macros: {},
  });
  const last = listed.at(-1);
  if (last === undefined) throw new Error('the note has no formula');
  const { kind, values, checks = [], problems } = jsonOf(last);
  return {
    kind,
    of: (name: string) => values.find((v) => v.name === name)?.data,
    shapeOf: (name: string) => values.find((v) => v.name === name)?.shape,
    checks: checks.map((c) => c.status),
    problems: problems.map((p) => p.code),
  };
}

const matrices =
  '$$Q = \\begin{bmatrix} 1 & 0 & 2 \\\\ 2 & 2 & 2 \\\\ 2 & 1 & 3 \\end{bmatrix}, \\quad K = \\begin{bmatrix} 0 & 1 & 1 \\\\ 4 & 4 & 0 \\\\ 2 & 3 & 1 \\end{bmatrix}$$\n\n';

describe('a row of a matrix whose numbers the note gives', () => {
  it.each([
    ['a product with a matrix', '$q_1 K^\\top = [2, 4, 4]$'],
    ['a product of two rows', '$$q_1 \\cdot k_2 = 4$$'],
    ['transposed', '$$q_{1}^\\top k_{2} = 4$$'],
    ['bold', '$$\\mathbf{q}_1 \\cdot \\mathbf{k}_3 = 4$$'],
  ])('is meant by its small letter: %s', (_, formula) => {
    const found = lastOf(matrices + formula);
    expect(found.checks).toEqual(['right']);
    expect(found.of('q_1')).toEqual([1, 0, 2]);
    expect(found.kind).toBe('attention.scores');
  });

  it('is the row of a matrix that was computed, where the note writes its numbers', () => {
    const given = '$X = [[1, 0], [0, 2]]$, $W_Q = [[1, 2], [3, 4]]$\n\n';
    const note = `${given}$$Q = X W_Q = [[1, 2], [6, 8]]$$\n\n$$s = 2 q_2$$`;
    expect(lastOf(note).of('s')).toEqual([12, 16]);
  });

  it('is counted from 0 where the note counts so', () => {
    const note = `${matrices}The first token asks $q_0$.\n\n$$s = 2 q_1$$`;
    expect(lastOf(note).of('s')).toEqual([4, 4, 4]);
  });

  it('counts all rows where a letter does', () => {
    const found = lastOf(`${matrices}$$s_{ij} = q_i \\cdot k_j$$`);
    expect(found.of('s_{ij}')).toEqual([2, 4, 4, 4, 16, 12, 4, 12, 10]);
  });

  it.each([
    ['that has a value of its own', '$q_1 = [5, 5, 5]$\n\n$$s = 2 q_1$$', [10, 10, 10]],
    ['past the last row', '$$s = 2 q_4$$', undefined],
  ])('is not taken for a name %s', (_, formulas, numbers) => {
    const { of } = lastOf(matrices + formulas);
    if (numbers === undefined) expect(of('s')).not.toHaveLength(3);
    else expect(of('s')).toEqual(numbers);
  });

  it('accuses nobody: which row is meant is a guess', () => {
    expect(lastOf(`${matrices}$$q_1 \\cdot k_2 = 5$$`).problems).not.toContain('value-mismatch');
  });

  it('is a column where weights stand first', () => {
    const note =
      '$X = [[1, 0], [0, 2]]$, $W_Q = [[1, 2], [3, 4]]$\n\n$$Q = W_Q X$$\n\n$$s = 2 q_1$$';
    expect(lastOf(note).of('s')).not.toEqual([2, 8]);
  });
});

describe('an element of a matrix whose numbers the note gives', () => {
  const scores = '$S = [[2, 4, 4], [4, 16, 12], [4, 12, 10]]$\n\n';
  it.each([
    ['by two digits', '$$y = S_{12} + 1$$', [5]],
    ['with a comma', '$$y = S_{2,3} + 1$$', [13]],
    ['by the small letter', '$$y = s_{23} + 1$$', [13]],
    ['from 0 where one of the two is', '$$y = S_{01} + S_{12}$$', [16]],
  ])('%s', (_, formula, y) => {
    expect(lastOf(scores + formula).of('y')).toEqual(y);
  });

  it('of weights that were worked out is held against what the note says', () => {
    const note = `${scores}$$A = \\text{softmax}(S)$$\n\n`;
    expect(lastOf(`${note}$\\alpha_{12} = 0.468$`).checks).toEqual(['right']);
    expect(lastOf(`${note}$A_{2,1} = 0.000006$`).checks).toEqual(['right']);
    // Which element is meant is a guess.
    expect(lastOf(`${note}$a_{12} = 0.5$`).problems).toEqual([]);
  });

  it.each([
    ['of another letter', '$$y = W_{12} + 1$$'],
    ['past the last row', '$$y = S_{42} + 1$$'],
    ['which is the twelfth state', '$H = [[1, 2], [3, 4]]$\n\n$$y = h_{12} + 1$$'],
  ])('is not taken for one %s', (_, formula) => {
    expect(lastOf(scores + formula).of('y')).not.toEqual([5]);
    expect(lastOf(scores + formula).of('y')).not.toEqual([3]);
  });
});

describe('a part picked by numbers from what is worked out', () => {
  const scores = '$S = [[2, 4, 4], [4, 16, 12], [4, 12, 10]]$\n\n';
  it.each([
    ['an element', '$$y = (S S)_{12}$$', [120]],
    ['an element with a comma', '$$y = [S S]_{1,2}$$', [120]],
    ['a row', '$$y = (S S)_{1}$$', [36, 120, 96]],
    ['a row with a colon', '$$y = (S S)_{1,:}$$', [36, 120, 96]],
    ['a column', '$$y = (S S)_{:,2}$$', [120, 416, 328]],
    ['an element of a vector', '$$y = \\text{softmax}([0, 0])_2$$', [0.5]],
  ])('is %s', (_, formula, y) => {
    expect(lastOf(scores + formula).of('y')).toEqual(y);
  });

  it.each([
    String.raw`$\text{softmax}(S)_1 = [0.0634, 0.4683, 0.4683]$`,
    String.raw`$\text{softmax}(S)_{12} = 0.4683$`,
    String.raw`$(S S^\top)_{11} = 36$`,
  ])('is held against what the note says: %s', (formula) => {
    expect(lastOf(scores + formula).checks).toEqual(['right']);
  });

  it('accuses nobody of another way to count', () => {
    expect(lastOf(`${scores}$(S S^\\top)_{11} = 416$`).problems).toEqual([]);
  });

  it('is not there past the last row', () => {
    expect(lastOf(`${scores}$$y = (S S)_{41}$$`).of('y')).toBeNull();
  });
});

describe('elements of a vector whose numbers the note gives', () => {
  const x = '$x = [1, 2, 3]$\n\n';
  it.each([
    ['by their numbers', '$x_1 + x_3 = 4$'],
    ['counted by a letter', '$\\sum_i x_i^2 = 14$'],
    ['counted as far as they go', '$\\sum_{i=1}^{n} x_i = 6$'],
    ['counted to a number', '$\\sum_{i=1}^{3} x_i = 6$'],
    ['in a product', '$\\prod_i x_i = 6$'],
  ])('are meant %s', (_, formula) => {
    const found = lastOf(x + formula);
    expect(found.checks).toEqual(['right']);
    expect(found.problems).toEqual([]);
  });

  it('are meant by a letter of Greek too', () => {
    const note = '$\\alpha = [0.4, 0.2, 0.4]$\n\n$\\alpha_1 + \\alpha_2 = 0.6$';
    expect(lastOf(note).checks).toEqual(['right']);
  });

  it('are counted from 0 where the note counts those of the same letter so', () => {
    const note = '$\\beta = [1, 2, 3]$ begins with $\\beta_0$.\n\n$\\beta_1 + \\beta_2 = 5$';
    expect(lastOf(note).checks).toEqual(['right']);
    const other = '$\\beta = [1, 2, 3]$ and $\\eta_0$.\n\n$\\beta_1 + \\beta_2 = 3$';
    expect(lastOf(other).checks).toEqual(['right']);
  });

  it('are a guess, which accuses nobody', () => {
    expect(lastOf(`${x}$\\sum_i x_i = 7$`).problems).toEqual([]);
  });
});

describe('a formula that states its result', () => {
  it('is worked out with the numbers of the note, within a sentence too', () => {
    const found = lastOf(`${matrices}Then $QK^\\top = [[2, 4, 4], [4, 16, 12], [4, 12, 10]]$.`);
    expect(found.of('Q')).toEqual([1, 0, 2, 2, 2, 2, 2, 1, 3]);
    expect(found.checks).toEqual(['right']);
    expect(found.kind).toBe('attention.scores');
  });

  it('defines no function by it', () => {
    const note = `${matrices}$$\\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{3}}\\right) = \\begin{bmatrix} 0.14 & 0.43 & 0.43 \\\\ 0.00 & 0.91 & 0.09 \\\\ 0.01 & 0.75 & 0.24 \\end{bmatrix}$$`;
    const found = lastOf(note);
    expect(found.of('Q')).toEqual([1, 0, 2, 2, 2, 2, 2, 1, 3]);
    expect(found.checks).toEqual(['right']);
    expect(found.kind).toBe('attention.weights');
  });
});

describe('sizes that a note says', () => {
  it('are the numbers of a formula that only counts with them, however large', () => {
    const note = 'Let $d_{model}=512$ and $h=8$ heads, so $d_k = d_{model}/h = 64$.';
    const found = lastOf(note);
    expect(found.of('d_k')).toEqual([64]);
    expect(found.checks).toEqual(['right']);
  });

  it('are a model’s features all together or not at all', () => {
    const sizes = 'Let $d_{model} = 512$ and $d_k = 64$.\n\n';
    const weights = '$$W_i^Q \\in \\mathbb{R}^{d_{model} \\times d_k}$$\n\n';
    const shape = lastOf(`${sizes}${weights}$$Q = X W_i^Q$$`).shapeOf('W_i^Q');
    expect(shape?.[0]).toBeGreaterThanOrEqual(shape?.[1] ?? Infinity);
  });
});
