import { describe, expect, it } from 'vitest';
import { readAll, readOne } from './reading.js';

describe('a left-hand side that is worked out', () => {
  it('is a value of the program, with a place for each of its parts', () => {
    const { lines } = readOne(String.raw`\text{softmax}(QK^\top)V = AV`);
    expect(lines).toContain(String.raw`matmul «\text{softmax}(QK^\top)V»`);
    expect(lines).toContain(String.raw`softmax «\text{softmax}(QK^\top)»`);
    expect(lines).toContain(String.raw`matmul «QK^\top»`);
    expect(lines).toContain('matmul «AV»');
  });

  it('is beside the right a result of the formula, whose root the right stays', () => {
    const { formula, root } = readOne(String.raw`\text{softmax}(QK^\top)V = AV`);
    expect(root?.source).toBe('AV');
    expect(formula.program.outputs).toHaveLength(2);
  });

  it.each([
    ['(A + B)C = AC + BC', 3],
    [String.raw`\text{softmax}(S)V = \text{softmax}(S)U`, 3],
    [String.raw`\frac{1}{2}(x + y) = \frac{1}{2}(x + y) + z`, 3],
  ])('%s has each symbol once', (tex, inputs) => {
    const { values } = readOne(tex);
    expect(values.filter((v) => v.op === 'input')).toHaveLength(inputs);
  });

  it('does not make again what the right has', () => {
    const { values, mentions } = readOne(String.raw`\text{softmax}(S)V = \text{softmax}(S)U`);
    expect(values.filter((v) => v.op === 'softmax')).toHaveLength(1);
    expect(mentions.get('S')).toBe('S');
  });

  it('element by element, shares the axes of the right', () => {
    const { values } = readOne(
      String.raw`\sum_j \text{softmax}(s_{ij}) v_j = \sum_j \alpha_{ij} v_j`,
    );
    expect(values.filter((v) => v.op === 'matmul')).toHaveLength(2);
    expect(values.filter((v) => v.name === 'v_j')).toHaveLength(1);
  });

  it.each([
    // Beside numbers of the text, its own would be examples.
    String.raw`QK^\top = \begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}`,
    String.raw`\sum_j \alpha_{ij} = 1`,
    // The name of a result, and how something changes.
    String.raw`CE(x, y) = -x_y + \log(\sum_j e^{x_j})`,
    String.raw`MAPE = \frac{1}{n} \sum_i e_i`,
    String.raw`\Delta W = BA`,
    String.raw`\frac{\partial L}{\partial W} = x^\top g`,
  ])('%s is not worked out on the left', (tex) => {
    const reading = readOne(tex);
    expect(reading.formula.program.outputs).toHaveLength(1);
  });

  it.each([
    [String.raw`\text{softmax}(QK^\top)V = AV = Z`, 'Z'],
    [String.raw`x + \text{FFN}(x) = y`, 'y'],
  ])('%s gives the name behind it to what is worked out', (tex, name) => {
    const [reading] = readAll(tex);
    expect(reading?.formula.defines?.map((d) => d.name)).toEqual([name]);
  });
});

describe('parts in a row before an output weight', () => {
  it.each([
    String.raw`(\text{head}_1 \ldots \text{head}_h) W^O`,
    String.raw`(H_1, \dots, H_h) W_O`,
    String.raw`(Z_1, Z_2) W^O`,
  ])('%s stand side by side', (tex) => {
    const { values, root } = readOne(tex);
    expect(root?.op).toBe('matmul');
    expect(values.filter((v) => v.op === 'concat')).toHaveLength(1);
  });

  it.each(['(A B) W^O', '(a, b) W', String.raw`(x_1 \ldots x_n) W`])('%s do not', (tex) => {
    expect(readOne(tex).values.some((v) => v.op === 'concat')).toBe(false);
  });
});
